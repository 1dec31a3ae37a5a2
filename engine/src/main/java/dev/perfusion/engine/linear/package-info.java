/** Sparse LU with one symbolic analysis per pattern and numeric refactorisation per step. */
package dev.perfusion.engine.linear;
