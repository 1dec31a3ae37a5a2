/** Waiting for threads. */
package dev.perfusion.bridge.thread;
