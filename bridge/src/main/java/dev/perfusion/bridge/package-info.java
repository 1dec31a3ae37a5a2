/** Perfusion. */
package dev.perfusion.bridge;
