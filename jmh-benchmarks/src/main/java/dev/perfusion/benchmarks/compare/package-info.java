/**
 * The engine against the official solver, both sides in one run, and against its own bars; writes
 * {@code reports/perf/engine.md}.
 */
package dev.perfusion.benchmarks.compare;
