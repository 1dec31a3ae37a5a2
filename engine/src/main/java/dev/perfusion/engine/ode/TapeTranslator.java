package dev.perfusion.engine.ode;

import dev.perfusion.engine.code.Kernel;
import dev.perfusion.engine.code.KernelWriter;
import dev.perfusion.engine.code.KernelWriter.Array;
import dev.perfusion.engine.formula.Arithmetic;
import dev.perfusion.engine.formula.Opcode;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.objectweb.asm.Opcodes;

/**
 * Second tier of a kernel: translates a tape into bytecode that computes the same numbers to the
 * last bit.
 *
 * <p>A result that is used once stays on the operand stack, one that is used more often becomes a
 * local variable; only what a later method needs goes through its register. The registers of the
 * tape's own results therefore hold nothing of use afterwards.
 */
final class TapeTranslator {
  /** Tapes with more instructions stay tapes: the compiler would be busy for seconds. */
  private static final int MAX_INSTRUCTIONS = 60_000;

  /** Expressions nest no deeper than this on the operand stack. */
  private static final int MAX_DEPTH = 24;

  /** Load of a register and its first store to a local variable. */
  private static final int OPERAND_BYTES = 10;

  /** Store to an array. */
  private static final int STORE_BYTES = 6;

  /** Store of a result to a local variable, and of that to its register. */
  private static final int RESULT_BYTES = 4 + 4 + STORE_BYTES;

  private static final int NONE = -1;

  private final int[] code;
  private final BitSet literals;
  private final double[] template;
  private final KernelWriter writer;
  private final int instructions;

  /** By register: the instruction that computes it, or NONE when it is there before. */
  private final int[] definition;

  /** By register: uses as operand. */
  private final int[] uses;

  /** By register: places in the second array, null for none. */
  private final List<List<Integer>> places;

  /** By instruction: computed where it is used. */
  private final boolean[] inline;

  /** By instruction: number of the method in which it is computed. */
  private final int[] methodOf;

  /** By register: a later method needs it. */
  private final BitSet spilled = new BitSet();

  /** By register: its local variable in the method {@link #localMethod}. */
  private final int[] local;

  private final int[] localMethod;
  private int method;

  private TapeTranslator(TapeKernel source, BitSet literals, double[] template) {
    this.literals = literals;
    this.template = template;
    Tape tape = source.tape();
    code = tape.code();
    instructions = tape.length();
    writer = new KernelWriter(MethodHandles.lookup(), tape.tables());
    int registers = template.length;
    definition = new int[registers];
    Arrays.fill(definition, NONE);
    uses = new int[registers];
    local = new int[registers];
    localMethod = new int[registers];
    Arrays.fill(localMethod, NONE);
    places = new ArrayList<>(Collections.nCopies(registers, null));
    for (int k = 0; k < source.results().length; k++) {
      int register = source.results()[k];
      if (places.get(register) == null) {
        places.set(register, new ArrayList<>());
      }
      places.get(register).add(k);
    }
    inline = new boolean[instructions];
    methodOf = new int[instructions];
  }

  /**
   * Translates.
   *
   * @param literals registers that hold literals
   * @param template a fresh register file
   * @return the code, or {@code source} itself when that is too long
   */
  static Kernel translate(TapeKernel source, BitSet literals, double[] template) {
    if (source.tape().length() > MAX_INSTRUCTIONS) {
      return source;
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
    for (int i = 0; i < instructions; i++) {
      definition[target(i)] = i;
      for (int k = 0; k < opcode(i).arity(); k++) {
        uses[operand(i, k)]++;
      }
    }
    int[] depth = new int[instructions];
    int[] bytes = new int[instructions];
    int number = 0;
    int size = 0;
    for (int i = 0; i < instructions; i++) {
      depth[i] = 1;
      bytes[i] = weight(opcode(i));
      for (int k = 0; k < opcode(i).arity(); k++) {
        int d = definition[operand(i, k)];
        bytes[i] += OPERAND_BYTES;
        if (d != NONE && inline[d]) {
          depth[i] = Math.max(depth[i], depth[d] + 1);
          bytes[i] += bytes[d];
        }
      }
      List<Integer> results = places.get(target(i));
      inline[i] = uses[target(i)] == 1 && results == null && depth[i] < MAX_DEPTH;
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

  /** Pushes the value of a register. */
  private void push(int register) {
    int d = definition[register];
    if (d != NONE && inline[d]) {
      compute(d);
    } else if (d == NONE && literals.get(register)) {
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

  private void leaf(int register) {
    if (literals.get(register)) {
      writer.literal(template[register]);
    } else {
      writer.load(Array.A, register);
    }
  }

  private void compute(int i) {
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
        push(a);
        int exponent = operand(i, 1);
        if (literals.get(exponent)) {
          // not as a literal of the code: the compiler has short cuts for some exponents
          writer.load(Array.A, exponent);
        } else {
          push(exponent);
        }
        writer.call(Arithmetic.class, "power", 2);
      }
      case TABLE_VALUE, TABLE_SLOPE -> {
        writer.constant(code[i * Tape.WORDS + 3]);
        push(a);
        writer.callConstant(opcode == Opcode.TABLE_VALUE ? "value" : "slope", 1);
      }
      case GREATER, GREATER_OR_EQUAL -> {
        push(operand(i, 1));
        push(a);
        writer.call(Arithmetic.class, opcode == Opcode.GREATER ? "less" : "lessOrEqual", 2);
      }
      default -> call(i, owner(opcode), name(opcode));
    }
  }

  private void arithmetic(int i, int instruction) {
    pushOperands(i);
    writer.instruction(instruction);
  }

  private void call(int i, Class<?> owner, String name) {
    pushOperands(i);
    writer.call(owner, name, opcode(i).arity());
  }

  private void pushOperands(int i) {
    for (int k = 0; k < opcode(i).arity(); k++) {
      push(operand(i, k));
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

  private Opcode opcode(int i) {
    return Opcode.of(code[i * Tape.WORDS]);
  }

  private int target(int i) {
    return code[i * Tape.WORDS + 1];
  }

  private int operand(int i, int k) {
    return code[i * Tape.WORDS + 2 + k];
  }
}
