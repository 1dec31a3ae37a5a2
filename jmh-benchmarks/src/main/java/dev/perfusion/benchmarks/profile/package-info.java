/** Flame graphs of the process that does the work, taken with async-profiler. */
package dev.perfusion.benchmarks.profile;
