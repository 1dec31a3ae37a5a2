package dev.perfusion.engine.linear;

import dev.perfusion.engine.code.Kernel;
import dev.perfusion.engine.code.KernelWriter;
import dev.perfusion.engine.code.KernelWriter.Array;
import dev.perfusion.engine.ode.SparsityPattern;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import org.objectweb.asm.Opcodes;

/**
 * Writes the elimination and the substitutions of {@link NumericLu} without loops and indices: the
 * same operations in the same order on each number, so the same results to the last bit.
 */
final class LuTranslator {
  /** Factors with more operations stay loops: the compiler would be busy for seconds. */
  private static final int MAX_OPERATIONS = 40_000;

  /** Array, index, load. */
  private static final int LOAD_BYTES = 5;

  /** Array, index, store. */
  private static final int STORE_BYTES = 5;

  /** Load of a far local variable, or store to it. */
  private static final int LOCAL_BYTES = 4;

  private static final Object[] NO_CONSTANTS = {};
  private static final int NONE = -1;

  private final SymbolicLu lu;
  private final LuLayout layout;

  private LuTranslator(SymbolicLu lu) {
    this.lu = lu;
    layout = new LuLayout(lu);
  }

  /**
   * Whether the factorisation is small enough to be written out. A row is one piece of code, so a
   * row with very many updates (a hub that everything flows into) is left to the loops too.
   */
  static boolean fits(SymbolicLu lu) {
    LuTranslator translator = new LuTranslator(lu);
    SparsityPattern pattern = lu.pattern();
    long operations = lu.factorNonZeros();
    for (int k = 0; k < lu.n; k++) {
      int entries = pattern.rowStart()[lu.order[k] + 1] - pattern.rowStart()[lu.order[k]];
      int factors = lu.lowerStart[k + 1] - lu.lowerStart[k];
      int largest = Math.max(translator.rowBytes(k, entries), substitutionBytes(factors));
      largest = Math.max(largest, substitutionBytes(lu.upperStart[k + 1] - lu.upperStart[k]));
      if (largest > KernelWriter.METHOD_LIMIT) {
        return false;
      }
      operations += translator.updates(k);
    }
    return operations <= MAX_OPERATIONS;
  }

  /** Writes both. */
  static SymbolicLu.Code translate(SymbolicLu lu) {
    LuTranslator translator = new LuTranslator(lu);
    return new SymbolicLu.Code(
        translator.layout, translator.elimination(), translator.substitution());
  }

  private Kernel elimination() {
    KernelWriter writer = new KernelWriter(MethodHandles.lookup(), NO_CONSTANTS);
    SparsityPattern pattern = lu.pattern();
    int[] local = new int[lu.n];
    int size = 0;
    for (int k = 0; k < lu.n; k++) {
      int from = pattern.rowStart()[lu.order[k]];
      int to = pattern.rowStart()[lu.order[k] + 1];
      size += rowBytes(k, to - from);
      if (size > KernelWriter.METHOD_TARGET) {
        writer.nextMethod();
        size = rowBytes(k, to - from);
      }
      Arrays.fill(local, NONE);
      eliminateRow(writer, k, from, to, local);
    }
    return writer.define();
  }

  private int rowBytes(int k, int entries) {
    int lower = lu.lowerStart[k + 1] - lu.lowerStart[k];
    int upper = lu.upperStart[k + 1] - lu.upperStart[k];
    int updates = updates(k);
    int perEntry = LOAD_BYTES + 2 * LOCAL_BYTES + 8;
    int perLower = LOAD_BYTES + STORE_BYTES + 5 * LOCAL_BYTES + 8;
    int perUpdate = LOAD_BYTES + 3 * LOCAL_BYTES + 2;
    int perUpper = 2 * STORE_BYTES + 4 * LOCAL_BYTES + 8;
    return entries * perEntry + lower * perLower + updates * perUpdate + upper * perUpper + 80;
  }

  private int updates(int k) {
    int updates = 0;
    for (int p = lu.lowerStart[k]; p < lu.lowerStart[k + 1]; p++) {
      int j = lu.lowerColumn[p];
      updates += lu.upperStart[j + 1] - lu.upperStart[j];
    }
    return updates;
  }

  private static int substitutionBytes(int factors) {
    int once = 2 * LOAD_BYTES + STORE_BYTES + 2 * LOCAL_BYTES + 1;
    return once + factors * (2 * LOAD_BYTES + 2 * LOCAL_BYTES + 2);
  }

  /** Row k: its entries are local variables from the first load to the last store. */
  private void eliminateRow(KernelWriter writer, int k, int from, int to, int[] local) {
    writer.literal(0);
    for (int e = from; e < to; e++) {
      writer.load(Array.A, e);
      writer.duplicate();
      local[lu.entryColumn[e]] = writer.toLocal();
      absolute(writer);
      writer.instruction(Opcodes.DADD);
    }
    int before = writer.toLocal();
    writer.local(local[k]);
    absolute(writer);
    int diagonal = writer.toLocal();
    writer.literal(0);
    int after = writer.toLocal();
    for (int p = lu.lowerStart[k]; p < lu.lowerStart[k + 1]; p++) {
      int j = lu.lowerColumn[p];
      int entry = valueOf(writer, local, j);
      writer.local(after);
      writer.local(entry);
      absolute(writer);
      writer.instruction(Opcodes.DADD);
      after = writer.toLocal();
      writer.local(entry);
      writer.load(Array.B, layout.inverse + j);
      writer.instruction(Opcodes.DMUL);
      int factor = writer.toLocal();
      writer.address(Array.B, layout.forward + lu.lowerTarget[p]);
      writer.local(factor);
      writer.store();
      for (int t = lu.upperStart[j]; t < lu.upperStart[j + 1]; t++) {
        int column = lu.upperColumn[t];
        int old = valueOf(writer, local, column);
        writer.local(old);
        writer.local(factor);
        writer.load(Array.B, layout.upper + t);
        writer.instruction(Opcodes.DMUL);
        writer.instruction(Opcodes.DSUB);
        local[column] = writer.toLocal();
      }
    }
    finishRow(writer, k, local, before, diagonal, after);
  }

