/** Stored benchmark documents as series over time, and where those series change. */
package dev.perfusion.gate.history;
