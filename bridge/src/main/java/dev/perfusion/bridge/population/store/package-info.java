/**
 * The folder of a population: a manifest, chunks as Arrow IPC files, tables as CSV. See {@code
 * docs/populations.md}.
 */
package dev.perfusion.bridge.population.store;
