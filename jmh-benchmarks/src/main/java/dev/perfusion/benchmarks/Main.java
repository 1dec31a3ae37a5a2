package dev.perfusion.benchmarks;

import dev.perfusion.benchmarks.run.ScenarioRunner;
import dev.perfusion.gate.cli.PerfGate;
import dev.perfusion.gate.json.InputException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/**
 * The executable jar: {@code run} a scenario, {@code report} it, judge by the {@code gate}, {@code
 * load} or {@code soak} a server, measure the {@code engine}, the {@code overhead} of the bridge,
 * its {@code adapters}, a {@code population} or the {@code download} of its chunks, or {@code jmh}
 * with JMH's own options.
 */
@Command(
    name = "benchmarks",
    mixinStandardHelpOptions = true,
    description = "Measures every tool path of the Perfusion bridge.",
    subcommands = {
      RunCommand.class,
      EngineCommand.class,
      OverheadCommand.class,
      AdaptersCommand.class,
      PopulationReportCommand.class,
      DownloadCommand.class,
      LoadCommand.class,
      JobTimesCommand.class,
      FetchDataCommand.class,
      ExpectedMetricsCommand.class,
      SoakCommand.class,
      JmhCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:pass",
      "1:regression, missed ceiling or failed benchmark",
      "2:unusable input or usage, or an unexpected failure",
      "3:inconclusive comparison with the baseline"
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(PerfGate.exitCode(commandLine(), args));
  }

  /** The command line. */
  public static CommandLine commandLine() {
    return new CommandLine(new Main())
        .addSubcommand("gate", PerfGate.commandLine().setCommandName("gate"))
        .addSubcommand("report", PerfGate.commandLine().getSubcommands().get("report"))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(Main::failed);
  }

  /**
   * An unexpected failure is no regression: like input that cannot be used, it gives no verdict.
   */
  private static int failed(Exception failure, CommandLine command, ParseResult parsed) {
    if (failure instanceof InputException || isOfTheGate(command)) {
      return PerfGate.unusable(failure, command, parsed);
    }
    if (Failures.isForUsers(failure)) {
      command.getErr().println("benchmarks: " + Failures.text(failure));
    } else {
      failure.printStackTrace(command.getErr());
    }
    command.getErr().flush();
    return ScenarioRunner.BAD_INPUT;
  }

  /** Whether perf-gate.jar has the command too: there it must end in the same way. */
  private static boolean isOfTheGate(CommandLine command) {
    for (CommandLine c = command; c != null; c = c.getParent()) {
      if (c.getCommandName().equals("gate") || c.getCommandName().equals("report")) {
        return true;
      }
    }
    return false;
  }

  /** Without a command there is nothing to do: usage error. */
  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Name a command: run, report, gate, fetch-data, load, job-times, soak, engine, overhead,"
            + " adapters, population, download or jmh");
  }
}
