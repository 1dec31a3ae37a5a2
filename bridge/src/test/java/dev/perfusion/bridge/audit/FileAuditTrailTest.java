package dev.perfusion.bridge.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.perfusion.bridge.json.CanonicalJson;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.JsonNodeFactory;

class FileAuditTrailTest {
  private static final Instant DAY = Instant.parse("2026-03-31T23:59:00Z");
  private static final Instant NEXT_DAY = DAY.plus(Duration.ofMinutes(2));
  private static final String FIRST = "2026/03/31.jsonl";
  private static final String SECOND = "2026/04/01.jsonl";
  private static final Path HANDLES = Path.of("/proc/self/fd");

  @TempDir private Path root;

  private FileAuditTrail open(Instant instant) {
    return open(instant, FsyncPolicy.OFF);
  }

  private FileAuditTrail open(Instant instant, FsyncPolicy policy) {
    return FileAuditTrail.open(root, Clock.fixed(instant, ZoneOffset.UTC), policy);
  }

  private static void note(FileAuditTrail trail, int number) {
    trail.record("test", () -> JsonNodeFactory.instance.objectNode().put("n", number));
  }

  private void write(Instant instant, int events) {
    try (FileAuditTrail trail = open(instant)) {
      for (int i = 0; i < events; i++) {
        note(trail, i);
      }
    }
  }

  private Path file(String name) {
    return root.resolve(name);
  }

  private List<String> lines(String name) throws IOException {
    return Files.readAllLines(file(name));
  }

  private void intact(int events) {
    assertThat(AuditVerifier.verify(root))
        .isEqualTo(new AuditVerifier.Report(events, Optional.empty()));
  }

  private void broken(int intactBefore, String... words) {
    AuditVerifier.Report report = AuditVerifier.verify(root);
    assertThat(report.problem()).hasValueSatisfying(p -> assertThat(p).contains(words));
    assertThat(report.events()).isEqualTo(intactBefore);
  }

  private static void later(FileAuditTrail trail, int number) {
    trail.note("test", () -> JsonNodeFactory.instance.objectNode().put("n", number));
  }

  /** What nobody waits for is written before what somebody waits for, soon, and at the end. */
  @Test
  void eventsThatNobodyWaitsForKeepTheirPlaceAndAreNotLost()
      throws IOException, InterruptedException {
    try (FileAuditTrail trail = open(DAY, FsyncPolicy.INTERVAL)) {
      later(trail, 1);
      later(trail, 2);
      note(trail, 3);
      assertThat(lines(FIRST)).hasSize(3);
      assertThat(lines(FIRST).get(0)).contains("\"n\":1");
      assertThat(lines(FIRST).get(2)).contains("\"n\":3");
      later(trail, 4);
      long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (lines(FIRST).size() < 4 && System.nanoTime() - end < 0) {
        Thread.sleep(5);
      }
      assertThat(lines(FIRST)).hasSize(4);
      later(trail, 5);
    }
    intact(5);
    try (FileAuditTrail trail = open(DAY, FsyncPolicy.ALWAYS)) {
      later(trail, 6);
      assertThat(lines(FIRST)).hasSize(6);
    }
    intact(6);
  }

  /** A lock that was kept would keep the next process out. */
  @Test
  void anInterruptedCloseGivesTheFilesBackLikeAnyOther() throws IOException {
    assumeThat(HANDLES).as("handles of this process").exists();
    FileAuditTrail trail = open(DAY, FsyncPolicy.INTERVAL);
    note(trail, 1);
    assertThat(openFiles()).isNotEmpty();
    Thread.currentThread().interrupt();
    trail.close();
    assertThat(Thread.interrupted()).as("passed on").isTrue();
    assertThat(openFiles()).isEmpty();
    // Else the collector might have closed them.
    Reference.reachabilityFence(trail);
    intact(1);
  }

