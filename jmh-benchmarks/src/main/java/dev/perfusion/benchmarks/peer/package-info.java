/**
 * The official solver as a peer: called through its C interface when the user has it, and its
 * recorded reference results.
 */
package dev.perfusion.benchmarks.peer;
