/** Makes the product slower on purpose, so that the gate can be tested. Never shipped. */
package dev.perfusion.benchmarks.slowdown;
