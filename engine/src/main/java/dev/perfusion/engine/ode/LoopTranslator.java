package dev.perfusion.engine.ode;

import dev.perfusion.engine.code.Kernel;
import dev.perfusion.engine.code.KernelWriter.Array;
import dev.perfusion.engine.code.LoopBatches;
import dev.perfusion.engine.code.LoopWriter;
import dev.perfusion.engine.code.OperationWriter;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Second tier of a long kernel: expressions of the same form become one loop, with the same numbers
 * to the last bit as the tape.
 *
 * <p>Straight-line code of a very large model is larger than the caches of the processor and takes
 * the compiler many seconds. Large models repeat themselves (compartments, cells, molecules), so
 * there are few forms. An expression can run when those that it reads have: they are sorted by
 * level (one more than the highest level read), and within a level by form.
 */
final class LoopTranslator extends ExpressionTranslator {
  /** Nesting of expressions: deeper ones are rarely of the same form. */
  private static final int MAX_DEPTH = 12;

  private static final int MAX_SIZE = 100;

  private static final int COPY_LEVEL = Integer.MAX_VALUE;

  private final Recorder recorder = new Recorder();
  private final LoopWriter loops;
  private final Map<String, Integer> loopOfForm = new HashMap<>();

  private final LoopBatches batches = new LoopBatches();

  /** By register: level of the expression that computes it. */
  private final int[] level;

  private boolean writing;

  private LoopTranslator(TapeKernel source, BitSet literals, double[] template) {
    super(source, literals, template);
    loops = new LoopWriter(MethodHandles.lookup(), source.tape().tables());
    level = new int[template.length];
  }

  /**
   * Translates.
   *
   * @param literals registers that hold literals
   * @param template a fresh register file
   */
  static Kernel translate(TapeKernel source, BitSet literals, double[] template) {
    LoopTranslator translator = new LoopTranslator(source, literals, template);
    translator.findExpressions(MAX_DEPTH, MAX_SIZE);
    for (int i = 0; i < translator.instructions; i++) {
      if (!translator.inline[i]) {
        translator.expression(i);
      }
    }
    int[] results = source.results();
    for (int k = 0; k < results.length; k++) {
      if (translator.definition[results[k]] == NONE) {
        translator.copy(results[k], k);
      }
    }
    return translator.batches.define(translator.loops);
  }

  private void expression(int i) {
    int register = target(i);
    List<Integer> results = places.get(register);
    boolean toFirst = uses[register] > 0 || results == null || results.size() > 1;
    boolean toSecond = results != null && results.size() == 1;
    recorder.begin();
    compute(i);
    int highest = 0;
    for (int k = 0; k < recorder.count; k++) {
      if (recorder.isRegister.get(k)) {
        highest = Math.max(highest, level[recorder.operands[k]]);
      }
    }
    level[register] = highest + 1;
    if (toFirst) {
      recorder.operand(register, false);
    }
    if (toSecond) {
      recorder.operand(results.get(0), false);
    }
    String form = recorder.form.append(toFirst ? 'A' : ' ').append(toSecond ? 'B' : ' ').toString();
    Integer loop = loopOfForm.get(form);
    if (loop == null) {
      loop = loops.beginLoop();
      writing = true;
      compute(i);
      writing = false;
      int result = loops.toLocal();
      if (toFirst) {
        loops.store(Array.A, result);
      }
      if (toSecond) {
        loops.store(Array.B, result);
      }
      loops.endLoop();
      loopOfForm.put(form, loop);
    }
    batches.add(level[register], loop, recorder.operands, recorder.count);
    if (results != null && results.size() > 1) {
      for (int place : results) {
        copy(register, place);
      }
    }
  }

  private void copy(int register, int place) {
    recorder.begin();
    recorder.operand(register, true);
    recorder.operand(place, false);
    Integer loop = loopOfForm.get("copy");
    if (loop == null) {
      loop = loops.beginLoop();
      loops.load(Array.A);
      loops.store(Array.B, loops.toLocal());
      loops.endLoop();
      loopOfForm.put("copy", loop);
    }
    batches.add(COPY_LEVEL, loop, recorder.operands, recorder.count);
  }

  @Override
  OperationWriter writer() {
    return writing ? loops : recorder;
  }

  @Override
  void push(int register) {
    load(register);
  }

  @Override
  void load(int register) {
    if (writing) {
      loops.load(Array.A);
    } else {
      recorder.form.append('r');
      recorder.operand(register, true);
    }
  }

  @Override
  void table(int number) {
    if (writing) {
      loops.constant();
    } else {
      recorder.form.append('t');
      recorder.operand(number, false);
    }
  }

  /** Takes down what an expression does, and on what. */
  private static final class Recorder implements OperationWriter {
    private final StringBuilder form = new StringBuilder();
    private final BitSet isRegister = new BitSet();
    private int[] operands = new int[64];
    private int count;

    void begin() {
      form.setLength(0);
      isRegister.clear();
      count = 0;
    }

    void operand(int index, boolean register) {
      if (count == operands.length) {
        operands = Arrays.copyOf(operands, 2 * count);
      }
      isRegister.set(count, register);
      operands[count++] = index;
    }

    @Override
    public void instruction(int opcode) {
      form.append('i').append(opcode).append(';');
    }

    @Override
    public void call(Class<?> owner, String methodName, int arguments) {
      form.append(owner.getName()).append('.').append(methodName).append(';');
    }

    @Override
    public void callConstant(String methodName, int arguments) {
      form.append('.').append(methodName).append(';');
    }
  }
}
