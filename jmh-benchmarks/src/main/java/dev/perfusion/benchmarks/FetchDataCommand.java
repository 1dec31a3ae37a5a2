package dev.perfusion.benchmarks;

import dev.perfusion.benchmarks.data.ExpectedMetrics;
import dev.perfusion.benchmarks.data.ModelStore;
import dev.perfusion.benchmarks.data.StandardModel;
import dev.perfusion.benchmarks.data.WrongHashException;
import dev.perfusion.engine.SimulationFailedException;
import dev.perfusion.engine.io.ModelFormatException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Gets the public models that baselines are measured on, and checks what they compute. */
@Command(
    name = "fetch-data",
    mixinStandardHelpOptions = true,
    description =
        "Downloads the pinned public models into var/models/standard, or takes them from a folder;"
            + " checks hashes and expected metrics.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all files are there and compute what is expected",
      "1:a file has another hash, or computes something else",
      "2:a file cannot be obtained"
    })
final class FetchDataCommand implements Callable<Integer> {
  private static final int WRONG = 1;
  private static final int MISSING = 2;
  private static final int MOST_SECONDS = 3600;

  @Spec private CommandSpec spec;

  @Mixin private RootOption root;

  @Option(names = "--from", description = "folder that has the files, in any subfolder")
  private Path from;

  @Option(names = "--offline", description = "connects nowhere: checks what is there")
  private boolean offline;

  @Option(
      names = "--source",
      defaultValue = "https://raw.githubusercontent.com",
      description = "what serves /owner/name/commit/path (default: ${DEFAULT-VALUE})")
  private URI source;

  @Option(
      names = "--timeout-seconds",
      defaultValue = "30",
      description = "how long a server may be silent (default: ${DEFAULT-VALUE})")
  private int timeoutSeconds;

  @Option(names = "--manifest", description = "default: reference/models/standard.json")
  private Path manifest;

  @Option(
      names = "--no-check",
      description = "leaves out the runs that compare with expected metrics")
  private boolean unchecked;

  @Override
  public Integer call() {
    if (timeoutSeconds < 1 || timeoutSeconds > MOST_SECONDS) {
      throw new ParameterException(spec.commandLine(), "--timeout-seconds is 1 to " + MOST_SECONDS);
    }
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    int code = 0;
    try {
      Path list = root.file(manifest, "reference/models/standard.json");
      ExpectedMetrics expected =
          unchecked
              ? null
              : ExpectedMetrics.read(root.path().resolve("reference/parity/expected_metrics.json"));
      ModelStore store =
          new ModelStore(
              root.path().resolve("var/models/standard"), Duration.ofSeconds(timeoutSeconds));
      for (StandardModel model : StandardModel.read(list)) {
        code = Math.max(code, fetch(store, model, expected, out, err));
      }
    } catch (IOException e) {
      err.println(Failures.text(e));
      code = MISSING;
    }
    out.flush();
    err.flush();
    return code;
  }

  private int fetch(
      ModelStore store,
      StandardModel model,
      ExpectedMetrics expected,
      PrintWriter out,
      PrintWriter err) {
    try {
      String origin = obtain(store, model).name().toLowerCase(Locale.ROOT);
      List<String> differences =
          expected != null && expected.has(model)
              ? expected.check(model, store.file(model))
              : List.of();
      String metrics =
          expected == null || !expected.has(model)
              ? "no expected metrics"
              : differences.isEmpty() ? "metrics as expected" : "METRICS DIFFER";
      out.printf(
          "%-40s %9d bytes  %-10s %s%n", model.fileName(), model.sizeBytes(), origin, metrics);
      differences.forEach(err::println);
      if (!differences.isEmpty()) {
        err.println(model.fileName() + ": expected of " + expected.origin(model));
      }
      return differences.isEmpty() ? 0 : WRONG;
    } catch (WrongHashException e) {
      err.println(e.getMessage());
      return WRONG;
    } catch (ModelFormatException | SimulationFailedException e) {
      err.println(model.fileName() + " does not run: " + e.getMessage());
      return WRONG;
    } catch (IOException e) {
      err.println(Failures.text(e));
      return MISSING;
    }
  }

  private ModelStore.Origin obtain(ModelStore store, StandardModel model) throws IOException {
    if (from != null) {
      return store.copy(model, from);
    }
    if (offline) {
      if (store.has(model)) {
        return ModelStore.Origin.PRESENT;
      }
      throw new IOException(
          store.file(model) + " is missing or has another hash, and nothing is downloaded offline");
    }
    return store.download(model, source);
  }
}
