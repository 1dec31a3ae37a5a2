/** Ceilings, the p95 rule against a baseline, and the verdict. */
package dev.perfusion.gate.check;
