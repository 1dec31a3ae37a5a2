package dev.perfusion.engine.ode;

import dev.perfusion.engine.code.Kernel;
import dev.perfusion.engine.code.KernelWriter;
import dev.perfusion.engine.code.KernelWriter.Array;
import dev.perfusion.engine.code.OperationWriter;
import dev.perfusion.engine.formula.Opcode;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Second tier of a kernel: translates a tape into bytecode that computes the same numbers to the
 * last bit.
 *
 * <p>A result that is used once stays on the operand stack, one that is used more often becomes a
 * local variable; only what a later method needs goes through its register. The registers of the
 * tape's own results therefore hold nothing of use afterwards.
 */
final class TapeTranslator extends ExpressionTranslator {
  /** Tapes with more instructions become loops: the compiler would be busy for seconds. */
  private static final int MAX_INSTRUCTIONS = 15_000;

  /** Expressions nest no deeper than this on the operand stack. */
  private static final int MAX_DEPTH = 24;

  /** Nor have they more operations: each is in one method. */
  private static final int MAX_SIZE = 100;

  /** Load of a register and its first store to a local variable. */
  private static final int OPERAND_BYTES = 10;

  /** Store to an array. */
  private static final int STORE_BYTES = 6;

  /** Store of a result to a local variable, and of that to its register. */
  private static final int RESULT_BYTES = 4 + 4 + STORE_BYTES;

  private final KernelWriter writer;

  /** By instruction: number of the method in which it is computed. */
  private final int[] methodOf;

  /** By register: a later method needs it. */
  private final BitSet spilled = new BitSet();

  /** By register: its local variable in the method {@link #localMethod}. */
  private final int[] local;

  private final int[] localMethod;
  private int method;

  private TapeTranslator(TapeKernel source, BitSet literals, double[] template) {
    super(source, literals, template);
    writer = new KernelWriter(MethodHandles.lookup(), source.tape().tables());
    int registers = template.length;
    local = new int[registers];
    localMethod = new int[registers];
    Arrays.fill(localMethod, NONE);
    methodOf = new int[instructions];
  }

  /**
   * Translates; what is too long becomes loops.
   *
   * @param literals registers that hold literals
   * @param template a fresh register file
   */
  static Kernel translate(TapeKernel source, BitSet literals, double[] template) {
    if (source.tape().length() > MAX_INSTRUCTIONS) {
      return LoopTranslator.translate(source, literals, template);
    }
    return written(source, literals, template).define();
  }

  /** The class in place of an instance, to look into. */
  static byte[] bytes(TapeKernel source, BitSet literals, double[] template) {
    return written(source, literals, template).bytes();
  }

  private static KernelWriter written(TapeKernel source, BitSet literals, double[] template) {
    TapeTranslator translator = new TapeTranslator(source, literals, template);
    translator.plan();
    translator.write(source.results());
    return translator.writer;
  }

  /** Decides what is computed where. */
  private void plan() {
    findExpressions(MAX_DEPTH, MAX_SIZE);
    int[] bytes = new int[instructions];
    int number = 0;
    int size = 0;
    for (int i = 0; i < instructions; i++) {
      bytes[i] = weight(opcode(i));
      for (int k = 0; k < opcode(i).arity(); k++) {
        int d = definition[operand(i, k)];
        bytes[i] += OPERAND_BYTES;
        if (d != NONE && inline[d]) {
          bytes[i] += bytes[d];
        }
      }
      List<Integer> results = places.get(target(i));
      if (!inline[i]) {
        int needed = bytes[i] + RESULT_BYTES;
        needed += results == null ? 0 : results.size() * (STORE_BYTES + OPERAND_BYTES);
        size += needed;
        if (size > KernelWriter.METHOD_TARGET) {
          number++;
          size = needed;
        }
        methodOf[i] = number;
      }
    }
    for (int i = instructions - 1; i >= 0; i--) {
      for (int k = 0; k < opcode(i).arity(); k++) {
        int register = operand(i, k);
        int d = definition[register];
        if (d != NONE && inline[d]) {
          methodOf[d] = methodOf[i];
        } else if (d != NONE && methodOf[d] != methodOf[i]) {
          spilled.set(register);
        }
      }
    }
  }

  /** What an instruction takes, bodies of helpers included, operands not. */
  private static int weight(Opcode opcode) {
    return switch (opcode) {
      case ADD, SUBTRACT, DIVIDE, NEGATE -> 1;
      case MULTIPLY, ZERO_QUOTIENT, POWER -> 24;
      case MIN, MAX, ACOS, ASIN, ATAN, COS, COSH, EXP, LN, LOG10, SIN, SINH, SQRT, TAN, TANH -> 3;
      default -> 64;
    };
  }

  private void write(int[] results) {
    copyLeaves(results);
    for (int i = 0; i < instructions; i++) {
      if (!inline[i]) {
        if (methodOf[i] != method) {
          nextMethod();
        }
        statement(i);
      }
    }
  }

  private void nextMethod() {
    writer.nextMethod();
    method++;
  }

  /** Results that are no result of the tape: literals, states, what is fixed within a run. */
  private void copyLeaves(int[] results) {
    int size = 0;
    for (int k = 0; k < results.length; k++) {
      if (definition[results[k]] == NONE) {
        size += STORE_BYTES + OPERAND_BYTES;
        if (size > KernelWriter.METHOD_TARGET) {
          writer.nextMethod();
          size = 0;
        }
        writer.address(Array.B, k);
        leaf(results[k]);
        writer.store();
      }
    }
    if (size > 0) {
      writer.nextMethod();
    }
  }

  private void statement(int i) {
    int target = target(i);
    List<Integer> results = places.get(target);
    if (uses[target] == 0 && results != null && results.size() == 1) {
      writer.address(Array.B, results.get(0));
      compute(i);
      writer.store();
      return;
    }
    compute(i);
    local[target] = writer.toLocal();
    localMethod[target] = method;
    if (results != null) {
      for (int place : results) {
        writer.address(Array.B, place);
        writer.local(local[target]);
        writer.store();
      }
    }
    if (spilled.get(target)) {
      writer.address(Array.A, target);
      writer.local(local[target]);
      writer.store();
    }
  }

  @Override
  OperationWriter writer() {
    return writer;
  }

  @Override
  void push(int register) {
    if (definition[register] == NONE && literals.get(register)) {
      writer.literal(template[register]);
    } else if (localMethod[register] == method) {
      writer.local(local[register]);
    } else {
      writer.load(Array.A, register);
      if (uses[register] > 1) {
        writer.duplicate();
        local[register] = writer.toLocal();
        localMethod[register] = method;
      }
    }
  }

  @Override
  void load(int register) {
    writer.load(Array.A, register);
  }

  @Override
  void table(int number) {
    writer.constant(number);
  }

  private void leaf(int register) {
    if (literals.get(register)) {
      writer.literal(template[register]);
    } else {
      writer.load(Array.A, register);
    }
  }
}
