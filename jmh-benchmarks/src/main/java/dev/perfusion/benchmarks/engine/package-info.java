/** JMH benchmarks of the engine: its kernels, one by one, and whole runs. */
package dev.perfusion.benchmarks.engine;
