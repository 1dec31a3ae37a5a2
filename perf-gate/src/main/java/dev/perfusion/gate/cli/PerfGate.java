package dev.perfusion.gate.cli;

import dev.perfusion.gate.json.InputException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The executable jar. */
@Command(
    name = "perf-gate",
    mixinStandardHelpOptions = true,
    versionProvider = PerfGate.Version.class,
    description = "Turns JMH results into benchmark documents and judges them.",
    subcommands = {
      ConvertCommand.class,
      CheckCommand.class,
      ReportCommand.class,
      CompareCommand.class,
      RederiveCommand.class,
      CertifyCommand.class,
      CulpritTrialCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:pass, or converted",
      "1:regression, missed ceiling or benchmark error",
      "2:unusable input or usage, or an unexpected failure",
      "3:inconclusive"
    })
public final class PerfGate implements Runnable {
  /** Input that cannot be used, or wrong usage. */
  static final int UNUSABLE = 2;

  @Spec private CommandSpec spec;

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    // The validator of schemas would log, and there is nothing here to log to.
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    System.exit(exitCode(commandLine(), args));
  }

  /**
   * Runs a command. What no handler of exceptions sees, an error of the VM for one, is no verdict
   * either: exit code 2.
   */
  public static int exitCode(CommandLine command, String... args) {
    try {
      return command.execute(args);
    } catch (Throwable e) {
      e.printStackTrace(command.getErr());
      command.getErr().flush();
      return UNUSABLE;
    }
  }

  /** The command line, for programs that run it themselves. */
  public static CommandLine commandLine() {
    return new CommandLine(new PerfGate())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(PerfGate::unusable);
  }

  /** Tells the user what is wrong; exit code 2. */
  public static int unusable(Exception failure, CommandLine command, ParseResult parsed) {
    String message =
        failure instanceof InputException
            ? failure.getMessage()
            : "unexpected failure, please report it: " + failure;
    command.getErr().println("perf-gate: " + message);
    command.getErr().flush();
    return UNUSABLE;
  }

  /** Without a command there is nothing to do: usage error. */
  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Name a command: convert, check, report, compare, rederive, certify or culprit-trial");
  }

  /** The version in the manifest of the jar. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = PerfGate.class.getPackage().getImplementationVersion();
      return new String[] {"perf-gate " + (version == null ? "(not packaged)" : version)};
    }
  }
}
