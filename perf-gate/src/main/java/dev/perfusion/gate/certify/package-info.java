/** Measures the gate itself: how often it is wrong, from pairs of known difference. */
package dev.perfusion.gate.certify;
