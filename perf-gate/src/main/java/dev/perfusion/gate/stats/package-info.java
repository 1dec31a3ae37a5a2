/** Weighted samples and their order statistics. */
package dev.perfusion.gate.stats;
