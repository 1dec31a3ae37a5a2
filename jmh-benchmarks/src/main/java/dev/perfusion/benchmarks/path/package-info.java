/**
 * The ways to reach a tool: in process through the facade, and over HTTP (REST and MCP) to a server
 * in a process of its own; and the temporary folders that bridges and servers work in.
 */
package dev.perfusion.benchmarks.path;
