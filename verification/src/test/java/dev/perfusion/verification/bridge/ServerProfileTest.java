package dev.perfusion.verification.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perfusion.verification.bridge.RunningServer.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import one.convert.Arguments;
import one.convert.FlameGraph;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Profiles of a server that works: this process, in which the bridge runs. */
class ServerProfileTest {
  private static final String SECRET = "a-secret-of-at-least-32-characters!!";
  private static final String RUN = "{\"simulationId\":\"demo\",\"waitMs\":5000}";
  @TempDir private static Path folder;

  private static RunningServer server;

  @BeforeAll
  static void start() {
    server =
        RunningServer.start(
            RunningServer.settings()
                .auth(RunningServer.auth(SECRET, 0))
                .auditEnabled(true)
                .auditDirectory(folder.resolve("audit")));
    Answer loaded = server.post("/load_simulation", "{\"filePath\":\"demo\"}", as("admin"));
    assertThat(loaded.status()).as(loaded.text()).isEqualTo(201);
    Answer probe = profile("admin", "{\"event\":\"cpu\",\"seconds\":1}");
    assumeTrue(probe.status() != 503, () -> "no profiler on this platform: " + probe.text());
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static Map<String, String> as(String role) {
    Map<String, String> headers = new HashMap<>(RunningServer.CONFIRMED);
    headers.put("Authorization", "Bearer " + Tokens.hs256(SECRET, "ada", role));
    return headers;
  }

  private static Answer profile(String role, String body) {
    return server.post("/profile", body, as(role));
  }

  /** A profile of a server that runs simulations meanwhile. */
  private static Answer underLoad(String body) {
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<Void> load =
        CompletableFuture.runAsync(
            () -> {
              while (!done.get()) {
                server.post("/run_simulation", RUN, as("operator"));
              }
            });
    try {
      return profile("admin", body);
    } finally {
      done.set(true);
      load.join();
    }
  }

  @Test
  void onlyAdministratorsMay() {
    for (String role : new String[] {"viewer", "operator"}) {
      Answer refused = profile(role, "{\"event\":\"cpu\",\"seconds\":1}");
      assertThat(refused.status()).as(role).isEqualTo(403);
      assertThat(refused.errorCode()).isEqualTo("Forbidden");
    }
    assertThat(server.post("/profile", "{\"event\":\"cpu\"}", Map.of()).status()).isEqualTo(401);
  }

  @Test
  void aFlameGraphShowsWhereTheServerWorks() throws IOException {
    Answer page = underLoad("{\"event\":\"cpu\",\"seconds\":2}");
    assertThat(page.status()).as(page.text()).isEqualTo(200);
    assertThat(page.header("Content-Type")).startsWith("text/html");
    assertThat(page.text()).contains("<html", "Perfusion cpu");
    assertThat(stacks(page.text())).contains(";dev/perfusion/engine/");
    assertThat(Long.parseLong(page.header("X-Profile-Samples"))).isGreaterThan(20);
    assertThat(page.header("X-Profile-Engine")).startsWith("event=");

    JsonNode event =
        server.get("/audit/events?eventType=server.profile&limit=1", as("admin")).json();
    JsonNode noted = event.path("events").get(0);
    assertThat(noted.path("subject").stringValue()).isEqualTo("ada");
    assertThat(noted.path("request").toString()).isEqualTo("{\"event\":\"cpu\",\"seconds\":2}");
    assertThat(noted.path("samples").longValue()).isGreaterThan(20);
  }

  /** What a flame graph shows, as async-profiler's own converter reads it. */
  private static String stacks(String page) throws IOException {
    Path html = Files.writeString(folder.resolve("page.html"), page);
    Path text = folder.resolve("page.collapsed");
    FlameGraph.convert(html.toString(), text.toString(), new Arguments("--output", "collapsed"));
    return Files.readString(text);
  }

  @Test
  void everyEventCanBeHadAsText() {
    for (String event : new String[] {"cpu", "alloc", "lock", "wall", "nativemem"}) {
      Answer text =
          underLoad("{\"event\":\"%s\",\"seconds\":1,\"format\":\"collapsed\"}".formatted(event));
      assertThat(text.status()).as(event + " " + text.text()).isEqualTo(200);
      assertThat(text.header("Content-Type")).startsWith("text/plain");
      assertThat(text.text().lines().mapToLong(ServerProfileTest::count).sum())
          .as(event)
          .isEqualTo(Long.parseLong(text.header("X-Profile-Samples")));
      if (!event.equals("lock")) {
        assertThat(text.text()).as(event).isNotEmpty();
      }
      // Classes of locks: of the profile before. One of allocations names them where they are made.
      if (!event.equals("lock") && !event.equals("alloc")) {
        assertThat(text.text())
            .as(event)
            .doesNotContain("java.util.concurrent.Semaphore$", "java.util.concurrent.locks.Reentr");
      }
    }
  }

  private static long count(String line) {
    return Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
  }

  @Test
  void oneAtATime() throws Exception {
    CompletableFuture<Answer> first =
        CompletableFuture.supplyAsync(
            () -> {
              Answer answer = profile("admin", "{\"event\":\"wall\",\"seconds\":2}");
              while (answer.status() == 429) {
                // The one below was faster.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
                answer = profile("admin", "{\"event\":\"wall\",\"seconds\":2}");
              }
              return answer;
            });
    Answer second = null;
    for (int i = 0; i < 100 && (second == null || second.status() != 429); i++) {
      TimeUnit.MILLISECONDS.sleep(20);
      second = profile("admin", "{\"event\":\"nothing\",\"seconds\":1}");
      assertThat(second.status()).as("what is wrong is told first").isEqualTo(400);
      second = profile("admin", "{\"event\":\"cpu\",\"seconds\":1}");
    }
    assertThat(second.status()).isEqualTo(429);
    assertThat(Integer.parseInt(second.header("Retry-After"))).isBetween(1, 3);
    assertThat(first.get(30, TimeUnit.SECONDS).status()).isEqualTo(200);
  }

  @Test
  void whatIsWrongIsNamed() {
    assertThat(profile("admin", "{}").text()).contains("event", "nativemem");
    assertThat(profile("admin", "{\"event\":\"cpu\",\"seconds\":61}").text())
        .contains("seconds", "1 to 60");
    assertThat(profile("admin", "{\"event\":\"cpu\",\"seconds\":\"2\"}").status()).isEqualTo(400);
    assertThat(profile("admin", "{\"event\":\"cpu\",\"format\":\"svg\"}").text())
        .contains("format", "collapsed");
    JsonNode body =
        server
            .get("/openapi.json", Map.of())
            .json()
            .at("/paths/~1profile/post/requestBody/content/application~1json/schema");
    assertThat(body.at("/properties/event/enum").size()).isEqualTo(5);
    assertThat(body.at("/properties/seconds/maximum").intValue()).isEqualTo(60);
  }
}
