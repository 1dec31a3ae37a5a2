/** Errors as callers see them: one code list for REST, MCP and in-process calls. */
package dev.perfusion.bridge.error;
