package dev.perfusion.gate.certify;

import dev.perfusion.gate.compare.Binary;
import dev.perfusion.gate.compare.Histograms;
import dev.perfusion.gate.compare.PairRunner;
import dev.perfusion.gate.compare.ProbeException;
import dev.perfusion.gate.compare.SideSample;
import dev.perfusion.gate.compare.Suite;
import dev.perfusion.gate.json.InputException;
import dev.perfusion.gate.json.JsonField;
import dev.perfusion.gate.json.JsonFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Makes methods slower one after the other and looks whether the profiles of both sides give them
 * away. A folder holds one file per trial, so that a run can be interrupted, and the ranking can be
 * tried again on what was measured.
 */
public final class CulpritTrials {
  private static final double MEDIAN = 50;

  private final Path folder;
  private final Suite suite;
  private final PrintWriter out;

  /**
   * Trials.
   *
   * @param folder one file per trial
   * @param suite how processes are started, warmed up and profiled
   */
  public CulpritTrials(Path folder, Suite suite, PrintWriter out) {
    this.folder = folder;
    this.suite = suite;
    this.out = out;
  }

  /**
   * What is measured with.
   *
   * @param product jar that is made slower
   * @param harness jar that measures
   * @param agent jar of the agent that makes slower
   */
  public record Subject(Path product, Path harness, Path agent) {
    private List<Path> classPath() {
      return List.of(product, harness);
    }
  }

  /**
   * Runs the trials that have no file yet; those that are there must be of the same product, place
   * and busy work.
   *
   * @param list file of places; null for the shipped one
   * @param percent busy work, in per cent of the median latency of the path
   */
  public void run(Path list, double percent, Subject subject) {
    String product = Binary.of("product", null, subject.product()).sha256();
    Binary.of("agent", null, subject.agent());
    List<CulpritTrial.Seeded> places = places(list);
    for (int i = 0; i < places.size(); i++) {
      Path file = folder.resolve("%03d.json".formatted(i + 1));
      if (Files.exists(file)) {
        mustFit(JsonFiles.read(file), places.get(i), percent, product);
      } else {
        CulpritTrial trial = measured(places.get(i), percent, subject, product);
        JsonFiles.write(file, trial);
        tell(i + 1, trial);
      }
    }
  }

  private static void mustFit(
      JsonField stored, CulpritTrial.Seeded place, double percent, String product) {
    CulpritTrial trial = CulpritTrial.read(stored);
    if (!trial.product().equals(product)
        || !trial.seeded().equals(place)
        || trial.percent() != percent) {
      throw stored.problem(
          String.format(
              Locale.ROOT,
              "is of product %.12s, %s %s, +%s %%, and not of %.12s, %s %s, +%s %%",
              trial.product(),
              trial.seeded().path(),
              trial.seeded().method(),
              trial.percent(),
              product,
              place.path(),
              place.method(),
              percent),
          "name another folder with --evidence, or look at these with --only-report");
    }
  }

  private void tell(int number, CulpritTrial trial) {
    int rank = trial.culprits().rankOf(trial.seeded().method());
    out.printf(
        Locale.ROOT,
        "%3d %s %s: %s%n",
        number,
        trial.seeded().path(),
        trial.seeded().method(),
        rank == 0 ? "not found" : "place " + rank);
    out.flush();
  }

  private CulpritTrial measured(
      CulpritTrial.Seeded place, double percent, Subject subject, String product) {
    try {
      return run(place, percent, subject, product);
    } catch (ProbeException e) {
      throw new InputException(
          place.method(),
          "",
          "no trial: " + e.getMessage(),
          "give the command again, it goes on where it was");
    }
  }

  private CulpritTrial run(
      CulpritTrial.Seeded place, double percent, Subject subject, String product) {
    Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Suite only = suite.only(List.of(place.path()));
    String agent = "-javaagent:" + subject.agent() + "=" + place.method() + "=";
    double nanosPerIteration =
        SlowdownTimer.nanosPerIteration(subject.agent(), suite, place.library());
    Path counted = temporary();
    SideSample rehearsed =
        PairRunner.of(only)
            .side("base", subject.classPath(), List.of(agent + "count:" + counted))
            .build()
            .rehearse();
    double calls = calls(counted, place) / (double) rehearsed.witness().operations();
    long median = Histograms.sum(rehearsed.bursts().subList(1, 2)).getValueAtPercentile(MEDIAN);
    long iterations = Math.max(1, Math.round(median * percent / 100 / nanosPerIteration / calls));
    return new CulpritTrial(
        place,
        percent,
        calls,
        median,
        iterations,
        start.toString(),
        product,
        suite.profiling().ownCode(),
        PairRunner.of(only)
            .side("base", subject.classPath(), List.of())
            .side(
                "head",
                subject.classPath(),
                List.of(agent + (place.library() ? "library:" : "") + iterations))
            .build()
            .profile()
            .get(0));
  }

  private static long calls(Path counted, CulpritTrial.Seeded place) {
    try {
      long calls = Long.parseLong(Files.readString(counted).strip());
      Files.delete(counted);
      if (calls > 0) {
        return calls;
      }
    } catch (IOException | NumberFormatException e) {
      // told below
    }
    throw new InputException(
        place.method(),
        "",
        "was not called on " + place.path(),
        "name a method that the path calls");
  }

  private static Path temporary() {
    try {
      Path file = Files.createTempFile("perfusion-calls", ".txt");
      // Should the trial be broken off.
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<CulpritTrial.Seeded> places(Path list) {
    return root(list).get("places").items().stream().map(CulpritTrial.Seeded::read).toList();
  }

  private static JsonField root(Path list) {
    if (list != null) {
      return JsonFiles.read(list);
    }
    try (InputStream stream =
        CulpritTrials.class.getResourceAsStream("/dev/perfusion/gate/suites/culprits.json")) {
      return JsonFiles.read("shipped list culprits.json", stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All trials of a folder in their order; none when there is no such folder. */
  static List<CulpritTrial> read(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<CulpritTrial> trials = new ArrayList<>();
      for (Path file :
          files.filter(f -> f.getFileName().toString().matches("\\d+\\.json")).sorted().toList()) {
        trials.add(CulpritTrial.read(JsonFiles.read(file)));
      }
      return trials;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes the report of all trials.
   *
   * @return 0 the bar is met, 1 it is missed, 3 there are too few trials to say
   */
  public int report(Path report) {
    CulpritReport page = CulpritReport.of(read(folder));
    JsonFiles.writeText(report, page.page());
    out.println(page.bar().what() + ": " + page.bar().measured());
    out.flush();
    return page.exitCode();
  }
}
