/** Perfusion. */
package dev.perfusion.gate;
