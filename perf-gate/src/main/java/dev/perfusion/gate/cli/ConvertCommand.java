package dev.perfusion.gate.cli;

import dev.perfusion.gate.convert.Converter;
import dev.perfusion.gate.convert.RunMetadata;
import dev.perfusion.gate.document.BenchmarkDocument;
import dev.perfusion.gate.jmh.JmhResults;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** JMH results and run metadata to a benchmark document. */
@Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    description = "Writes the benchmark document of a run.")
final class ConvertCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--jmh",
      required = true,
      paramLabel = "F",
      description = "JMH results (-rf json)")
  private Path jmh;

  @Option(
      names = "--meta",
      required = true,
      paramLabel = "F",
      description = "run metadata of the harness")
  private Path meta;

  @Option(names = "--out", required = true, paramLabel = "F", description = "document to write")
  private Path out;

  @Override
  public Integer call() {
    BenchmarkDocument document =
        Converter.convert(JmhResults.read(jmh), RunMetadata.read(meta), out);
    document.write(out);
    PrintWriter stdout = spec.commandLine().getOut();
    stdout.println("wrote " + out + ": " + document.steps().size() + " steps");
    stdout.flush();
    PrintWriter stderr = spec.commandLine().getErr();
    document.warnings().forEach(warning -> stderr.println("warning: " + warning));
    document
        .steps()
        .forEach(
            (key, step) ->
                step.failures()
                    .forEach(failure -> stderr.println("failed: " + key + ": " + failure)));
    stderr.flush();
    return 0;
  }
}
