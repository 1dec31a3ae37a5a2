/** Load on a server: arrivals at a planned rate, and what those who arrive have to wait. */
package dev.perfusion.benchmarks.load;
