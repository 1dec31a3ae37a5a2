package dev.perfusion.bridge.cli;

import dev.perfusion.bridge.audit.AuditVerifier;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Command {@code audit}. */
@Command(
    name = "audit",
    description = "Works on the audit trail.",
    subcommands = AuditCommand.Verify.class,
    mixinStandardHelpOptions = true)
final class AuditCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing: audit verify");
  }

  /** Command {@code audit verify}. */
  @Command(
      name = "verify",
      description =
          "Checks the hash chain from the first event to the last, and that no event is missing at"
              + " the end. Exit code 0: intact, 1: broken, with the first bad place.",
      mixinStandardHelpOptions = true)
  static final class Verify implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ConfigOption settings;

    @Option(
        names = "--dir",
        paramLabel = "D",
        description = "Folder of the trail. Default: AUDIT_STORAGE_PATH or var/audit")
    private Path folder;

    @Override
    public Integer call() {
      Path root = folder == null ? settings.load().audit().directory() : folder;
      if (!Files.isDirectory(root)) {
        throw CommandFailure.badInput("--dir " + root + ": no such folder");
      }
      AuditVerifier.Report report = AuditVerifier.verify(root);
      PrintWriter out = spec.commandLine().getOut();
      report
          .problem()
          .ifPresentOrElse(
              problem -> {
                out.println("broken   " + problem);
                out.println("intact   " + report.events() + " events before it");
              },
              () -> out.println("intact   " + report.events() + " events"));
      out.flush();
      return report.problem().isPresent() ? ExitCode.BROKEN : ExitCode.DONE;
    }
  }
}
