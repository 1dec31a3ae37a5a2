/** Straight-line code as bytecode: the second tier of everything that a run calls per step. */
package dev.perfusion.engine.code;
