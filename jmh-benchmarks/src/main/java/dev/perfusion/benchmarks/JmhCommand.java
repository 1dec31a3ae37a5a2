package dev.perfusion.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Hands everything behind {@code jmh} to JMH, its help included. */
@Command(name = "jmh", description = "Runs JMH with its own options; try: jmh -h, jmh -l, jmh -lp.")
final class JmhCommand implements Callable<Integer> {
  /** With nothing else declared, everything is unmatched and keeps its order. */
  @Unmatched private List<String> arguments = new ArrayList<>();

  List<String> arguments() {
    return arguments;
  }

  @Override
  public Integer call() throws IOException {
    org.openjdk.jmh.Main.main(arguments.toArray(String[]::new));
    return 0;
  }
}
