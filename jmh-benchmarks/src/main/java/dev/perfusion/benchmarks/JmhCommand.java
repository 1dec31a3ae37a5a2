package dev.perfusion.benchmarks;

import dev.perfusion.benchmarks.run.ScenarioRunner;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/**
 * Hands everything behind {@code jmh} to JMH, its help included. A benchmark that fails ends it
 * with exit code 1, where JMH by itself goes on and ends with 0.
 */
@Command(
    name = "jmh",
    description =
        "Runs JMH with its own options; try: jmh -h, jmh -l, jmh -lp. A benchmark that fails ends it"
            + " with exit code 1; with -foe false it goes on.")
final class JmhCommand implements Callable<Integer> {
  private static final String FAIL_ON_ERROR = "foe";

  @Spec private CommandSpec spec;

  /** With nothing else declared, everything is unmatched and keeps its order. */
  @Unmatched private List<String> arguments = new ArrayList<>();

  List<String> arguments() {
    List<String> all = new ArrayList<>(arguments);
    // JMH takes it once only.
    if (all.stream().noneMatch(argument -> argument.matches("--?" + FAIL_ON_ERROR + "(=.*)?"))) {
      all.addAll(0, List.of("-" + FAIL_ON_ERROR, "true"));
    }
    return all;
  }

  @Override
  public Integer call() throws IOException {
    String[] all = arguments().toArray(String[]::new);
    try {
      CommandLineOptions options = new CommandLineOptions(all);
      if (measures(options)) {
        new Runner(options).run();
        return 0;
      }
    } catch (CommandLineOptionException | NoBenchmarksException e) {
      // Told by JMH, below.
    } catch (RunnerException e) {
      PrintWriter err = spec.commandLine().getErr();
      reason(e)
          .ifPresentOrElse(
              text -> err.println("benchmarks: " + text), () -> e.printStackTrace(err));
      err.flush();
      return ScenarioRunner.FAILED;
    }
    org.openjdk.jmh.Main.main(all);
    return 0;
  }

  private static boolean measures(CommandLineOptions options) {
    return !options.shouldHelp()
        && !options.shouldList()
        && !options.shouldListWithParams()
        && !options.shouldListProfilers()
        && !options.shouldListResultFormats();
  }

  /** What a benchmark threw that is made for users; JMH has printed where. */
  private static Optional<String> reason(RunnerException failure) {
    return Stream.ofNullable(failure.getCause())
        .flatMap(cause -> Stream.of(cause.getSuppressed()))
        .filter(Exception.class::isInstance)
        .map(Exception.class::cast)
        .filter(Failures::isForUsers)
        .map(Failures::text)
        .findFirst();
  }
}
