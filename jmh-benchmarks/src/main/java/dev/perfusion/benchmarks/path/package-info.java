/**
 * The ways to reach a tool: in process through the facade, and over HTTP (REST and MCP) to a server
 * in a process of its own.
 */
package dev.perfusion.benchmarks.path;
