/** Perfusion. */
package dev.perfusion.benchmarks;
