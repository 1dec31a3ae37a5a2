package dev.perfusion.benchmarks.run;

import dev.perfusion.gate.check.Gate;
import dev.perfusion.gate.check.StepRow;
import dev.perfusion.gate.check.StepStatus;
import dev.perfusion.gate.check.Thresholds;
import dev.perfusion.gate.cli.PerfGate;
import dev.perfusion.gate.document.BenchmarkDocument;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Hands a run to perf-gate: first to make the document, then to judge it. */
final class GateSteps {
  private final OutputFiles files;
  private final PrintWriter out;

  GateSteps(OutputFiles files, PrintWriter out) {
    this.files = files;
    this.out = out;
  }

  /** Writes the document; exit code of the gate. */
  int convert() throws IOException {
    Files.createDirectories(files.document().getParent());
    return gate(
        List.of(
            "convert",
            "--jmh",
            files.jmh().toString(),
            "--meta",
            files.meta().toString(),
            "--out",
            files.document().toString()));
  }

  /** Judges the document and prints the verdict; exit code of the gate. */
  int check(Optional<Path> baseline) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "check",
                "--result",
                files.document().toString(),
                "--json",
                files.verdict().toString()));
    baseline.ifPresent(file -> arguments.addAll(List.of("--baseline", file.toString())));
    int code = gate(arguments);
    if (Files.isRegularFile(files.verdict())) {
      printTable(JsonMapper.shared().readTree(files.verdict()));
    }
    return code;
  }

  /**
   * Whether the document has all that its scenario has to measure, whatever it is compared with:
   * the required steps with samples, and of each step the metric that has a target. Prints what is
   * missing.
   */
  boolean complete() {
    BenchmarkDocument document = BenchmarkDocument.read(files.document());
    Thresholds limits = Thresholds.shipped(document.scenario()).orElseGet(Thresholds::targets);
    List<String> missing =
        Gate.check(files.document().toString(), document, limits, null).evidence().rows().stream()
            .filter(row -> row.status() == StepStatus.MISSING)
            .map(StepRow::step)
            .toList();
    if (!missing.isEmpty()) {
      out.printf("The run failed: it has not measured %s%n", String.join(", ", missing));
    }
    return missing.isEmpty();
  }

  /** Writes the report of the run and of the history that it ends; exit code of the gate. */
  int report(Optional<Path> baseline) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "report",
                "--root",
                files.root().toString(),
                "--result",
                files.document().toString()));
    baseline.ifPresent(file -> arguments.addAll(List.of("--baseline", file.toString())));
    return gate(arguments);
  }

  private int gate(List<String> arguments) {
    CommandLine gate = PerfGate.commandLine();
    gate.setOut(out).setErr(out);
    return gate.execute(arguments.toArray(String[]::new));
  }

  private void printTable(JsonNode verdict) {
    int width =
        verdict
            .path("steps")
            .valueStream()
            .mapToInt(row -> row.path("step").asString().length())
            .max()
            .orElse(0);
    String line = "%-" + Math.max(width, 4) + "s %8s %12s %12s  %s%n";
    out.printf("%n" + line, "step", "count", "p95 ms", "target ms", "status");
    for (JsonNode row : verdict.path("steps")) {
      JsonNode ceiling = row.path("ceiling");
      JsonNode target = ceiling.path(ceiling.path("maxMs").isNumber() ? "maxMs" : "warnMs");
      out.printf(
          Locale.ROOT,
          line,
          row.path("step").asString(),
          row.path("count").asLong(),
          number(row.path("p95Ms"), "%.3f"),
          number(target, "%.0f"),
          status(row) + rate(ceiling));
    }
    out.printf("%nVerdict: %s%n", verdict.path("verdict").asString());
    out.flush();
  }

  /** What was transferred, beside the least that it has to be. */
  private static String rate(JsonNode ceiling) {
    return ceiling.path("minMegabytesPerSecond").isNumber() && ceiling.path("actual").isNumber()
        ? String.format(
            Locale.ROOT,
            ", %.0f MB/s (at least %.0f)",
            ceiling.path("actual").doubleValue(),
            ceiling.path("minMegabytesPerSecond").doubleValue())
        : "";
  }

  private static String status(JsonNode row) {
    String status = row.path("status").asString();
    return (status.equals("UNCHECKED") ? "no target" : status)
        + (row.path("fewSamples").asBoolean() ? ", few samples" : "");
  }

  private static String number(JsonNode node, String format) {
    return node.isNumber() ? String.format(Locale.ROOT, format, node.doubleValue()) : "-";
  }
}
