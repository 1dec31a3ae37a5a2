/** Pharmacokinetic parameters of a curve. */
package dev.perfusion.engine.pk;
