/** Scenarios: which benchmarks run with which settings, and what is written from them. */
package dev.perfusion.benchmarks.run;
