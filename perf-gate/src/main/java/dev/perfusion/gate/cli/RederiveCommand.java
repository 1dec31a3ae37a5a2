package dev.perfusion.gate.cli;

import dev.perfusion.gate.compare.ComparisonDocument;
import dev.perfusion.gate.compare.Suite;
import dev.perfusion.gate.culprit.FlameGraphs;
import dev.perfusion.gate.json.InputException;
import dev.perfusion.gate.json.JsonFiles;
import dev.perfusion.gate.report.ComparisonPage;
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
        "Derives the verdict of a stored comparison from its raw histograms and ends with its exit"
            + " code; 2 when the bytes differ from those stored.")
final class RederiveCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "VERDICT.json", description = "document written by compare")
  private Path document;

  @Option(names = "--out", paramLabel = "F", description = "also writes the document there")
  private Path out;

  @Option(names = "--summary", paramLabel = "F", description = "also writes the page there")
  private Path summary;

  @Option(
      names = "--flame-graphs",
      paramLabel = "DIR",
      description = "also writes the flame graphs of its profiles there")
  private Path flameGraphs;

  @Override
  public Integer call() throws IOException {
    ComparisonDocument derived = ComparisonDocument.rederive(document);
    if (out != null) {
      derived.write(out);
    }
    if (summary != null) {
      ComparisonPage.write(
          summary, derived, Suite.of(JsonFiles.read(document).get("suite")).plan());
    }
    if (flameGraphs != null) {
      derived.profiles().forEach(profile -> FlameGraphs.write(profile, flameGraphs));
    }
    byte[] bytes = JsonFiles.text(derived).getBytes(StandardCharsets.UTF_8);
    if (!Arrays.equals(bytes, Files.readAllBytes(document))) {
      throw new InputException(
          document.toString(),
          "",
          "does not follow from its own raw data",
          "it was changed by hand or written by another version; --out writes what does follow");
    }
    PrintWriter stdout = spec.commandLine().getOut();
    stdout.println(derived.verdict().name() + ": the same bytes follow from the raw data");
    stdout.flush();
    return derived.verdict().exitCode();
  }
}
