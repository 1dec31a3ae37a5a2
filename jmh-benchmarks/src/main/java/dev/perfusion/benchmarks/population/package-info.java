/** Populations as a whole: how fast they run, how well on several cores, in how much memory. */
package dev.perfusion.benchmarks.population;
