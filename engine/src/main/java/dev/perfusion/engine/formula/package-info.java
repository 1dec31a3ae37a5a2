/** Formula text to expression tree; expression graph, simplifier and symbolic differentiator. */
package dev.perfusion.engine.formula;
