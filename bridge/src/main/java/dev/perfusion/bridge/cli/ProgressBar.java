package dev.perfusion.bridge.cli;

import dev.perfusion.bridge.population.PopulationControl.Progress;
import java.io.Console;
import java.io.PrintWriter;
import java.util.Locale;

/** Shows how far a population is: a line that is redrawn on a terminal, a line per tenth else. */
final class ProgressBar {
  private static final int WIDTH = 30;
  private static final int TENTHS = 10;
  private static final int SECONDS_PER_MINUTE = 60;

  private final PrintWriter out;
  private final boolean terminal;
  private int shownTenths;
  private int shownLength;

  /**
   * @param terminal whether a line can be redrawn
   */
  ProgressBar(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Whether the command runs on a terminal. */
  static boolean onTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      // since Java 22 there is a console without a terminal, too
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  /** Shows it. */
  synchronized void show(Progress progress) {
    double share = (double) progress.subjectsDone() / progress.subjects();
    String text = text(progress);
    if (terminal) {
      int full = (int) (WIDTH * share);
      String line = "[" + "#".repeat(full) + ".".repeat(WIDTH - full) + "] " + text;
      out.print('\r' + line + " ".repeat(Math.max(0, shownLength - line.length())));
      shownLength = line.length();
    } else if ((int) (TENTHS * share) > shownTenths) {
      shownTenths = (int) (TENTHS * share);
      out.println(text);
    }
    out.flush();
  }

  private static String text(Progress progress) {
    StringBuilder text = new StringBuilder();
    text.append(progress.subjectsDone()).append(" of ").append(progress.subjects());
    text.append(" subjects");
    if (progress.perSecond() > 0) {
      text.append(String.format(Locale.ROOT, ", %.0f/s", progress.perSecond()));
      text.append(", ").append(duration(progress.secondsLeft())).append(" left");
    }
    if (progress.runsFailed() > 0) {
      text.append(", ").append(progress.runsFailed()).append(" runs failed");
    }
    return text.toString();
  }

  private static String duration(double seconds) {
    long whole = (long) Math.ceil(seconds);
    return whole < SECONDS_PER_MINUTE
        ? whole + " s"
        : whole / SECONDS_PER_MINUTE + " min " + whole % SECONDS_PER_MINUTE + " s";
  }

  /** Leaves the line. */
  synchronized void end() {
    if (terminal && shownLength > 0) {
      out.println();
      out.flush();
    }
  }
}
