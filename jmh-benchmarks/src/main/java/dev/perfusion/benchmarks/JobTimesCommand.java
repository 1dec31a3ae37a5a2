package dev.perfusion.benchmarks;

import dev.perfusion.benchmarks.audit.JobTimes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Prints how long jobs waited and how long they ran. */
@Command(
    name = "job-times",
    mixinStandardHelpOptions = true,
    description = "Computes queue wait and execution of jobs from the audit trail of a server.")
final class JobTimesCommand implements Callable<Integer> {
  private static final String TRAIL = "var/audit";

  @Spec private CommandSpec spec;

  @Mixin private RootOption root;

  @Option(names = "--audit", description = "folder of the trail (default: " + TRAIL + ")")
  private Path trail;

  @Override
  public Integer call() {
    try {
      spec.commandLine().getOut().print(JobTimes.of(root.file(trail, TRAIL)).markdown());
      spec.commandLine().getOut().flush();
      return 0;
    } catch (IOException e) {
      throw new ParameterException(
          spec.commandLine(), "cannot read the trail: " + Failures.text(e), e);
    }
  }
}
