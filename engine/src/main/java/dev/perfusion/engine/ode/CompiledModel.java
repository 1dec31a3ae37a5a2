package dev.perfusion.engine.ode;

import dev.perfusion.engine.model.Quantity;
import dev.perfusion.engine.model.Species;
import java.util.List;

/**
 * A model as executable code, for one choice of varied quantities. Shared by all runs and threads.
 *
 * @param index the model
 * @param variedIds quantities whose numbers a run supplies, in the order of the slots; all else is
 *     folded into the code
 * @param states species in the order of the state vector
 * @param initial registers of the initial values of the states, unscaled
 * @param startValues all species that may not be negative, with the register of their initial value
 * @param pattern pattern of the Jacobian
 */
public record CompiledModel(
    ModelIndex index,
    List<Integer> variedIds,
    List<Species> states,
    int[] initial,
    List<Output> startValues,
    SparsityPattern pattern,
    List<Output> outputs,
    List<CompiledEvent> events,
    int[] eventTimes,
    List<RestartTable> restartTables,
    List<ReadObserver> readObservers,
    ModelCode code) {

  /**
   * A quantity and the register that holds its value.
   *
   * @param constant the value is fixed within a run
   */
  public record Output(Quantity quantity, int register, boolean constant) {}

  /**
   * An event.
   *
   * @param condition register of the truth value, filled by {@code test}
   */
  record CompiledEvent(
      Tape test, int condition, boolean oneTime, List<CompiledAssignment> assignments) {}

  /**
   * An assignment.
   *
   * @param state index of the state it sets, or -1 for another quantity
   * @param value register of the number, filled by {@code code}
   * @param choice what the selector is set to
   * @param selector register of the selector
   * @param assigned register that keeps the number, or -1 when the formula stays live
   */
  record CompiledAssignment(
      int state, Tape code, int value, int choice, int selector, int assigned) {}

  /**
   * Times at which a table makes the integrator start anew.
   *
   * @param offset register of the shift, or -1 for none
   */
  record RestartTable(double[] times, int offset) {}

  /**
   * An observer that formulas read: {@code output} is copied to {@code memory} at each output time.
   */
  record ReadObserver(int output, int memory) {}

  /** Instructions of one call of the right-hand side. */
  public int rhsInstructions() {
    return code.rhsInstructions();
  }

  /** Whether runs that begin now use generated code. */
  public boolean generated() {
    return code.generated();
  }

  /**
   * Generates code in place of the tapes; runs that begin later use it. Takes some ten milliseconds
   * for a whole-body model; the results are the same to the last bit.
   */
  public void generateCode() {
    code.generate();
  }
}
