/** Pictures of populations: median and percentile bands over time. */
package dev.perfusion.bridge.plot;
