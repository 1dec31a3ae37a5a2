package dev.perfusion.benchmarks.overhead;

import com.sun.management.OperatingSystemMXBean;
import dev.perfusion.benchmarks.path.KeepAliveClient;
import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.http.BridgeServer;
import dev.perfusion.bridge.security.AuthSettings;
import dev.perfusion.bridge.tool.LoadSimulation;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * {@code POST /get_parameter_value} beside a plain route in the same JVM, in turns, so that the
 * machine's moods hit both. Schema validation and audit are on, the rate limit is off.
 */
final class HttpOverhead implements AutoCloseable {
  private static final byte[] BODY =
      "{\"simulationId\":\"demo\",\"parameterPath\":\"Organism|Weight\"}"
          .getBytes(StandardCharsets.UTF_8);
  // The compiler of the JVM needs that long on two cores until it has done with all of this.
  static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final int BLOCKS = 6;
  private static final int WARM_UP_ROUNDS = 30;
  private static final double NANOS_PER_MICRO = 1e3;

  private final Bridge bridge;
  private final BridgeServer server;
  private final PlainRoute plain = new PlainRoute();

  /** A side of the comparison. */
  private record Side(int port, String path) {}

  /** Times of both sides. */
  record Times(Spread plain, Spread bridge) {
    double p95Ratio() {
      return bridge.micros(0.95) / plain.micros(0.95);
    }
  }

  /**
   * Calls per second of both sides; a call that is not answered 200 is an error.
   *
   * @param plainCpuMicros processor time of a call, client included, which other programs on the
   *     machine do not change
   */
  record Rates(
      double plain, double bridge, long errors, double plainCpuMicros, double bridgeCpuMicros) {
    double ratio() {
      return bridge / plain;
    }
  }

  HttpOverhead(Path state) {
    AuthSettings d = AuthSettings.DEFAULT;
    AuthSettings unlimited =
        new AuthSettings(
            d.issuer(),
            d.audience(),
            d.jwksUrl(),
            d.jwksCacheSeconds(),
            d.devSecret(),
            0,
            d.clockSkewSeconds(),
            d.allowAnonymous());
    bridge =
        Bridge.open(
            BridgeConfig.builder()
                .port(0)
                .auth(unlimited)
                .auditEnabled(true)
                .auditDirectory(state.resolve("audit"))
                .build());
    bridge.call(new LoadSimulation.Request("demo", "demo"));
    server = BridgeServer.start(bridge);
  }

  private Side plainSide() {
    return new Side(plain.port(), PlainRoute.PATH);
  }

  private Side bridgeSide() {
    return new Side(server.port(), "/get_parameter_value");
  }

  /** One client, after the warm-up. */
  Times oneClient(int calls) throws IOException {
    try (KeepAliveClient toPlain = KeepAliveClient.connect(plain.port());
        KeepAliveClient toBridge = KeepAliveClient.connect(server.port())) {
      long[] plainNanos = new long[calls];
      long[] bridgeNanos = new long[calls];
      long warm = System.nanoTime() + WARM_UP_NANOS;
      while (System.nanoTime() - warm < 0) {
        timed(toPlain, plainSide());
        timed(toBridge, bridgeSide());
      }
      for (int i = 0; i < calls; i++) {
        plainNanos[i] = timed(toPlain, plainSide());
        bridgeNanos[i] = timed(toBridge, bridgeSide());
      }
      return new Times(Spread.of(plainNanos), Spread.of(bridgeNanos));
    }
  }

  private static long timed(KeepAliveClient client, Side side) throws IOException {
    long start = System.nanoTime();
    KeepAliveClient.Reply reply = client.post(side.path(), Map.of(), BODY);
    long nanos = System.nanoTime() - start;
    if (reply.status() != 200) {
      throw new IOException(side.path() + " answered " + reply.status() + ": " + reply.text());
    }
    return nanos;
  }

  /**
   * Many clients, each with its connection, for so long on either side, in blocks that alternate;
   * after some seconds of warm-up.
   */
  Rates manyClients(int clients, int seconds) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    try {
      for (int i = 0; i < WARM_UP_ROUNDS; i++) {
        block(threads, clients, plainSide(), 1);
        block(threads, clients, bridgeSide(), 1);
      }
      long[] plainCalls = new long[3];
      long[] bridgeCalls = new long[3];
      double blockSeconds = (double) seconds / BLOCKS;
      for (int i = 0; i < BLOCKS; i++) {
        add(plainCalls, block(threads, clients, plainSide(), blockSeconds));
        add(bridgeCalls, block(threads, clients, bridgeSide(), blockSeconds));
      }
      return new Rates(
          plainCalls[0] / (double) seconds,
          bridgeCalls[0] / (double) seconds,
          plainCalls[1] + bridgeCalls[1],
          plainCalls[2] / NANOS_PER_MICRO / plainCalls[0],
          bridgeCalls[2] / NANOS_PER_MICRO / bridgeCalls[0]);
    } finally {
      threads.shutdownNow();
    }
  }

  private static void add(long[] sum, long[] more) {
    for (int i = 0; i < more.length; i++) {
      sum[i] += more[i];
    }
  }

  private static long processCpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /** Answered calls, errors, processor time. */
  private static long[] block(ExecutorService threads, int clients, Side side, double seconds)
      throws InterruptedException {
    long end = System.nanoTime() + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
    Callable<long[]> client = () -> callUntil(end, side);
    long[] sum = new long[3];
    long cpu = processCpuNanos();
    for (Future<long[]> done :
        threads.invokeAll(IntStream.range(0, clients).mapToObj(i -> client).toList())) {
      try {
        add(sum, done.get());
      } catch (ExecutionException e) {
        sum[1]++;
      }
    }
    sum[2] = processCpuNanos() - cpu;
    return sum;
  }

  private static long[] callUntil(long end, Side side) throws IOException {
    long[] sum = new long[2];
    try (KeepAliveClient client = KeepAliveClient.connect(side.port())) {
      while (System.nanoTime() - end < 0) {
        sum[client.post(side.path(), Map.of(), BODY).status() == 200 ? 0 : 1]++;
      }
    }
    return sum;
  }

  @Override
  public void close() {
    plain.close();
    server.close();
    bridge.close();
  }
}
