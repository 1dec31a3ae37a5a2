package dev.perfusion.benchmarks;

import dev.perfusion.gate.document.Phase;
import dev.perfusion.gate.document.StepKey;
import dev.perfusion.gate.document.Transport;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * From JMH benchmarks to keys of the benchmark document: the tool stands on the class ({@link
 * Measures}), the phase is the name of the method, the transport is a parameter.
 */
public final class BenchmarkKeys {
  /** Name of the JMH parameter that selects the transport. */
  public static final String TRANSPORT = "transport";

  private static final Map<String, Phase> PHASES =
      Map.of(
          "coldJvm", Phase.COLD_JVM,
          "coldCache", Phase.COLD_CACHE,
          "warm", Phase.WARM,
          "stress", Phase.STRESS);

  private BenchmarkKeys() {}

  /**
   * The key of a benchmark.
   *
   * @param model the measured model; empty for the demo model, which keys do not name
   * @throws IllegalArgumentException not a benchmark of this project
   */
  public static StepKey of(BenchmarkParams params, Optional<Path> model) {
    return of(params.getBenchmark(), params.getParam(TRANSPORT), params.getThreads(), model);
  }

  /**
   * The key of a benchmark.
   *
   * @param benchmark class and method
   * @param transport value of the parameter {@link #TRANSPORT}
   * @param threads callers at the same time
   * @param model the measured model; empty for the demo model, which keys do not name
   * @throws IllegalArgumentException not a benchmark of this project
   */
  public static StepKey of(String benchmark, String transport, int threads, Optional<Path> model) {
    int dot = benchmark.lastIndexOf('.');
    if (dot < 0) {
      throw new IllegalArgumentException("not a benchmark: '" + benchmark + "'");
    }
    Phase phase = PHASES.get(benchmark.substring(dot + 1));
    if (phase == null) {
      throw new IllegalArgumentException(
          "method of "
              + benchmark
              + " is not one of "
              + PHASES.keySet().stream().sorted().toList());
    }
    return new StepKey(
        tool(benchmark.substring(0, dot)),
        transport(transport),
        phase,
        threads,
        model.map(file -> file.getFileName().toString().replace('/', '_')).orElse(null));
  }

  /**
   * What a flame graph is called: the key; of a benchmark that measures no tool its class, method
   * and parameters, folders left out.
   */
  public static String title(BenchmarkParams params, Optional<Path> model) {
    if (params.getParamsKeys().contains(TRANSPORT)) {
      return of(params, model).toString();
    }
    String[] names = params.getBenchmark().split("\\.");
    StringBuilder title =
        new StringBuilder(names[names.length - 2] + "/" + names[names.length - 1]);
    for (String name : params.getParamsKeys()) {
      title.append('/').append(Path.of(params.getParam(name)).getFileName());
    }
    return title.toString();
  }

  /** The key of another tool, measured in the same calls. */
  public static StepKey of(StepKey caller, String tool) {
    return new StepKey(
        tool, caller.transport(), caller.phase(), caller.concurrency(), caller.model());
  }

  /** Tools that a benchmark class measures with a recorder, beside its own. */
  public static List<String> recorded(Class<?> suite) {
    return List.of(suite.getAnnotation(Measures.class).recorded());
  }

  /**
   * Name of the methods that measure a phase.
   *
   * @throws IllegalArgumentException no method measures it
   */
  public static String method(Phase phase) {
    return PHASES.entrySet().stream()
        .filter(entry -> entry.getValue() == phase)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no benchmark measures " + phase))
        .getKey();
  }

  private static String tool(String className) {
    try {
      Measures measures =
          Class.forName(className, false, BenchmarkKeys.class.getClassLoader())
              .getAnnotation(Measures.class);
      if (measures == null) {
        throw new IllegalArgumentException(className + " does not say what it @Measures");
      }
      return measures.value();
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException("no benchmark class " + className, e);
    }
  }

  /**
   * The transport of a parameter value.
   *
   * @throws IllegalArgumentException unknown; names the known ones
   */
  public static Transport transport(String name) {
    return Arrays.stream(Transport.values())
        .filter(transport -> transport.wireName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown transport '" + name + "'; known: inprocess, rest, mcp"));
  }

  /** A key as a file name without extension. */
  public static String fileName(StepKey key) {
    return fileName(key.toString());
  }

  /** A title as a file name without extension. */
  public static String fileName(String title) {
    return title.replaceAll("[^A-Za-z0-9._-]", "-");
  }
}
