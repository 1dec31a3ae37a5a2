/** The R package ospsuite, where the user has it. */
package dev.perfusion.bridge.adapter.ospsuite;
