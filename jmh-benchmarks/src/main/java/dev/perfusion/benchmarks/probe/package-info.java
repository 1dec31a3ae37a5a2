/**
 * One side of a paired comparison: a process that calls tool paths in bursts when it is told to.
 */
package dev.perfusion.benchmarks.probe;
