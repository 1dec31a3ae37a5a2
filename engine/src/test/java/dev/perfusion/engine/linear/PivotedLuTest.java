package dev.perfusion.engine.linear;

import dev.perfusion.engine.ode.SparsityPattern;
import java.util.stream.IntStream;

class PivotedLuTest extends LinearSolverContract {
  @Override
  LinearSolver solverFor(SparsityPattern pattern) {
    return new PivotedLu(pattern, IntStream.range(0, pattern.size()).toArray());
  }
}
