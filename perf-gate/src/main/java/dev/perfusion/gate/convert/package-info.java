/** From JMH results and run metadata to the benchmark document. */
package dev.perfusion.gate.convert;
