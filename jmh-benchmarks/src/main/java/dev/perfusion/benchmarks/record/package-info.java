/**
 * What a benchmark fork knows beside its latencies, and how it reaches the process that started it.
 */
package dev.perfusion.benchmarks.record;
