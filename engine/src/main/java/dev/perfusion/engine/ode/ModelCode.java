package dev.perfusion.engine.ode;

import dev.perfusion.engine.code.Kernel;
import java.util.BitSet;

/**
 * The code that a run calls per step, in two tiers that give the same numbers to the last bit:
 * tapes, which are there at once, and bytecode, which {@link #generate} makes. Shared by all runs
 * and threads; a run keeps the tier it began with.
 */
final class ModelCode {
  private final double[] template;
  private final BitSet literals;
  private final Tape prologue;
  private final TapeKernel rhs;
  private final TapeKernel jacobian;
  private final TapeKernel outputs;
  private final TapeKernel conditions;
  private final boolean conditionsReadStates;
  private final boolean rhsReadsTime;
  private volatile Kernels current;
  private volatile boolean generated;

  /**
   * One tier. First array of each kernel is the register file with time and states in place.
   *
   * @param rhs right-hand sides, unscaled
   * @param jacobian entries of the Jacobian, unscaled
   * @param outputs values to store
   * @param conditions truth values of all event conditions
   */
  record Kernels(Kernel rhs, Kernel jacobian, Kernel outputs, Kernel conditions) {}

  /**
   * @param template a fresh register file
   * @param literals registers that hold literals
   * @param prologue computes what is fixed between two events
   * @param conditionsReadStates event conditions depend on states
   */
  ModelCode(
      double[] template,
      BitSet literals,
      Tape prologue,
      TapeKernel rhs,
      TapeKernel jacobian,
      TapeKernel outputs,
      TapeKernel conditions,
      boolean conditionsReadStates) {
    this.template = template;
    this.literals = literals;
    this.prologue = prologue;
    this.rhs = rhs;
    this.jacobian = jacobian;
    this.outputs = outputs;
    this.conditions = conditions;
    this.conditionsReadStates = conditionsReadStates;
    rhsReadsTime = rhs.tape().reads(Registers.TIME);
    current = tapes();
  }

  /** A fresh register file. */
  double[] registers() {
    return template.clone();
  }

  /** Makes a register file as good as new. */
  void fill(double[] registers) {
    System.arraycopy(template, 0, registers, 0, template.length);
  }

  /** The registers that hold literals. */
  BitSet literals() {
    return literals;
  }

  /** Computes what is fixed between two events. */
  Tape prologue() {
    return prologue;
  }

  /** The first tier. */
  Kernels tapes() {
    return new Kernels(rhs, jacobian, outputs, conditions);
  }

  /** Registers of the right-hand sides when a tape has computed them. */
  int[] rhsRegisters() {
    return rhs.results();
  }

  /** Whether event conditions depend on more than time and what is fixed between two events. */
  boolean conditionsReadStates() {
    return conditionsReadStates;
  }

  /** Instructions of one call of the right-hand side. */
  int rhsInstructions() {
    return rhs.tape().length();
  }

  /** Whether the right-hand sides depend on time other than through the states. */
  boolean rhsReadsTime() {
    return rhsReadsTime;
  }

  /** The best tier there is by now. */
  Kernels kernels() {
    return current;
  }

  /** The second tier is in use. */
  boolean generated() {
    return generated;
  }

  /** Makes the second tier; runs that begin later use it. */
  synchronized void generate() {
    if (generated) {
      return;
    }
    current =
        new Kernels(
            TapeTranslator.translate(rhs, literals, template),
            TapeTranslator.translate(jacobian, literals, template),
            TapeTranslator.translate(outputs, literals, template),
            TapeTranslator.translate(conditions, literals, template));
    generated = true;
  }
}
