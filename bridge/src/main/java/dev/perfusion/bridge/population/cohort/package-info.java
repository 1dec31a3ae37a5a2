/** Who is in a population: individuals drawn from distributions, or read from a CSV file. */
package dev.perfusion.bridge.population.cohort;
