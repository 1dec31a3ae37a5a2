package dev.perfusion.engine.ode;

/**
 * A compiled model and the derivatives for forward sensitivities. Immutable, shared by all runs.
 */
public record SensitivityModel(CompiledModel model, SensitivityCode code) {}
