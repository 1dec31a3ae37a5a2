/** What the bridge adds to what it stands on: to a plain HTTP route, and to the bare engine. */
package dev.perfusion.benchmarks.overhead;
