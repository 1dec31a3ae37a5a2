package dev.perfusion.bridge.snapshot;

import dev.perfusion.bridge.adapter.RunRecipe;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.json.CanonicalJson;
import dev.perfusion.bridge.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Snapshots by simulation, newest first; one JSON file each, or in memory. */
public final class SnapshotStore {
  private static final DateTimeFormatter ID =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final int LISTED_IN_ERRORS = 5;
  private static final String ENDING = ".json";
  private static final int LONGEST_NAME = 200;

  private final Path folder;
  private final Clock clock;
  private final Map<String, List<Snapshot>> inMemory = new HashMap<>();
  private Instant last = Instant.EPOCH;

  /**
   * @param folder null to keep snapshots in memory
   */
  public SnapshotStore(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /** Keeps the state of a simulation. */
  public synchronized Snapshot save(String simulationId, RunRecipe state) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    // Ids name the moment, and two snapshots are never of the same one.
    last = now.isAfter(last) ? now : last.plus(1, ChronoUnit.MICROS);
    Snapshot snapshot = Snapshot.of(ID.format(last), simulationId, last, state);
    if (folder == null) {
      inMemory.computeIfAbsent(simulationId, id -> new ArrayList<>()).add(0, snapshot);
    } else {
      write(snapshot);
    }
    return snapshot;
  }

  private void write(Snapshot snapshot) {
    Path target = folder(snapshot.simulationId()).resolve(snapshot.snapshotId() + ENDING);
    try {
      Files.createDirectories(target.getParent());
      Path part = target.resolveSibling(target.getFileName() + ".part");
      Files.write(part, Json.bytes(snapshot.json()));
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ids are the caller's: what a file name cannot be is written as hex. */
  private Path folder(String simulationId) {
    StringBuilder name = new StringBuilder();
    for (byte b : simulationId.getBytes(StandardCharsets.UTF_8)) {
      boolean plain =
          b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '-';
      name.append(plain || b == '_' ? Character.toString(b) : String.format("%%%02x", b & 0xff));
    }
    // Longer than a file name may be: no id of plain characters is as long, so none is hidden.
    return folder.resolve(
        name.length() <= LONGEST_NAME
            ? name.toString()
            : "%" + CanonicalJson.sha256(simulationId.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * The snapshots of a simulation, newest first.
   *
   * @throws BridgeException {@code Conflict} when one has been changed
   */
  public synchronized List<Snapshot> list(String simulationId) {
    return folder == null
        ? List.copyOf(inMemory.getOrDefault(simulationId, List.of()))
        : files(simulationId).stream().map(SnapshotStore::read).toList();
  }

  private List<Path> files(String simulationId) {
    Path own = folder(simulationId);
    if (!Files.isDirectory(own)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(own)) {
      return files
          .filter(file -> file.toString().endsWith(ENDING))
          .sorted(Comparator.comparing(Path::toString).reversed())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Snapshot read(Path file) {
    try {
      return Snapshot.of(Json.mapper().readTree(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (BridgeException e) {
      throw e;
    } catch (RuntimeException e) {
      throw BridgeException.conflict(
          "snapshotId",
          "snapshot "
              + file.getFileName().toString().replace(ENDING, "")
              + " has been damaged: its file is no snapshot",
          "restore another snapshot");
    }
  }

  /**
   * A snapshot of a simulation.
   *
   * @param snapshotId null for the newest
   * @throws BridgeException {@code NotFound}; {@code Conflict} when it has been changed
   */
  public synchronized Snapshot get(String simulationId, String snapshotId) {
    Map<String, Supplier<Snapshot>> byId = new LinkedHashMap<>();
    if (folder == null) {
      inMemory
          .getOrDefault(simulationId, List.of())
          .forEach(snapshot -> byId.put(snapshot.snapshotId(), () -> snapshot));
    } else {
      for (Path file : files(simulationId)) {
        String name = file.getFileName().toString();
        byId.put(name.substring(0, name.length() - ENDING.length()), () -> read(file));
      }
    }
    String wanted =
        snapshotId == null ? byId.keySet().stream().findFirst().orElse(null) : snapshotId;
    if (wanted == null || !byId.containsKey(wanted)) {
      throw BridgeException.notFound(
          snapshotId == null ? "simulationId" : "snapshotId",
          "simulation \""
              + simulationId
              + "\" has no snapshot"
              + (snapshotId == null ? "" : " \"" + snapshotId + "\""),
          byId.isEmpty()
              ? "call snapshot_simulation first"
              : "there are " + byId.keySet().stream().limit(LISTED_IN_ERRORS).toList());
    }
    return byId.get(wanted).get();
  }
}
