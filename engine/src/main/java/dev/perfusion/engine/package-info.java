/** The facade: load a simulation, change values, run it, read results. */
package dev.perfusion.engine;
