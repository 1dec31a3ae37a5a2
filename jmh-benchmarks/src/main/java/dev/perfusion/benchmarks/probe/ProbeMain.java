package dev.perfusion.benchmarks.probe;

import dev.perfusion.gate.json.JsonFiles;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Measures one side of a paired comparison, see {@code dev.perfusion.gate.compare.Probe} for the
 * lines it reads and writes. Arguments: a folder of its own and the keys of the paths. The class
 * path holds the jar of the product and that of the benchmarks, in this order.
 *
 * <p>Product classes come from the product's jar only, these classes from the benchmarks: both
 * sides are measured by the same code, see {@link SideLoader}.
 */
public final class ProbeMain {
  private ProbeMain() {}

  /** Serves until standard input ends. */
  public static void main(String[] args) {
    PrintStream answers = System.out;
    // Whatever logs to standard output must not get between the answers.
    System.setOut(System.err);
    System.setProperty("slf4j.provider", "org.slf4j.simple.SimpleServiceProvider");
    System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "warn");
    List<String> paths = Arrays.asList(args).subList(1, args.length);
    try {
      commands(Path.of(args[0]), paths, answers).run();
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      e.printStackTrace();
      answers.println(JsonFiles.mapper().writeValueAsString(Map.of("error", e.toString())));
      answers.flush();
      System.exit(1);
    }
  }

  /** The commands as the side's own classes serve them. */
  private static Runnable commands(Path folder, List<String> paths, PrintStream answers)
      throws ReflectiveOperationException {
    SideLoader side = SideLoader.of(System.getProperty("java.class.path"));
    Thread.currentThread().setContextClassLoader(side);
    Supplier<Set<String>> missed = side::missed;
    return (Runnable)
        side.loadClass(Commands.class.getName())
            .getConstructor(Path.class, List.class, PrintStream.class, Supplier.class)
            .newInstance(folder, paths, answers, missed);
  }
}
