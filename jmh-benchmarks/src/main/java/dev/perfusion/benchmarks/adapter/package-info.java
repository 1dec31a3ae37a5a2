/** What the ways to reach an engine cost. */
package dev.perfusion.benchmarks.adapter;
