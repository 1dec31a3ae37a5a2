/** The Model Context Protocol: messages in, messages out; knows nothing of HTTP servers. */
package dev.perfusion.bridge.mcp;
