/**
 * From JMH results to a verdict: converts JMH JSON to the benchmark document, checks it against
 * ceilings and a recorded baseline, follows its numbers over time, and reports. Knows nothing of
 * PBPK.
 *
 * <p>Packages from the ground up: {@code json} and {@code stats}; {@code jmh} and {@code document};
 * {@code convert}, {@code check} and {@code history}; {@code report}; {@code cli}.
 */
package dev.perfusion.gate;
