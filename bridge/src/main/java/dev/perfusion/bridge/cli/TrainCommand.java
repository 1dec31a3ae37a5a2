package dev.perfusion.bridge.cli;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.adapter.worker.WorkerMain;
import dev.perfusion.bridge.http.BridgeServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * Command {@code train}: does once what the other commands do, so that the build can archive the
 * classes that they load ({@code -XX:ArchiveClassesAtExit}).
 */
@Command(
    name = "train",
    hidden = true,
    description = "Loads the classes that the other commands need; for the build.")
final class TrainCommand implements Callable<Integer> {
  @Override
  public Integer call() throws IOException {
    Path folder = Files.createTempDirectory("perfusion-train");
    try {
      String csv = folder.resolve("x.csv").toString();
      String xml = folder.resolve("x.xml").toString();
      execute("inspect");
      execute("run");
      execute("run", "--out", csv, "--repeat", "1");
      execute("export", "--out", xml);
      execute("run", xml, "--out", csv);
      serve();
      WorkerMain.train();
      return ExitCode.DONE;
    } finally {
      delete(folder);
    }
  }

  private static void execute(String... arguments) {
    CommandLine commandLine = Main.commandLine();
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    commandLine.setOut(nowhere);
    int code = commandLine.execute(arguments);
    if (code != ExitCode.DONE) {
      throw new IllegalStateException(String.join(" ", arguments) + " ended with " + code);
    }
  }

  private static void serve() {
    try (Bridge bridge = Bridge.open(BridgeConfig.builder().port(0).build());
        BridgeServer server = BridgeServer.start(bridge)) {
      if (server.port() <= 0) {
        throw new IllegalStateException("the server has no port");
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> found;
    try (Stream<Path> files = Files.walk(folder)) {
      found = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : found) {
      Files.delete(file);
    }
  }
}
