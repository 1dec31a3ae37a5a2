/** Verdicts from pairs of processes: intervals of ratios, looks planned beforehand, error rates. */
package dev.perfusion.gate.paired;
