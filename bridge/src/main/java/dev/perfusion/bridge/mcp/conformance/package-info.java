/**
 * What the official conformance runner looks for: tools, resources and prompts of fixed names.
 * Offered only with {@code PERFUSION_CONFORMANCE=true}; never part of the product.
 */
package dev.perfusion.bridge.mcp.conformance;
