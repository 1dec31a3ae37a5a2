package dev.perfusion.bridge.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Command {@code tools}. */
@Command(
    name = "tools",
    description = "Lists the tools with their schemas as JSON, as tools/list would.",
    mixinStandardHelpOptions = true)
final class ToolsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--names", description = "Names and titles only, one a line")
  private boolean names;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    out.print(names ? ToolList.names() : ToolList.schemas());
    out.flush();
    return ExitCode.DONE;
  }
}
