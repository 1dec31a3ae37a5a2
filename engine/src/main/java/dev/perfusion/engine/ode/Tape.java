package dev.perfusion.engine.ode;

import dev.perfusion.engine.formula.Arithmetic;
import dev.perfusion.engine.formula.Opcode;
import dev.perfusion.engine.formula.PiecewiseLinear;

/**
 * Straight-line code over registers: ready at once, needs no compilation. Immutable, shared by all
 * runs.
 */
final class Tape {
  static final int WORDS = 5;

  private final int[] code;
  private final PiecewiseLinear[] tables;

  /**
   * @param code five words per instruction: opcode, target register, three operand registers (of a
   *     table the second is its number)
   */
  Tape(int[] code, PiecewiseLinear[] tables) {
    this.code = code;
    this.tables = tables;
  }

  /** The instructions; not a copy. */
  int[] code() {
    return code;
  }

  /** The tables that instructions name; not a copy. */
  PiecewiseLinear[] tables() {
    return tables;
  }

  /** Number of instructions. */
  int length() {
    return code.length / WORDS;
  }

  /** Whether an instruction has the register as an operand. */
  boolean reads(int register) {
    for (int i = 0; i < code.length; i += WORDS) {
      for (int k = 0; k < Opcode.of(code[i]).arity(); k++) {
        if (code[i + 2 + k] == register) {
          return true;
        }
      }
    }
    return false;
  }

  /** Executes the code on one register file. */
  void run(double[] r) {
    int[] c = code;
    for (int i = 0; i < c.length; i += WORDS) {
      double x = r[c[i + 2]];
      r[c[i + 1]] =
          switch (Opcode.of(c[i])) {
            case ADD -> x + r[c[i + 3]];
            case SUBTRACT -> x - r[c[i + 3]];
            case MULTIPLY -> x == 0 ? 0 : x * r[c[i + 3]];
            case DIVIDE -> x / r[c[i + 3]];
            case NEGATE -> -x;
            case CONDITIONAL -> Arithmetic.conditional(x, r[c[i + 3]], r[c[i + 4]]);
            case TABLE_VALUE -> tables[c[i + 3]].value(x);
            case TABLE_SLOPE -> tables[c[i + 3]].slope(x);
            default -> general(c[i], x, r[c[i + 3]]);
          };
    }
  }

  private static double general(int opcode, double x, double y) {
    return Opcode.of(opcode).apply(x, y);
  }
}
