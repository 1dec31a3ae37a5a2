/**
 * From JMH results to a verdict: converts JMH JSON to the benchmark document, checks it against
 * ceilings and a recorded baseline, and reports. Knows nothing of PBPK.
 *
 * <p>Packages from the ground up: {@code json} and {@code stats}; {@code jmh} and {@code document};
 * {@code convert} and {@code check}; {@code report}; {@code cli}.
 */
package dev.perfusion.gate;
