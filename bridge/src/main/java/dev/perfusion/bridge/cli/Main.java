package dev.perfusion.bridge.cli;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ConfigException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.bridge.population.store.StoreException;
import dev.perfusion.engine.SimulationFailedException;
import dev.perfusion.engine.UnknownPathException;
import dev.perfusion.engine.io.ModelFormatException;
import java.io.PrintWriter;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.Spec;

/** Entry point of the executable jar. */
@Command(
    name = "perfusion-bridge",
    description = "Runs PBPK simulations and serves them over MCP and REST.",
    subcommands = {
      ServeCommand.class,
      StdioCommand.class,
      RunCommand.class,
      InspectCommand.class,
      PopulationCommand.class,
      ExportCommand.class,
      CompareCommand.class,
      StoredCommand.class,
      TrainCommand.class,
      WorkerStartsCommand.class,
      AuditCommand.class,
      ConfigCommand.class,
      TokenCommand.class,
      ToolsCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Main.ManifestVersion.class)
public final class Main implements Runnable {
  /** They use the engine alone, which logs nothing, and start faster without a logger. */
  private static final Set<String> WITHOUT_LOGS =
      Set.of("run", "population", "inspect", "export", "compare", "stored");

  @Spec private CommandSpec spec;

  /** For picocli. */
  public Main() {}

  /** Runs a command and ends the JVM with its exit code. */
  public static void main(String[] args) {
    int code = commandLine().execute(args);
    // A server goes on after its command has returned; everything else ends here.
    if (code != ServeCommand.KEEP_RUNNING) {
      System.exit(code);
    }
  }

  /** The commands, with their errors turned into one line each. */
  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Main());
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setExecutionStrategy(Main::execute);
    commandLine.setExecutionExceptionHandler((e, command, result) -> report(command.getErr(), e));
    commandLine.setParameterExceptionHandler(
        (e, args) -> {
          PrintWriter err = e.getCommandLine().getErr();
          err.println("error: " + e.getMessage());
          err.println("try: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
          err.flush();
          return ExitCode.BAD_INPUT;
        });
    return commandLine;
  }

  private static int report(PrintWriter err, Exception e) {
    err.println("error: " + message(e));
    err.flush();
    if (e instanceof CommandFailure failure) {
      return failure.exitCode();
    }
    if (e instanceof BridgeException bridge && bridge.code() == ErrorCode.ENVIRONMENT_MISSING) {
      return ExitCode.SOFTWARE_ABSENT;
    }
    return e instanceof SimulationFailedException ? ExitCode.SIMULATION_FAILED : ExitCode.BAD_INPUT;
  }

  private static String message(Exception e) {
    boolean forUsers =
        e instanceof CommandFailure
            || e instanceof ModelFormatException
            || e instanceof UnknownPathException
            || e instanceof SimulationFailedException
            || e instanceof StoreException
            || e instanceof ConfigException;
    if (e instanceof BridgeException bridge) {
      return message(bridge);
    }
    // What nobody foresaw still names its kind, so that a report of it can be acted on.
    return forUsers ? e.getMessage() : e.toString();
  }

  private static String message(BridgeException e) {
    String hint = e.details().isEmpty() ? null : e.details().get(0).hint();
    boolean add = hint != null && !e.getMessage().contains(hint);
    return add ? e.getMessage() + "; " + hint : e.getMessage();
  }

  private static int execute(ParseResult parsed) {
    ParseResult command = parsed.subcommand();
    if (command != null && !WITHOUT_LOGS.contains(command.commandSpec().name())) {
      try {
        Logging.configure(System.getenv(), "text");
      } catch (ConfigException e) {
        return report(command.commandSpec().commandLine().getErr(), e);
      }
    }
    return new RunLast().execute(parsed);
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "a command is missing: " + String.join(", ", spec.subcommands().keySet()));
  }

  /** Version from the manifest of the jar. */
  static final class ManifestVersion implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"perfusion-bridge " + (version == null ? "development" : version)};
    }
  }
}
