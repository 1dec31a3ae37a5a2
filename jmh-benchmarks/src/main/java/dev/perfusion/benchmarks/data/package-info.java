/** Public models, pinned by hash, and what the official solver computes for them. */
package dev.perfusion.benchmarks.data;
