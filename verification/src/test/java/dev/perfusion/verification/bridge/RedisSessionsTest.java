package dev.perfusion.verification.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ConfigException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.bridge.tool.GetParameterValue;
import dev.perfusion.bridge.tool.LoadSimulation;
import dev.perfusion.bridge.tool.SetParameterValue;
import dev.perfusion.bridge.tool.UnloadSimulation;
import dev.perfusion.fixtures.DemoModel;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClient;

/** Bridges that share sessions through a real Redis server, started here on a free port. */
class RedisSessionsTest {
  @TempDir private static Path folder;
  private static Process redis;
  private static String url;

  @BeforeAll
  static void startRedis() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    url = "redis://127.0.0.1:" + port;
    try {
      redis =
          new ProcessBuilder(
                  "redis-server",
                  "--port",
                  Integer.toString(port),
                  "--bind",
                  "127.0.0.1",
                  "--save",
                  "",
                  "--dir",
                  folder.toString())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("redis.log").toFile())
              .start();
    } catch (IOException e) {
      assumeTrue(false, "redis-server is not installed (Debian: apt-get install redis-server)");
    }
    for (int i = 0; i < 500; i++) {
      try (Socket socket = new Socket("127.0.0.1", port)) {
        assertThat(socket.isConnected()).isTrue();
        return;
      } catch (IOException e) {
        Thread.sleep(10);
      }
    }
    throw new AssertionError("redis-server does not answer");
  }

  @AfterAll
  static void stopRedis() throws InterruptedException {
    if (redis != null) {
      redis.destroy();
      redis.waitFor(10, TimeUnit.SECONDS);
    }
  }

  private static BridgeConfig.Builder config(String prefix) {
    return BridgeConfig.builder()
        .sessionBackend("redis")
        .sessionRedisUrl(url)
        .sessionRedisPrefix(prefix);
  }

  private static double weight(Bridge bridge) {
    return bridge.call(new GetParameterValue.Request("demo", DemoModel.WEIGHT)).parameter().value();
  }

  private static void weigh(Bridge bridge, double weight, String mode) {
    bridge.call(
        new SetParameterValue.Request("demo", DemoModel.WEIGHT, weight, null, mode, null, null));
  }

  @Test
  void oneBridgeSeesWhatTheOtherDoes() {
    try (Bridge one = Bridge.open(config("a").build());
        Bridge two = Bridge.open(config("a").build());
        Bridge stranger = Bridge.open(config("b").build())) {
      one.call(new LoadSimulation.Request("demo", null));
      assertThat(weight(two)).isEqualTo(73);
      weigh(two, 60, "absolute");
      assertThat(weight(one)).isEqualTo(60);
      BridgeException taken =
          catchThrowableOfType(
              BridgeException.class, () -> two.call(new LoadSimulation.Request("demo", null)));
      assertThat(taken.code()).isEqualTo(ErrorCode.CONFLICT);
      assertThat(catchThrowableOfType(BridgeException.class, () -> weight(stranger)).code())
          .isEqualTo(ErrorCode.NOT_FOUND);
      two.call(new UnloadSimulation.Request("demo"));
      assertThat(catchThrowableOfType(BridgeException.class, () -> weight(one)).code())
          .isEqualTo(ErrorCode.NOT_FOUND);
    }
  }

  @Test
  void sessionsOutliveTheBridge() {
    try (Bridge first = Bridge.open(config("c").build())) {
      first.call(new LoadSimulation.Request("demo", null));
      weigh(first, 55, "absolute");
    }
    try (Bridge next = Bridge.open(config("c").build())) {
      assertThat(weight(next)).isEqualTo(55);
    }
  }

  @Test
  void changesAtTheSameTimeAreAllKept() throws InterruptedException {
    try (Bridge one = Bridge.open(config("d").build());
        Bridge two = Bridge.open(config("d").build())) {
      one.call(new LoadSimulation.Request("demo", null));
      ExecutorService callers = Executors.newFixedThreadPool(2);
      for (Bridge bridge : new Bridge[] {one, two}) {
        callers.execute(
            () -> {
              for (int i = 0; i < 20; ) {
                try {
                  weigh(bridge, 1, "relative");
                  i++;
                } catch (BridgeException e) {
                  // Told to try again: the other bridge was faster, too often.
                  assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT);
                }
              }
            });
      }
      callers.shutdown();
      assertThat(callers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
      assertThat(weight(one)).isEqualTo(73 + 40);
      assertThat(weight(two)).isEqualTo(73 + 40);
    }
  }

  @Test
  void aSessionThatNobodyUsesExpiresInRedis() throws InterruptedException {
    try (Bridge bridge = Bridge.open(config("e").sessionTtlSeconds(3).build());
        RedisClient client = RedisClient.create(url)) {
      bridge.call(new LoadSimulation.Request("demo", null));
      assertThat(client.pttl("e:record:demo")).isBetween(1L, 3000L);
      assertThat(client.get("e:record:demo"))
          .contains("last_accessed", "\"simulation_id\":\"demo\"");
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (client.exists("e:record:demo") && System.nanoTime() - end < 0) {
        Thread.sleep(20);
      }
      assertThat(catchThrowableOfType(BridgeException.class, () -> weight(bridge)).code())
          .isEqualTo(ErrorCode.NOT_FOUND);
      assertThat(client.smembers("e:ids")).isEmpty();
    }
  }

  @Test
  void aServerThatIsNotThereStopsTheStart() {
    ConfigException e =
        catchThrowableOfType(
            ConfigException.class,
            () -> Bridge.open(config("f").sessionRedisUrl("redis://u:pw@127.0.0.1:1").build()));
    assertThat(e).hasMessageContaining("SESSION_REDIS_URL").hasMessageNotContaining("pw");
  }
}
