/** REST and MCP over HTTP, on Javalin. */
package dev.perfusion.bridge.http;
