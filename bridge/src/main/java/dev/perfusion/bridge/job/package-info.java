/** Runs as jobs: queue, workers, states, time limit, cancellation, retries. */
package dev.perfusion.bridge.job;
