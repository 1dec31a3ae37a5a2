package dev.perfusion.verification.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.benchmarks.load.LoadPlan;
import dev.perfusion.benchmarks.load.LoadResult;
import dev.perfusion.benchmarks.load.LoadRun;
import dev.perfusion.benchmarks.load.Times;
import dev.perfusion.benchmarks.load.ToolMix;
import dev.perfusion.benchmarks.path.Endpoint;
import dev.perfusion.gate.document.Transport;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A server stands still for S once in each period P and otherwise answers at once. Calls that
 * arrive at a constant rate wait for what is left of the stall: the share of them that waits longer
 * than x is (S - x) / P, so the q-quantile of the response time is S - (1 - q) P. The load has to
 * find that within 5 %.
 *
 * <p>Other programs on the machine can only add waits, so a measurement that they disturbed is
 * repeated, twice at most. There are fewer callers than calls that fall into a stall: those for
 * whom none is free are counted from their planned start, too.
 *
 * <p>A closed loop of one caller meets each stall once and so has nearly nothing of it at p99,
 * which is why the open loop is there.
 */
class StallTest {
  private static final double TOLERANCE = 0.05;
  private static final int ATTEMPTS = 3;

  @Test
  void aStallReappearsInTheTail() throws Exception {
    check(1_000, 10_000, 20, 100, 95, 97, 99);
  }

  /** The same over two minutes: {@code -Dperfusion.load.long=true}. */
  @Test
  @EnabledIfSystemProperty(named = "perfusion.load.long", matches = "true")
  void aHundredMillisecondsEveryTenSeconds() throws Exception {
    check(100, 10_000, 120, 200, 99.5, 99.7, 99.9);
  }

  private static void check(
      int stallMs, int periodMs, int seconds, double rate, double... percentiles) throws Exception {
    LoadPlan plan =
        new LoadPlan(
            Transport.REST,
            ToolMix.parse("get_parameter_value"),
            "classpath:demo.pkml",
            Optional.empty(),
            1,
            50,
            0.5,
            seconds,
            List.of(),
            List.of(rate),
            1);
    StringWriter said = new StringWriter();
    LoadResult result = null;
    double worst = Double.MAX_VALUE;
    for (int attempt = 0; attempt < ATTEMPTS && worst > TOLERANCE; attempt++) {
      try (StallingServer server =
          new StallingServer(
              TimeUnit.MILLISECONDS.toNanos(stallMs), TimeUnit.MILLISECONDS.toNanos(periodMs))) {
        result = LoadRun.of(plan, Endpoint.ofLoopback(server.port()), new PrintWriter(said, true));
      }
      worst = 0;
      for (double percentile : percentiles) {
        double analytic = stallMs - (1 - percentile / 100) * periodMs;
        double found = Times.ms(result.openLoop().get(0).all().response(), percentile);
        said.append("p%s %.1f ms, analytic %.1f ms%n".formatted(percentile, found, analytic));
        worst = Math.max(worst, Math.abs(found / analytic - 1));
      }
    }
    assertThat(worst).as("relative error, %s", said).isLessThanOrEqualTo(TOLERANCE);
    Times.Pair open = result.openLoop().get(0).all();
    assertThat(open.response().getTotalCount()).isEqualTo(Math.round(rate * seconds));
    Histogram closed = result.closedLoop().all().service();
    assertThat(Times.ms(closed, 99)).as("p99 of the closed loop").isLessThan(stallMs / 8.0);
    assertThat(result.good()).as("%s", said).isTrue();

    JsonNode level =
        JsonMapper.shared()
            .valueToTree(result.json(JsonMapper.shared().createObjectNode()))
            .path("levels")
            .path(1);
    assertThat(level.path("all").path("response").path("p99Ms").doubleValue())
        .isEqualTo(Times.ms(open.response(), 99));
    assertThat(result.markdown("now")).contains("| given rate |", "| response |", "| service |");
  }
}
