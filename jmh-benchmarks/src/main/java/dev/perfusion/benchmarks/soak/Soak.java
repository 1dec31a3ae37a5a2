package dev.perfusion.benchmarks.soak;

import dev.perfusion.benchmarks.load.Arrivals;
import dev.perfusion.benchmarks.load.User;
import dev.perfusion.benchmarks.path.ServerProcess;
import dev.perfusion.benchmarks.path.SharedServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Loads a server for a long time. First as hard as it goes, which tells the rate that it can bear;
 * then at a share of that rate, with a pause at each sample, so that what the sample finds is not
 * the work under way. The limits of the server are so small that it reaches them soon.
 */
public final class Soak {
  private static final int CLOSED_USERS = 8;
  private static final int OPEN_USERS = 64;
  private static final double SECONDS_PER_MINUTE = 60;
  private static final long SESSION_TTL_SECONDS = 30;
  private static final double WARM_UP_SHARE = 0.2;
  private static final Map<String, String> LIMITS =
      Map.of(
          "SESSION_TTL_SECONDS", Long.toString(SESSION_TTL_SECONDS),
          "SESSION_MAX_COUNT", "200",
          "JOB_HISTORY_ENTRIES", "500",
          "RESULT_STORE_ENTRIES", "100");

  private final Path serverJar;
  private final double minutes;
  private final double rateShare;
  private final PrintWriter out;
  private final AtomicLong numbers = new AtomicLong();

  /**
   * @param serverJar the shipped jar
   * @param rateShare of the rate that the server can bear, 0 to 1
   * @param out is told how it goes
   */
  public Soak(Path serverJar, double minutes, double rateShare, PrintWriter out) {
    this.serverJar = serverJar;
    this.minutes = minutes;
    this.rateShare = rateShare;
    this.out = out;
  }

  /** Settings of the server that bound what it keeps. */
  static Map<String, String> limits() {
    return LIMITS;
  }

  /**
   * Runs to the end.
   *
   * @param state folder for what the server writes
   */
  public SoakResult run(Path state) throws IOException, InterruptedException {
    Map<String, String> environment = new HashMap<>(LIMITS);
    environment.put("ENVIRONMENT", "development");
    environment.put("AUTH_RATE_LIMIT_PER_MINUTE", "0");
    environment.put("LOG_LEVEL", "WARN");
    try (ServerProcess process =
        ServerProcess.start(serverJar, List.of("-Xmx1g"), environment, state)) {
      SharedServer server = new SharedServer(process.port(), process.pid());
      ServerWatch watch = new ServerWatch(server);
      double most = mostPerSecond(server);
      say("%.1f visits/s by %d users, one after the other", most, CLOSED_USERS);
      return atRate(server, watch, most);
    }
  }

  private double mostPerSecond(SharedServer server) throws InterruptedException {
    double seconds = Math.max(5, Math.min(60, minutes * SECONDS_PER_MINUTE / 20));
    try (Arrivals load = arrivals(server, CLOSED_USERS, 0)) {
      sleep(seconds);
      long before = load.done();
      long start = System.nanoTime();
      sleep(seconds);
      double rate = (load.done() - before) / ((System.nanoTime() - start) / 1e9);
      if (load.failed() > 0) {
        throw new IllegalStateException("visits fail: " + load.errors());
      }
      return rate;
    }
  }

  private Arrivals arrivals(SharedServer server, int users, double perSecond) {
    User user =
        number -> {
          Visit.make(server, number);
          return "visit";
        };
    return new Arrivals(() -> user, numbers, users, perSecond, Long.MAX_VALUE);
  }

  private SoakResult atRate(SharedServer server, ServerWatch watch, double most)
      throws IOException, InterruptedException {
    double rate = rateShare * most;
    List<Sample> samples = new ArrayList<>();
    int wanted = (int) Math.max(10, Math.round(minutes));
    long start = System.nanoTime();
    try (Arrivals load = arrivals(server, OPEN_USERS, rate)) {
      for (int i = 1; i <= wanted; i++) {
        sleep(minutes * SECONDS_PER_MINUTE * i / wanted - (System.nanoTime() - start) / 1e9);
        load.pause();
        Sample sample = watch.take((System.nanoTime() - start) / 60e9, load.done());
        load.resume();
        samples.add(sample);
        say("%s", sample);
      }
      load.pause();
      Sample idle = idle(watch, load.done());
      say("idle: %s", idle);
      return new SoakResult(
          minutes,
          CLOSED_USERS,
          most,
          rate,
          load.done(),
          load.failed(),
          load.errors(),
          load.worstDelaySeconds(),
          (int) Math.ceil(WARM_UP_SHARE * wanted),
          samples,
          idle);
    }
  }

  /** When the users are gone and their simulations had the time to expire. */
  private static Sample idle(ServerWatch watch, long visits)
      throws IOException, InterruptedException {
    Sample sample = watch.take(0, visits);
    for (int i = 0; i < 10 && sample.simulations() > 0; i++) {
      sleep(SESSION_TTL_SECONDS);
      sample = watch.take(0, visits);
    }
    return sample;
  }

  private static void sleep(double seconds) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(Math.max(0, Math.round(1000 * seconds)));
  }

  private void say(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
    out.flush();
  }
}
