package dev.perfusion.gate.history;

import dev.perfusion.gate.history.StoredRun.Place;
import dev.perfusion.gate.json.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The benchmark documents of a folder: the database of what was measured.
 *
 * @param runs all usable documents in the order of time
 * @param unusable one line per JSON file that is none, with the reason
 */
public record History(List<StoredRun> runs, List<String> unusable) {
  /** Latest runs that a series has at most. */
  static final int LONGEST = 100;

  /** Latest files that are looked at. */
  private static final int MOST_FILES = 300;

  /** A history of nothing. */
  public static final History NONE = new History(List.of(), List.of());

  /**
   * Reads a folder; none when there is no such folder. Files that are no benchmark documents are
   * told, not fatal.
   *
   * @throws InputException when the folder cannot be listed
   */
  public static History read(Path folder) {
    if (!Files.isDirectory(folder)) {
      return NONE;
    }
    List<Path> files = documents(folder);
    List<Read> read =
        files.subList(Math.max(0, files.size() - MOST_FILES), files.size()).parallelStream()
            .map(History::readOne)
            .toList();
    List<StoredRun> runs =
        new ArrayList<>(read.stream().map(Read::run).filter(Objects::nonNull).toList());
    runs.sort(Comparator.comparing(StoredRun::timestamp).thenComparing(StoredRun::file));
    return new History(
        List.copyOf(runs), read.stream().map(Read::problem).filter(Objects::nonNull).toList());
  }

  /** A document, or why it is none. */
  private record Read(StoredRun run, String problem) {}

  private static Read readOne(Path file) {
    try {
      return new Read(StoredRun.read(file), null);
    } catch (InputException e) {
      String reason = e.getMessage().substring(e.file().length() + 2);
      return new Read(null, file.getFileName() + ": " + reason);
    }
  }

  private static List<Path> documents(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".json") && Files.isRegularFile(file))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new InputException(
          folder.toString(), "", "cannot be listed: " + e, "name a readable folder");
    }
  }

  /** The latest run of a scenario; of any when it is null. */
  public Optional<StoredRun> latest(String scenario) {
    return runs.stream()
        .filter(run -> scenario == null || run.place().scenario().equals(scenario))
        .reduce((first, second) -> second);
  }

  /** How many runs there are of each scenario, data set and environment, in the order of time. */
  public Map<Place, List<StoredRun>> places() {
    return runs.stream()
        .collect(Collectors.groupingBy(StoredRun::place, LinkedHashMap::new, Collectors.toList()));
  }

  /**
   * The series that end with a run: one per metric of it, over the runs of the same place that are
   * not later, at most {@value #LONGEST} of them. A run of another scenario, data set or
   * environment is in none, nor is a step that was timed in another way.
   */
  public List<Series> seriesUpTo(StoredRun last) {
    List<StoredRun> comparable = new ArrayList<>();
    for (StoredRun run : runs) {
      if (run.place().equals(last.place())
          && run.timestamp().compareTo(last.timestamp()) <= 0
          && !run.timestamp().equals(last.timestamp())) {
        comparable.add(run);
      }
    }
    comparable.add(last);
    List<StoredRun> latest =
        comparable.subList(Math.max(0, comparable.size() - LONGEST), comparable.size());
    return last.steps().entrySet().parallelStream()
        .flatMap(
            step ->
                step.getValue().values().stream()
                    .map(metric -> series(step.getKey(), metric, latest)))
        .toList();
  }

  private static Series series(String step, Metric metric, List<StoredRun> runs) {
    String method = runs.get(runs.size() - 1).methods().get(step);
    List<StoredRun> having = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    for (StoredRun run : runs) {
      Metric there = run.steps().getOrDefault(step, Map.of()).get(metric.name());
      boolean sameWay = method == null || method.equals(run.methods().get(step));
      if (there != null && sameWay && there.unit().equals(metric.unit())) {
        having.add(run);
        values.add(there.value());
      }
    }
    return Series.of(
        step,
        metric,
        List.copyOf(having),
        values.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
