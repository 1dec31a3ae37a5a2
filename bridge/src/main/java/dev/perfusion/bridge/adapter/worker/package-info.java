/** Engines in processes of their own: the pool on this side, the worker on the other. */
package dev.perfusion.bridge.adapter.worker;
