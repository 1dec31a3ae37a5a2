/** Populations: cohorts, their runs on all cores, and the folder of chunks that they fill. */
package dev.perfusion.bridge.population;
