package dev.perfusion.gate.certify;

import dev.perfusion.gate.compare.Binary;
import dev.perfusion.gate.compare.Pair;
import dev.perfusion.gate.compare.Pairing;
import dev.perfusion.gate.compare.SideSample;
import dev.perfusion.gate.compare.Suite;
import dev.perfusion.gate.json.InputException;
import dev.perfusion.gate.json.JsonField;
import dev.perfusion.gate.json.JsonFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * A folder of pairs, one file each, that grows from run to run:
 *
 * <pre>
 * about.json            product, suite, machine and pairing; all pairs are of these
 * jars/                 copies of what they are measured with
 * identical/0001.json   three processes of one binary, the whole suite
 * slowed/NAME/0001.json base, control and one process per injected slowdown, one path of a run
 * NAME.calibration.json busy work that one percent takes
 * </pre>
 */
final class Evidence {
  /** Kind of pairs without any difference. */
  static final String IDENTICAL = "identical";

  private final Path folder;

  private Evidence(Path folder) {
    this.folder = folder;
  }

  /**
   * The jars that pairs are measured with.
   *
   * @param product measured
   * @param harness measures
   * @param agent slows down
   */
  record Jars(Path product, Path harness, Path agent) {}

  /** Whether a folder holds evidence already. */
  static boolean exists(Path folder) {
    return Files.exists(folder.resolve("about.json"));
  }

  /**
   * Keeps copies of the jars, so that a build in the meantime changes nothing. This comes before
   * {@link #open}: a folder that is left in between holds no evidence, and is begun anew.
   */
  static void keep(Path folder, Jars jars) {
    Jars kept = new Evidence(folder).jars();
    try {
      Files.createDirectories(kept.product().getParent());
      Files.copy(jars.product(), kept.product(), StandardCopyOption.REPLACE_EXISTING);
      Files.copy(jars.harness(), kept.harness(), StandardCopyOption.REPLACE_EXISTING);
      Files.copy(jars.agent(), kept.agent(), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new InputException(
          folder.toString(),
          "",
          "cannot take a copy of " + e.getMessage(),
          "build what is missing");
    }
  }

  /** The kept jars. */
  Jars jars() {
    Path jars = folder.resolve("jars").toAbsolutePath();
    return new Jars(
        jars.resolve("product.jar"), jars.resolve("harness.jar"), jars.resolve("agent.jar"));
  }

  /**
   * Opens a folder, or begins one.
   *
   * @throws InputException it holds pairs of another product, harness, agent, suite, machine or
   *     pairing
   */
  static Evidence open(
      Path folder, Binary product, Suite suite, ObjectNode environment, Pairing pairing) {
    ObjectNode about = JsonFiles.mapper().createObjectNode();
    about.put("sha256", product.sha256());
    about.set("suite", suite.source());
    about.set("environment", environment);
    about.set("pairing", JsonFiles.mapper().valueToTree(pairing));
    Jars kept = new Evidence(folder).jars();
    noteHash(about, "harness", kept.harness());
    noteHash(about, "agent", kept.agent());
    Path file = folder.resolve("about.json");
    if (Files.exists(file)) {
      JsonField stored = JsonFiles.read(file);
      for (String part : List.of("sha256", "suite", "environment")) {
        mustEqual(about, stored.get(part), part);
      }
      for (String part : List.of("harness", "agent")) {
        // Evidence from before these were noted has the hash of the product only.
        if (stored.get(part).isPresent()) {
          mustEqual(about, stored.get(part), part);
        }
      }
      if (!pairing.equals(pairing(stored))) {
        throw other(stored.get("pairing"));
      }
    } else {
      JsonFiles.write(file, about);
    }
    return new Evidence(folder);
  }

  private static void noteHash(ObjectNode about, String part, Path jar) {
    if (Files.exists(jar)) {
      about.put(part, Binary.of(part, null, jar).sha256());
    }
  }

  private static void mustEqual(ObjectNode about, JsonField stored, String part) {
    if (!about.path(part).equals(stored.node())) {
      throw other(stored);
    }
  }

  private static InputException other(JsonField part) {
    return part.problem("is of other pairs than those to be measured", "name another folder");
  }

  private static Pairing pairing(JsonField about) {
    Pairing pairing = Pairing.read(about.get("pairing"));
    return pairing == null ? Pairing.alternate() : pairing;
  }

  /** How the sides of all pairs worked; evidence that does not say so is from before a duet was. */
  Pairing pairing() {
    return pairing(about());
  }

  /** Opens a folder only to read what it holds. */
  static Evidence read(Path folder) {
    if (!exists(folder)) {
      throw new InputException(
          folder.toString(), "", "holds no evidence", "measure some with --jar and --budget");
    }
    return new Evidence(folder);
  }

  /** Product, suite, machine and pairing. */
  JsonField about() {
    return JsonFiles.read(folder.resolve("about.json"));
  }

  static String slowed(Suite.Slowdown slowdown) {
    return "slowed/" + slowdown.name();
  }

  /** How many pairs there are. */
  int count(String kind) {
    return files(kind).size();
  }

  /**
   * All pairs in the order of measuring.
   *
   * @throws InputException one is damaged, or lacks a side of a path
   */
  List<Pair> pairs(String kind) {
    Suite suite = Suite.of(about().get("suite"));
    return files(kind).stream().map(file -> pair(file, kind, suite)).toList();
  }

  private static Pair pair(Path file, String kind, Suite suite) {
    Pair pair = Pair.read(JsonFiles.read(file));
    List<String> sides = new ArrayList<>(List.of(Pair.BASE, Pair.CONTROL));
    List<String> paths = suite.paths();
    if (kind.equals(IDENTICAL)) {
      sides.add(Pair.HEAD);
    } else {
      Stream.of(Level.values()).map(Level::side).forEach(sides::add);
      paths =
          suite.slowdowns().stream()
              .filter(slowdown -> slowed(slowdown).equals(kind))
              .map(Suite.Slowdown::path)
              .toList();
    }
    for (String path : paths) {
      for (String side : sides) {
        SideSample sample = pair.paths().getOrDefault(path, Map.of()).get(side);
        if (sample == null || sample.bursts().isEmpty()) {
          throw new InputException(
              file.toString(),
              "paths." + path + "." + side,
              "has no samples",
              "delete the file and give the command again, it measures another pair");
        }
      }
    }
    return pair;
  }

  /** Adds a pair after the last one; a reader never sees half of it. */
  void add(String kind, Pair pair) {
    List<Path> files = files(kind);
    int last = files.isEmpty() ? 0 : number(files.get(files.size() - 1));
    JsonFiles.write(folder.resolve(kind).resolve("%04d.json".formatted(last + 1)), pair);
  }

  private static int number(Path file) {
    return Integer.parseInt(file.getFileName().toString().replace(".json", ""));
  }

  /** Where the busy work of a slowdown is noted. */
  Path calibration(Suite.Slowdown slowdown) {
    return folder.resolve(slowdown.name() + ".calibration.json");
  }

  private List<Path> files(String kind) {
    Path directory = folder.resolve(kind);
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(f -> f.getFileName().toString().matches("\\d{4,9}\\.json"))
          .sorted(Comparator.comparingInt(Evidence::number))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
