/** Values of simulations kept for later. */
package dev.perfusion.bridge.snapshot;
