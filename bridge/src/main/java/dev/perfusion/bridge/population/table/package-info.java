/** Chunks of a population as text: the results CSV of the field, and JSON. */
package dev.perfusion.bridge.population.table;
