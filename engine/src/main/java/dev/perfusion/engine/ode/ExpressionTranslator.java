package dev.perfusion.engine.ode;

import dev.perfusion.engine.code.OperationWriter;
import dev.perfusion.engine.formula.Arithmetic;
import dev.perfusion.engine.formula.Opcode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.objectweb.asm.Opcodes;

/**
 * Translates the instructions of a tape into bytecode that computes the same numbers to the last
 * bit. A result that is used once is computed where it is used, so instructions form expressions.
 */
abstract class ExpressionTranslator {
  static final int NONE = -1;

  final BitSet literals;
  final double[] template;
  final int instructions;

  /** By register: the instruction that computes it, or NONE when it is there before. */
  final int[] definition;

  /** By register: uses as operand. */
  final int[] uses;

  /** By register: places in the second array, null for none. */
  final List<List<Integer>> places;

  /** By instruction: computed where it is used. */
  final boolean[] inline;

  private final int[] code;

  ExpressionTranslator(TapeKernel source, BitSet literals, double[] template) {
    this.literals = literals;
    this.template = template;
    code = source.tape().code();
    instructions = source.tape().length();
    int registers = template.length;
    definition = new int[registers];
    Arrays.fill(definition, NONE);
    uses = new int[registers];
    places = new ArrayList<>(Collections.nCopies(registers, null));
    for (int k = 0; k < source.results().length; k++) {
      int register = source.results()[k];
      if (places.get(register) == null) {
        places.set(register, new ArrayList<>());
      }
      places.get(register).add(k);
    }
    inline = new boolean[instructions];
    for (int i = 0; i < instructions; i++) {
      definition[target(i)] = i;
      for (int k = 0; k < opcode(i).arity(); k++) {
        uses[operand(i, k)]++;
      }
    }
  }

  /**
   * Decides which results are computed where they are used.
   *
   * @param maxDepth expressions nest no deeper
   * @param maxSize and have no more operations
   */
  final void findExpressions(int maxDepth, int maxSize) {
    int[] depth = new int[instructions];
    int[] size = new int[instructions];
    for (int i = 0; i < instructions; i++) {
      depth[i] = 1;
      size[i] = 1;
      for (int k = 0; k < opcode(i).arity(); k++) {
        int d = definition[operand(i, k)];
        if (d != NONE && inline[d]) {
          if (size[i] + size[d] > maxSize) {
            inline[d] = false;
            continue;
          }
          depth[i] = Math.max(depth[i], depth[d] + 1);
          size[i] += size[d];
        }
      }
      int register = target(i);
      inline[i] = uses[register] == 1 && places.get(register) == null && depth[i] < maxDepth;
    }
  }

  /** Where operations are written to. */
  abstract OperationWriter writer();

  /** Pushes the value of a register that is not computed in place. */
  abstract void push(int register);

  /** Pushes the value of a register, in no case as a literal of the code. */
  abstract void load(int register);

  /** Pushes a table. */
  abstract void table(int number);

  /** Computes an instruction and pushes its result. */
  final void compute(int i) {
    Opcode opcode = opcode(i);
    int a = operand(i, 0);
    switch (opcode) {
      case ADD -> arithmetic(i, Opcodes.DADD);
      case SUBTRACT -> arithmetic(i, Opcodes.DSUB);
      case DIVIDE -> arithmetic(i, Opcodes.DDIV);
      case NEGATE -> arithmetic(i, Opcodes.DNEG);
      case MULTIPLY -> {
        boolean neverZero = literals.get(a) && template[a] != 0;
        // of a square the zero rule makes no difference
        if (neverZero || a == operand(i, 1)) {
          arithmetic(i, Opcodes.DMUL);
        } else {
          call(i, Arithmetic.class, "multiply");
        }
      }
      case POWER -> {
        value(a);
        int exponent = operand(i, 1);
        if (literals.get(exponent)) {
          // not as a literal of the code: the compiler has short cuts for some exponents
          load(exponent);
        } else {
          value(exponent);
        }
        writer().call(Arithmetic.class, "power", 2);
      }
      case TABLE_VALUE, TABLE_SLOPE -> {
        table(code[i * Tape.WORDS + 3]);
        value(a);
        writer().callConstant(opcode == Opcode.TABLE_VALUE ? "value" : "slope", 1);
      }
      case GREATER, GREATER_OR_EQUAL -> {
        value(operand(i, 1));
        value(a);
        writer().call(Arithmetic.class, opcode == Opcode.GREATER ? "less" : "lessOrEqual", 2);
      }
      default -> call(i, owner(opcode), name(opcode));
    }
  }

  private void arithmetic(int i, int instruction) {
    pushOperands(i);
    writer().instruction(instruction);
  }

  private void call(int i, Class<?> owner, String name) {
    pushOperands(i);
    writer().call(owner, name, opcode(i).arity());
  }

  private void pushOperands(int i) {
    for (int k = 0; k < opcode(i).arity(); k++) {
      value(operand(i, k));
    }
  }

  private void value(int register) {
    int d = definition[register];
    if (d != NONE && inline[d]) {
      compute(d);
    } else {
      push(register);
    }
  }

  private static Class<?> owner(Opcode opcode) {
    return switch (opcode) {
      case MIN, MAX, ACOS, ASIN, ATAN, COS, COSH, EXP, LN, LOG10, SIN, SINH, SQRT, TAN, TANH ->
          Math.class;
      default -> Arithmetic.class;
    };
  }

  private static String name(Opcode opcode) {
    return switch (opcode) {
      case ACOS,
          ASIN,
          ATAN,
          COS,
          COSH,
          EXP,
          LOG10,
          SIN,
          SINH,
          SQRT,
          TAN,
          TANH,
          MIN,
          MAX,
          NOT,
          EQUAL,
          LESS,
          AND,
          OR,
          CONDITIONAL ->
          opcode.name().toLowerCase(Locale.ROOT);
      case LN -> "log";
      case NOT_EQUAL -> "notEqual";
      case LESS_OR_EQUAL -> "lessOrEqual";
      case ZERO_PRODUCT -> "zeroProduct";
      case ZERO_QUOTIENT -> "zeroQuotient";
      default -> throw new IllegalStateException(opcode + " is no call");
    };
  }

  final Opcode opcode(int i) {
    return Opcode.of(code[i * Tape.WORDS]);
  }

  final int target(int i) {
    return code[i * Tape.WORDS + 1];
  }

  final int operand(int i, int k) {
    return code[i * Tape.WORDS + 2 + k];
  }
}
