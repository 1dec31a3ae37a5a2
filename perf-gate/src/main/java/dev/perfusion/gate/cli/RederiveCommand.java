package dev.perfusion.gate.cli;

import dev.perfusion.gate.compare.ComparisonDocument;
import dev.perfusion.gate.compare.Suite;
import dev.perfusion.gate.culprit.FlameGraphs;
import dev.perfusion.gate.json.InputException;
import dev.perfusion.gate.json.JsonField;
import dev.perfusion.gate.json.JsonFiles;
import dev.perfusion.gate.report.CheckedFiles;
import dev.perfusion.gate.report.ComparisonPage;
import dev.perfusion.gate.report.VerdictDocument;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Derives a stored verdict anew. */
@Command(
    name = "rederive",
    mixinStandardHelpOptions = true,
    description =
        "Derives a stored verdict anew, that of a comparison from its raw histograms, that of a check"
            + " from the files it names, and ends with its exit code; 2 when the bytes differ from"
            + " those stored. Writes only what the options ask for.")
final class RederiveCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "VERDICT.json",
      description = "document written by compare or by check --json")
  private Path document;

  @Option(names = "--out", paramLabel = "F", description = "also writes the document there")
  private Path out;

  @Option(names = "--summary", paramLabel = "F", description = "also writes the page there")
  private Path summary;

  @Option(
      names = "--flame-graphs",
      paramLabel = "DIR",
      description = "also writes the flame graphs of the profiles of a comparison there")
  private Path flameGraphs;

  /** What follows. */
  private record Derived(Object document, String verdict, int exitCode) {}

  @Override
  public Integer call() throws IOException {
    byte[] stored = JsonFiles.bytes(document);
    Derived derived = derive();
    String text = JsonFiles.text(derived.document());
    boolean same = Arrays.equals(text.getBytes(StandardCharsets.UTF_8), stored);
    // What is refused is not lost.
    if (out != null && (same || !Files.exists(out) || !Files.isSameFile(out, document))) {
      JsonFiles.writeText(out, text);
    }
    if (!same) {
      throw new InputException(
          document.toString(),
          "",
          "does not follow from its own raw data",
          "it was changed by hand or written by another version; --out ANOTHER.json writes what does"
              + " follow");
    }
    PrintWriter stdout = spec.commandLine().getOut();
    stdout.println(derived.verdict() + ": the same bytes follow from the raw data");
    stdout.flush();
    return derived.exitCode();
  }

  private Derived derive() {
    JsonField format = JsonFiles.read(document).get("format");
    return switch (format.textOr("")) {
      case ComparisonDocument.FORMAT -> comparison();
      case VerdictDocument.FORMAT -> check();
      default ->
          throw format.problem(
              "is neither " + ComparisonDocument.FORMAT + " nor " + VerdictDocument.FORMAT,
              "name a document written by compare or by check --json");
    };
  }

  private Derived comparison() {
    ComparisonDocument derived = ComparisonDocument.rederive(document);
    if (summary != null) {
      ComparisonPage.write(
          summary, derived, Suite.of(JsonFiles.read(document).get("suite")).plan());
    }
    if (flameGraphs != null) {
      derived.profiles().forEach(profile -> FlameGraphs.write(profile, flameGraphs));
    }
    return new Derived(derived, derived.verdict().name(), derived.verdict().exitCode());
  }

  private Derived check() {
    if (flameGraphs != null) {
      throw new InputException(
          document.toString(), "", "is of a check, which has no profiles", "omit --flame-graphs");
    }
    CheckedFiles files = CheckedFiles.of(document);
    if (summary != null) {
      files.writePage(summary);
    }
    VerdictDocument derived = files.verdict(document);
    return new Derived(derived, derived.verdict(), derived.exitCode());
  }
}
