package dev.perfusion.engine.model;

/** A point of a table; {@code restartSolver}: the integrator starts anew at this x. */
public record TablePoint(double x, double y, boolean restartSolver) {}
