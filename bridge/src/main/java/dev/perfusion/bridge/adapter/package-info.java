/** The simulation engine as the tools see it, and the kinds of engines there are. */
package dev.perfusion.bridge.adapter;
