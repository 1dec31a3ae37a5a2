package dev.perfusion.bridge.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;

class FileAuditTrailTest {
  private static final Instant DAY = Instant.parse("2026-03-31T23:59:00Z");

  @TempDir private Path root;

  private static Clock at(Instant instant) {
    return Clock.fixed(instant, ZoneOffset.UTC);
  }

  private void write(Instant instant, int events) {
    try (FileAuditTrail trail = FileAuditTrail.open(root, at(instant))) {
      for (int i = 0; i < events; i++) {
        int number = i;
        trail.record("test", () -> JsonNodeFactory.instance.objectNode().put("n", number));
      }
    }
  }

  private Path file(String name) {
    return root.resolve(name);
  }

  @Test
  void theChainGoesOnOverRestartsAndDays() throws IOException {
    write(DAY, 3);
    write(DAY, 2);
    write(DAY.plus(Duration.ofMinutes(2)), 4);
    assertThat(Files.readAllLines(file("2026/03/31.jsonl"))).hasSize(5);
    assertThat(Files.readAllLines(file("2026/04/01.jsonl"))).hasSize(4);
    assertThat(AuditVerifier.verify(root)).isEqualTo(new AuditVerifier.Report(9, Optional.empty()));
  }

  @Test
  void aChangedEventIsFound() throws IOException {
    write(DAY, 5);
    Path file = file("2026/03/31.jsonl");
    List<String> lines = Files.readAllLines(file);
    lines.set(2, lines.get(2).replace("\"n\":2", "\"n\":7"));
    Files.write(file, lines);
    AuditVerifier.Report report = AuditVerifier.verify(root);
    assertThat(report.events()).isEqualTo(2);
    assertThat(report.problem()).hasValueSatisfying(p -> assertThat(p).contains("line 3: hash"));
  }

  @Test
  void aMissingEventAndAMissingDayAreFound() throws IOException {
    write(DAY, 5);
    write(DAY.plus(Duration.ofMinutes(2)), 2);
    Path file = file("2026/03/31.jsonl");
    List<String> lines = Files.readAllLines(file);
    lines.remove(1);
    Files.write(file, lines);
    assertThat(AuditVerifier.verify(root).problem())
        .hasValueSatisfying(p -> assertThat(p).contains("line 2: does not follow"));
    Files.delete(file);
    assertThat(AuditVerifier.verify(root).problem())
        .hasValueSatisfying(p -> assertThat(p).contains("01.jsonl, line 1: does not follow"));
  }

  @Test
  void anUnfinishedLineOfACrashIsCutOffAndTheChainGoesOn() throws IOException {
    write(DAY, 3);
    Files.writeString(file("2026/03/31.jsonl"), "{\"eventId\":\"ab", StandardOpenOption.APPEND);
    write(DAY, 2);
    assertThat(AuditVerifier.verify(root).problem()).isEmpty();
    assertThat(AuditVerifier.verify(root).events()).isEqualTo(5);
  }

  @Test
  void fiftyWritersLoseNothing() throws InterruptedException {
    ExecutorService writers = Executors.newFixedThreadPool(50);
    try (FileAuditTrail trail = FileAuditTrail.open(root, at(DAY))) {
      for (int i = 0; i < 50; i++) {
        writers.execute(
            () -> {
              for (int n = 0; n < 100; n++) {
                trail.record("test", JsonNodeFactory.instance::objectNode);
              }
            });
      }
      writers.shutdown();
      assertThat(writers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
      trail.flush();
      assertThat(AuditVerifier.verify(root).events()).isEqualTo(5000);
    }
    assertThat(AuditVerifier.verify(root).problem()).isEmpty();
  }
}
