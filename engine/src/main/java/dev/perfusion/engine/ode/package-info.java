/** Dependency analysis, ODE assembly, sparse Jacobian, executable code. */
package dev.perfusion.engine.ode;
