/** The stiff integrator: error control, restart, dense output. */
package dev.perfusion.engine.solver;
