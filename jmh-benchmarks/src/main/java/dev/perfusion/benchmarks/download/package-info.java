/** Downloads of population chunks beside those of a file server. */
package dev.perfusion.benchmarks.download;
