/**
 * The flat model: parameters, species, observers, events, formulas, solver settings, output schema.
 * Immutable.
 */
package dev.perfusion.engine.model;
