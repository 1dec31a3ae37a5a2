package dev.perfusion.bridge.adapter.simmodel;

import com.sun.jna.Callback;
import com.sun.jna.CallbackReference;
import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.NativeLongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Counts steps and right-hand sides of the official solver, which knows them but has no function to
 * tell: its library of CVODES does, as long as the integrator lives. The solver calls the functions
 * that begin an integration anew and end it through the table of addresses of its library (System V
 * ABI, procedure linkage table); there the counters are read on the way. Where the library is built
 * otherwise, or on another system than Linux, nothing is counted.
 */
final class SolverCounts {
  private static final int PT_DYNAMIC = 2;
  private static final int DT_PLTRELSZ = 2;
  private static final int DT_STRTAB = 5;
  private static final int DT_SYMTAB = 6;
  private static final int DT_JMPREL = 23;
  private static final int RELOCATION = 24;
  private static final int SYMBOL = 24;
  private static final int DYNAMIC = 16;
  private static final int INFO = 8;
  private static final int SYMBOL_SHIFT = 32;

  private final NativeLibrary cvodes;
  private final FreeHook free;
  private final ReInitHook reInit;
  private long steps;
  private long rhsCalls;

  /** {@code void CVodeFree(void **cvode_mem)}. */
  private interface FreeHook extends Callback {
    void invoke(PointerByReference memory);
  }

  /** {@code int CVodeReInit(void *cvode_mem, realtype t0, N_Vector y0)}. */
  private interface ReInitHook extends Callback {
    int invoke(Pointer memory, double time, Pointer values);
  }

  private record Mapping(long start, long end, boolean writable) {
    boolean holds(long address) {
      return address >= start && address < end;
    }
  }

  private SolverCounts(NativeLibrary cvodes) {
    this.cvodes = cvodes;
    Function originalFree = cvodes.getFunction("CVodeFree");
    Function originalReInit = cvodes.getFunction("CVodeReInit");
    free =
        memory -> {
          add(memory.getValue());
          originalFree.invokeVoid(new Object[] {memory});
        };
    reInit =
        (memory, time, values) -> {
          add(memory);
          return originalReInit.invokeInt(new Object[] {memory, time, values});
        };
  }

  /**
   * Begins to count.
   *
   * @param solver the loaded library of the solver
   * @return empty where nothing can be counted
   */
  static Optional<SolverCounts> install(Path solver) {
    try {
      List<Mapping> mappings = mappings(solver.toRealPath());
      if (mappings.isEmpty()) {
        return Optional.empty();
      }
      Map<String, Long> slots = slots(mappings.get(0).start());
      SolverCounts counts = new SolverCounts(NativeLibrary.getInstance(solver.toString()));
      for (String name : List.of("CVodeFree", "CVodeReInit")) {
        Long slot = slots.get(name);
        // To write where one must not would be the end of this process.
        if (slot == null || mappings.stream().noneMatch(m -> m.writable() && m.holds(slot))) {
          return Optional.empty();
        }
      }
      replace(slots.get("CVodeFree"), counts.free);
      replace(slots.get("CVodeReInit"), counts.reInit);
      return Optional.of(counts);
    } catch (IOException | UnsatisfiedLinkError e) {
      return Optional.empty();
    }
  }

  private static void replace(long slot, Callback hook) {
    new Pointer(slot).setPointer(0, CallbackReference.getFunctionPointer(hook));
  }

  /** Where the library is in memory, lowest first. */
  private static List<Mapping> mappings(Path library) throws IOException {
    Path maps = Path.of("/proc/self/maps");
    List<Mapping> found = new ArrayList<>();
    if (!Files.exists(maps) || !System.getProperty("os.arch").matches("amd64|aarch64")) {
      return found;
    }
    for (String line : Files.readAllLines(maps)) {
      if (line.endsWith(" " + library)) {
        String[] parts = line.split(" ", 3);
        int dash = parts[0].indexOf('-');
        found.add(
            new Mapping(
                Long.parseUnsignedLong(parts[0].substring(0, dash), 16),
                Long.parseUnsignedLong(parts[0].substring(dash + 1), 16),
                parts[1].charAt(1) == 'w'));
      }
    }
    return found;
  }

  /** Function name to the address of its entry in the table (ELF64). */
  private static Map<String, Long> slots(long base) {
    Pointer image = new Pointer(base);
    long headers = image.getLong(0x20);
    int size = image.getShort(0x36);
    int count = image.getShort(0x38);
    long dynamic = 0;
    for (int i = 0; i < count; i++) {
      long header = headers + (long) i * size;
      if (image.getInt(header) == PT_DYNAMIC) {
        dynamic = image.getLong(header + 0x10);
      }
    }
    Map<Long, Long> tags = new HashMap<>();
    for (long at = dynamic; dynamic != 0 && image.getLong(at) != 0; at += DYNAMIC) {
      tags.put(image.getLong(at), image.getLong(at + INFO));
    }
    Map<String, Long> slots = new HashMap<>();
    if (!tags.containsKey((long) DT_JMPREL)) {
      return slots;
    }
    Pointer relocations = new Pointer(absolute(tags.get((long) DT_JMPREL), base));
    Pointer symbols = new Pointer(absolute(tags.get((long) DT_SYMTAB), base));
    Pointer names = new Pointer(absolute(tags.get((long) DT_STRTAB), base));
    for (long at = 0; at < tags.get((long) DT_PLTRELSZ); at += RELOCATION) {
      long symbol = relocations.getLong(at + INFO) >>> SYMBOL_SHIFT;
      String name = names.getString(symbols.getInt(symbol * SYMBOL));
      slots.put(name, base + relocations.getLong(at));
    }
    return slots;
  }

  /** The loader of glibc makes addresses absolute, others do not. */
  private static long absolute(long address, long base) {
    return Long.compareUnsigned(address, base) < 0 ? base + address : address;
  }

  private synchronized void add(Pointer memory) {
    if (memory == null) {
      return;
    }
    steps += count("CVodeGetNumSteps", memory);
    rhsCalls += count("CVodeGetNumRhsEvals", memory) + count("CVodeGetNumLinRhsEvals", memory);
  }

  private long count(String function, Pointer memory) {
    NativeLongByReference number = new NativeLongByReference();
    int flag = cvodes.getFunction(function).invokeInt(new Object[] {memory, number});
    return flag == 0 ? number.getValue().longValue() : 0;
  }

  synchronized void reset() {
    steps = 0;
    rhsCalls = 0;
  }

  /** Internal steps since the reset. */
  synchronized long steps() {
    return steps;
  }

  /**
   * Evaluations of the right-hand side since the reset, those for difference quotients included.
   */
  synchronized long rhsCalls() {
    return rhsCalls;
  }
}