  private void finishRow(
      KernelWriter writer, int k, int[] local, int before, int diagonal, int sum) {
    int pivot = valueOf(writer, local, k);
    writer.local(pivot);
    absolute(writer);
    int size = writer.toLocal();
    writer.local(sum);
    writer.local(size);
    writer.instruction(Opcodes.DADD);
    int after = writer.toLocal();
    writer.literal(1);
    writer.local(pivot);
    writer.instruction(Opcodes.DDIV);
    int inverse = writer.toLocal();
    put(writer, layout.inverse + k, inverse);
    for (int t = lu.upperStart[k]; t < lu.upperStart[k + 1]; t++) {
      int entry = valueOf(writer, local, lu.upperColumn[t]);
      put(writer, layout.upper + t, entry);
      writer.address(Array.B, layout.backward + lu.upperTarget[t]);
      writer.local(entry);
      writer.local(inverse);
      writer.instruction(Opcodes.DMUL);
      writer.store();
      writer.local(after);
      writer.local(entry);
      absolute(writer);
      writer.instruction(Opcodes.DADD);
      after = writer.toLocal();
    }
    put(writer, layout.before + k, before);
    put(writer, layout.diagonal + k, diagonal);
    put(writer, layout.size + k, size);
    put(writer, layout.after + k, after);
  }

  /** Local variable of an entry of the row; one that has been fill so far begins as zero. */
  private static int valueOf(KernelWriter writer, int[] local, int column) {
    if (local[column] == NONE) {
      writer.literal(0);
      local[column] = writer.toLocal();
    }
    return local[column];
  }

  private static void put(KernelWriter writer, int place, int local) {
    writer.address(Array.B, place);
    writer.local(local);
    writer.store();
  }

  private static void absolute(KernelWriter writer) {
    writer.call(Math.class, "abs", 1);
  }

  private Kernel substitution() {
    return new Substitution(lu, layout).write();
  }

  /**
   * The substitutions row by row: each unknown is loaded and stored once each way. The loops of
   * {@link NumericLu} go column by column, but subtract from each unknown in the same order.
   */
  private static final class Substitution {
    private final SymbolicLu lu;
    private final LuLayout layout;
    private final KernelWriter writer = new KernelWriter(MethodHandles.lookup(), NO_CONSTANTS);
    private final int[] local;
    private int size;

    Substitution(SymbolicLu lu, LuLayout layout) {
      this.lu = lu;
      this.layout = layout;
      local = new int[lu.n];
      Arrays.fill(local, NONE);
    }

    Kernel write() {
      int[][] forward = places(lu.forwardRow);
      for (int k = 0; k < lu.n; k++) {
        if (forward[k].length > 0) {
          begin(k, forward[k]);
          subtract(k, forward[k], lu.forwardColumn, layout.forward);
        }
      }
      Arrays.fill(local, NONE);
      int[][] backward = places(lu.backwardRow);
      for (int k = lu.n - 1; k >= 0; k--) {
        begin(k, backward[k]);
        writer.load(Array.B, layout.inverse + k);
        writer.instruction(Opcodes.DMUL);
        subtract(k, backward[k], lu.backwardColumn, layout.backward);
      }
      return writer.define();
    }

    /** Pushes the address of unknown k and the unknown. */
    private void begin(int k, int[] places) {
      int bytes = substitutionBytes(places.length);
      size += bytes;
      if (size > KernelWriter.METHOD_TARGET) {
        writer.nextMethod();
        Arrays.fill(local, NONE);
        size = bytes;
      }
      writer.address(Array.A, lu.order[k]);
      writer.load(Array.A, lu.order[k]);
    }

    /** Subtracts what is known, in the order of the loops, and stores unknown k. */
    private void subtract(int k, int[] places, int[] columns, int factors) {
      for (int p : places) {
        writer.load(Array.B, factors + p);
        push(columns[p]);
        writer.instruction(Opcodes.DMUL);
        writer.instruction(Opcodes.DSUB);
      }
      local[k] = writer.toLocal();
      writer.local(local[k]);
      writer.store();
    }

    /** Pushes unknown k, which has its final value. */
    private void push(int k) {
      if (local[k] == NONE) {
        writer.load(Array.A, lu.order[k]);
        writer.duplicate();
        local[k] = writer.toLocal();
      } else {
        writer.local(local[k]);
      }
    }

    /** For each row the places of its factors, in the order in which the loops use them. */
    private int[][] places(int[] rows) {
      int[] count = new int[lu.n];
      for (int row : rows) {
        count[row]++;
      }
      int[][] found = new int[lu.n][];
      for (int k = 0; k < lu.n; k++) {
        found[k] = new int[count[k]];
        count[k] = 0;
      }
      for (int p = 0; p < rows.length; p++) {
        int row = rows[p];
        found[row][count[row]++] = p;
      }
      return found;
    }
  }
}