  private List<Path> openFiles() throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> handles = Files.list(HANDLES)) {
      for (Path handle : handles.toList()) {
        try {
          found.add(Files.readSymbolicLink(handle));
        } catch (NoSuchFileException e) {
          assertThat(handle).as("closed meanwhile").doesNotExist();
        }
      }
    }
    Path folder = root.toRealPath();
    found.removeIf(file -> !file.startsWith(folder));
    return found;
  }

  @Test
  void theChainGoesOnOverRestartsAndDays() throws IOException {
    write(DAY, 3);
    write(DAY, 2);
    write(NEXT_DAY, 4);
    assertThat(lines(FIRST)).hasSize(5);
    assertThat(lines(SECOND)).hasSize(4);
    assertThat(lines(SECOND).get(3)).contains("\"sequence\":9");
    intact(9);
  }

  @Test
  void anEventIsInItsFileBeforeRecordReturns() throws IOException {
    try (FileAuditTrail trail = open(DAY)) {
      for (int i = 1; i <= 20; i++) {
        note(trail, i);
        assertThat(lines(FIRST)).hasSize(i);
        assertThat(AuditHeadFile.read(root).orElseThrow().sequence()).isEqualTo(i);
      }
    }
  }

  @Test
  void aChangedEventIsFound() throws IOException {
    write(DAY, 5);
    List<String> lines = lines(FIRST);
    lines.set(2, lines.get(2).replace("\"n\":2", "\"n\":7"));
    Files.write(file(FIRST), lines);
    broken(2, "line 3: hash");
  }

  @Test
  void aMissingEventAndAMissingDayAreFound() throws IOException {
    write(DAY, 5);
    write(NEXT_DAY, 2);
    List<String> lines = lines(FIRST);
    lines.remove(1);
    Files.write(file(FIRST), lines);
    broken(1, "line 2: does not follow", "1 events before number 3");
    Files.delete(file(FIRST));
    broken(0, "01.jsonl, line 1: does not follow", "5 events before number 6");
  }

  @Test
  void missingLastEventsAreFound() throws IOException {
    write(DAY, 5);
    List<String> lines = lines(FIRST);
    Files.write(file(FIRST), lines.subList(0, 3));
    broken(3, "head.json", "the last 2 events are missing", "number 5");
    // A torn last line is no excuse when the head says that it was whole.
    Files.writeString(file(FIRST), lines.get(3).substring(0, 40), StandardOpenOption.APPEND);
    broken(3, "line 4: not JSON");
  }

  @Test
  void aMissingLastDayAndAMissingHeadAreFound() throws IOException {
    write(DAY, 2);
    write(NEXT_DAY, 3);
    Files.delete(file(SECOND));
    broken(2, "the last 3 events are missing", SECOND);
    Files.delete(file(FIRST));
    broken(0, "the last 5 events are missing");
    Files.delete(AuditHeadFile.path(root));
    intact(0);
    write(DAY, 2);
    intact(2);
    Files.delete(AuditHeadFile.path(root));
    broken(2, "head.json: missing");
  }

  @Test
  void deletionStaysVisibleAfterARestart() throws IOException {
    write(DAY, 5);
    List<String> lines = lines(FIRST);
    Files.write(file(FIRST), lines.subList(0, 3));
    write(DAY, 2);
    broken(3, "line 4: does not follow", "2 events before number 6");
    assertThat(lines(FIRST).get(3)).contains(AuditChain.DAMAGED, "bytes early");
    // Nobody can make it good by another restart.
    write(NEXT_DAY, 1);
    broken(3, "line 4: does not follow");
  }

  @Test
  void aDeletedHeadStaysVisibleAfterARestart() throws IOException {
    write(DAY, 3);
    Files.delete(AuditHeadFile.path(root));
    write(DAY, 1);
    broken(3, "line 4", "head.json is missing");
  }

  @Test
  void deletionIsNoticedByTheLiveTrail() throws IOException, InterruptedException {
    try (FileAuditTrail trail = open(DAY)) {
      note(trail, 1);
      note(trail, 2);
      Files.delete(file(FIRST));
      Thread.sleep(20);
      note(trail, 3);
      assertThat(lines(FIRST)).hasSize(2);
      assertThat(lines(FIRST).get(0)).contains("is missing");
    }
    broken(0, "2 events before number 3");
  }

  @Test
  void eventsBeyondTheHeadAreAdopted() throws IOException {
    write(DAY, 3);
    byte[] head = Files.readAllBytes(AuditHeadFile.path(root));
    write(DAY, 1);
    write(NEXT_DAY, 2);
    Files.write(AuditHeadFile.path(root), head);
    intact(6);
    write(NEXT_DAY, 1);
    intact(7);
  }

  @Test
  void anUnfinishedLineOfACrashIsCutOffAndTheChainGoesOn() throws IOException {
    write(DAY, 3);
    Files.writeString(file(FIRST), "{\"eventId\":\"ab", StandardOpenOption.APPEND);
    intact(3);
    write(DAY, 2);
    intact(5);
  }

  @Test
  void foreignLinesAreFoundAndStayVisible() throws IOException {
    write(DAY, 3);
    Files.writeString(file(FIRST), "{\"eventId\":\"ab\"}\n", StandardOpenOption.APPEND);
    broken(3, "line 4");
    write(DAY, 2);
    broken(3, "line 4");
    assertThat(lines(FIRST).get(4)).contains(AuditChain.DAMAGED);
  }

  /** Their chains begin anew each day, without numbers and head. */
  @Test
  void trailsOfThePredecessorAreAcceptedAndContinued() throws IOException {
    Files.createDirectories(file(FIRST).getParent());
    Files.createDirectories(file(SECOND).getParent());
    for (String name : List.of(FIRST, SECOND)) {
      var event = JsonNodeFactory.instance.objectNode().put("previousHash", AuditFiles.ZEROS);
      event.put("hash", CanonicalJson.sha256(event));
      Files.writeString(file(name), event + "\n", StandardCharsets.UTF_8);
    }
    intact(2);
    write(NEXT_DAY, 2);
    intact(4);
  }

  @ParameterizedTest
  @EnumSource
  void fiftyWritersLoseNothing(FsyncPolicy policy) throws InterruptedException {
    int each = policy == FsyncPolicy.ALWAYS ? 5 : 100;
    ExecutorService writers = Executors.newFixedThreadPool(50);
    // Two trails in one folder, as two processes would have.
    try (FileAuditTrail trail = open(DAY, policy);
        FileAuditTrail other = open(DAY, policy)) {
      for (int i = 0; i < 50; i++) {
        FileAuditTrail mine = i % 2 == 0 ? trail : other;
        writers.execute(
            () -> {
              for (int n = 0; n < each; n++) {
                note(mine, n);
              }
            });
      }
      writers.shutdown();
      assertThat(writers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
      intact(50 * each);
      trail.flush();
      assertThat(trail.events() + other.events()).isEqualTo(50L * each);
    }
    intact(50 * each);
  }

  @Test
  void anInterruptKeepsNoEventFromBeingWritten() {
    try (FileAuditTrail trail = open(DAY)) {
      Thread.currentThread().interrupt();
      note(trail, 1);
      assertThat(Thread.interrupted()).isTrue();
      note(trail, 2);
    }
    intact(2);
  }

  @Test
  void whatCannotBeWrittenIsToldAndWritingGoesOnLater() throws IOException {
    try (FileAuditTrail trail = open(DAY)) {
      note(trail, 1);
      assertThat(trail.problem()).isEmpty();
    }
    try (FileAuditTrail trail = open(NEXT_DAY)) {
      // The month cannot be made: its place is taken by a file.
      Files.writeString(file("2026/04"), "");
      note(trail, 2);
      assertThat(trail.problem()).hasValueSatisfying(p -> assertThat(p).contains("2026/04"));
      assertThat(trail.lost()).isEqualTo(1);
      Files.delete(file("2026/04"));
      assertThat(trail.problem()).isEmpty();
      note(trail, 3);
      assertThat(trail.lost()).isEqualTo(1);
    }
    assertThat(lines(SECOND).get(0)).contains("audit.resumed", "\"eventsLost\":1");
    intact(3);
  }

  @Test
  void theNewestEventsAreReadFirst() throws IOException {
    write(DAY, 300);
    write(NEXT_DAY, 300);
    try (FileAuditTrail trail = open(NEXT_DAY)) {
      trail.record(
          "other", () -> JsonNodeFactory.instance.objectNode().put("text", "x".repeat(70_000)));
    }
    AuditReader.Page page = AuditReader.newest(root, 500, Optional.empty());
    assertThat(page.complete()).isTrue();
    assertThat(page.events()).hasSize(500);
    for (int i = 0; i < 500; i++) {
      assertThat(page.events().get(i).path("sequence").intValue()).isEqualTo(601 - i);
    }
    page = AuditReader.newest(root, 1000, Optional.of("test"));
    assertThat(page.events()).hasSize(600);
    assertThat(AuditReader.newest(root, 10, Optional.of("none")).events()).isEmpty();
  }
}
