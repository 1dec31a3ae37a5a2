/** Statistics over the runs of a population: of time courses and of PK parameters. */
package dev.perfusion.bridge.population.summary;
