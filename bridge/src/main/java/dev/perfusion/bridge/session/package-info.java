/** Loaded simulations by id, each with its own parameter values. */
package dev.perfusion.bridge.session;
