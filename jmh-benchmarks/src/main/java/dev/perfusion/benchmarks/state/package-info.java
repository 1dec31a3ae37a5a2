/** The states that a benchmark starts from: cold JVM, cold cache, warm. */
package dev.perfusion.benchmarks.state;
