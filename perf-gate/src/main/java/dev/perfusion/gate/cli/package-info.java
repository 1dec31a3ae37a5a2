/** The commands of the executable jar. */
package dev.perfusion.gate.cli;
