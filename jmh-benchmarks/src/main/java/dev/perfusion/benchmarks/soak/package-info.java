/** Whether a server that is left alone for hours stays as it is. */
package dev.perfusion.benchmarks.soak;
