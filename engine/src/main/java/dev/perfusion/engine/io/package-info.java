/** Readers of model files (pkml, SimModel XML) and writers of results. */
package dev.perfusion.engine.io;
