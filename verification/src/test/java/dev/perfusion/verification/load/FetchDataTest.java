package dev.perfusion.verification.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.perfusion.benchmarks.Main;
import dev.perfusion.engine.Results;
import dev.perfusion.engine.Simulation;
import dev.perfusion.fixtures.DemoModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Downloads of pinned models, from a server on the loopback interface. */
class FetchDataTest {
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
  private static final String TARGET = "/owner/models/" + COMMIT + "/data/A%20model.xml";
  private static final int CUT = 70_000;

  @TempDir private Path root;
  private final byte[] content = new byte[200_000];
  private final List<String> ranges = new ArrayList<>();
  private byte[] served;
  private boolean breaksOff;
  private boolean knowsRanges = true;
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile boolean goesSilent;
  private HttpServer server;

  /** What a command said. */
  private record Outcome(int code, String out, String err) {}

  @BeforeEach
  void serve() throws Exception {
    new Random(1).nextBytes(content);
    served = content;
    Files.createDirectories(root.resolve("reference/models"));
    pin("data/A model.xml", hash(content), content.length);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  private static String hash(byte[] bytes) throws NoSuchAlgorithmException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  /** The only model to be fetched from now on. */
  private void pin(String path, String hash, int bytes) throws IOException {
    Files.writeString(
        root.resolve("reference/models/standard.json"),
        """
        {"models": [{"repository": "owner/models", "commit": "%s", "path": "%s",
          "sha256": "%s", "sizeBytes": %d}]}
        """
            .formatted(COMMIT, path, hash, bytes));
  }

  @AfterEach
  void stop() {
    over.countDown();
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!exchange.getRequestURI().getRawPath().equals(TARGET)) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      String range = exchange.getRequestHeaders().getFirst("Range");
      ranges.add(range == null ? "all" : range);
      int from = 0;
      if (range != null && knowsRanges) {
        from = Integer.parseInt(range.replaceAll("\\D", ""));
        exchange
            .getResponseHeaders()
            .add(
                "Content-Range", "bytes " + from + "-" + (served.length - 1) + "/" + served.length);
      }
      exchange.sendResponseHeaders(from > 0 ? 206 : 200, served.length - from);
      boolean part = breaksOff || goesSilent;
      exchange.getResponseBody().write(served, from, part ? CUT : served.length - from);
      if (goesSilent) {
        exchange.getResponseBody().flush();
        over.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Outcome fetch(String... more) {
    List<String> arguments = new ArrayList<>(List.of("--no-check"));
    arguments.addAll(Arrays.asList(more));
    return fetchAndCheck(arguments.toArray(String[]::new));
  }

  private Outcome fetchAndCheck(String... more) {
    List<String> arguments = new ArrayList<>(List.of("fetch-data", "--root", root.toString()));
    arguments.addAll(Arrays.asList(more));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int code = line.execute(arguments.toArray(String[]::new));
    return new Outcome(code, out.toString(), err.toString());
  }

  private Outcome download(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("--source", "http://127.0.0.1:" + server.getAddress().getPort()));
    arguments.addAll(Arrays.asList(more));
    return fetch(arguments.toArray(String[]::new));
  }

  private Path file() {
    return root.resolve("var/models/standard/A model.xml");
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(root.resolve("var/models/standard"))) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aFileIsDownloadedOnce() throws Exception {
    Outcome first = download();
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.out()).contains("downloaded");
    assertThat(Files.readAllBytes(file())).isEqualTo(content);
    assertThat(download().out()).contains("present");
    assertThat(ranges).containsExactly("all");
    assertThat(names()).containsExactly("A model.xml");
  }

  @Test
  void aDownloadThatBrokeOffGoesOn() throws Exception {
    breaksOff = true;
    Outcome broken = download();
    assertThat(broken.code()).isEqualTo(2);
    assertThat(broken.err()).contains("broke off after", "of 200000 bytes");
    assertThat(file()).doesNotExist();
    long have = Files.size(root.resolve("var/models/standard").resolve(names().get(0)));
    assertThat(have).isBetween(1L, (long) CUT);

    breaksOff = false;
    assertThat(download().code()).isZero();
    assertThat(ranges).containsExactly("all", "bytes=" + have + "-");
    assertThat(Files.readAllBytes(file())).isEqualTo(content);
    assertThat(names()).containsExactly("A model.xml");
  }

  /** It would be waited for without an end. */
  @Test
  @Timeout(60)
  void aServerThatGoesSilentWithinAFileIsLeft() throws Exception {
    goesSilent = true;
    Outcome silent = download("--timeout-seconds=1");
    assertThat(silent.code()).isEqualTo(2);
    assertThat(silent.err())
        .contains("broke off after", "the next call goes on from there (Read timed out)");
    assertThat(download("--timeout-seconds=0").err()).contains("--timeout-seconds is 1 to 3600");

    goesSilent = false;
    over.countDown();
    assertThat(download().code()).isZero();
    assertThat(ranges).hasSize(2).last().asString().startsWith("bytes=");
    assertThat(Files.readAllBytes(file())).isEqualTo(content);
  }

  @Test
  void aServerWithoutRangesSendsAllAgain() throws Exception {
    breaksOff = true;
    assertThat(download().code()).isEqualTo(2);
    breaksOff = false;
    knowsRanges = false;
    assertThat(download().code()).isZero();
    assertThat(Files.readAllBytes(file())).isEqualTo(content);
  }

  @Test
  void aBeginningOfSomethingElseIsThrownAway() throws Exception {
    breaksOff = true;
    assertThat(download().code()).isEqualTo(2);
    Path part = root.resolve("var/models/standard").resolve(names().get(0));
    Files.write(part, new byte[(int) Files.size(part)]);
    breaksOff = false;
    assertThat(download().code()).isZero();
    assertThat(ranges).hasSize(3).endsWith("all");
    assertThat(Files.readAllBytes(file())).isEqualTo(content);
  }

  @Test
  void aWrongHashIsAnErrorAndTheFileIsKeptAside() throws Exception {
    served = content.clone();
    served[7]++;
    Outcome outcome = download();
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("has the hash", "instead of", "A model.xml.rejected");
    assertThat(names()).containsExactly("A model.xml.rejected");
    assertThat(Files.readAllBytes(root.resolve("var/models/standard/A model.xml.rejected")))
        .isEqualTo(served);

    served = content;
    assertThat(download().code()).isZero();
    assertThat(Files.readAllBytes(file())).isEqualTo(content);
  }

  @Test
  void aMissingFileIsAnError() {
    assertThat(fetch("--source", root.toUri().toString()).err()).contains("is no http or https");
    Outcome outcome =
        fetch("--source", "http://127.0.0.1:" + server.getAddress().getPort() + "/elsewhere");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("answered 404");
  }

  @Test
  void withoutAServerTheMessageSaysWhatToDo() throws Exception {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    Outcome outcome = fetch("--source", "http://127.0.0.1:" + closed);
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("cannot reach", "--from DIR");
  }

  @Test
  void offlineConnectsNowhere() {
    String source = "http://127.0.0.1:" + server.getAddress().getPort();
    Outcome missing = fetch("--offline", "--source", source);
    assertThat(missing.code()).isEqualTo(2);
    assertThat(missing.err()).contains("is missing or has another hash");
    assertThat(ranges).isEmpty();
    assertThat(download().code()).isZero();
    assertThat(fetch("--offline", "--source", source).code()).isZero();
    assertThat(ranges).hasSize(1);
  }

  @Test
  void filesAreTakenFromAFolder(@TempDir Path from) throws Exception {
    Files.createDirectories(from.resolve("a"));
    Files.createDirectories(from.resolve("b"));
    Files.write(from.resolve("a/A model.xml"), new byte[] {1});
    Outcome other = fetch("--from", from.toString());
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.err()).contains("no with the right hash");
    Files.write(from.resolve("b/A model.xml"), content);
    assertThat(fetch("--from", from.toString()).code()).isZero();
    assertThat(Files.readAllBytes(file())).isEqualTo(content);
    assertThat(ranges).isEmpty();
  }

  @Test
  void aModelThatComputesSomethingElseIsAnError(@TempDir Path from) throws Exception {
    byte[] model = DemoModel.bytes();
    Files.write(from.resolve(DemoModel.FILE_NAME), model);
    pin("data/" + DemoModel.FILE_NAME, hash(model), model.length);
    Files.createDirectories(root.resolve("reference/parity"));
    Results results = Simulation.load(from.resolve(DemoModel.FILE_NAME)).newRun().execute();

    expect(results, hash(model), 1.0005, 0.9995);
    Outcome same = fetchAndCheck("--from", from.toString());
    assertThat(same.code()).as(same.err()).isZero();
    assertThat(same.out()).contains("metrics as expected");
    assertThat(same.err()).isEmpty();

    expect(results, hash(model), 1.002, 1);
    Outcome higher = fetchAndCheck("--from", from.toString());
    assertThat(higher.code()).isEqualTo(1);
    assertThat(higher.out()).contains(DemoModel.FILE_NAME, "METRICS DIFFER");
    assertThat(higher.err().lines())
        .satisfiesExactly(
            line -> assertThat(line).contains(DemoModel.PLASMA + " cMax is "),
            line -> assertThat(line).endsWith("expected of ours, none"));

    expect(results, hash(model), 1, 0.998);
    Outcome less = fetchAndCheck("--from", from.toString());
    assertThat(less.code()).isEqualTo(1);
    assertThat(less.err().lines())
        .satisfiesExactly(
            line -> assertThat(line).contains(DemoModel.PLASMA + " auc is "),
            line -> assertThat(line).endsWith("expected of ours, none"));
    assertThat(fetch("--from", from.toString()).code()).as("not asked for").isZero();
  }

  /** Expects the plasma curve of a run, its largest value and area multiplied. */
  private void expect(Results results, String hash, double cMax, double auc) throws IOException {
    Results.Series plasma =
        results.series().stream()
            .filter(one -> one.quantity().path().equals(DemoModel.PLASMA))
            .findFirst()
            .orElseThrow();
    double[] times = results.times();
    double[] values = plasma.values();
    int most = 0;
    double area = 0;
    for (int i = 1; i < times.length; i++) {
      most = values[i] > values[most] ? i : most;
      area += (times[i] - times[i - 1]) * (values[i] + values[i - 1]) / 2;
    }
    Files.writeString(
        root.resolve("reference/parity/expected_metrics.json"),
        """
        {"relativeTolerance": 1e-3, "models": [{"sha256": "%s", "build": "ours", "command": "none",
          "times": %d, "outputs": [
          {"path": "%s", "cMax": %s, "tMaxMin": %s, "auc": %s}]}]}
        """
            .formatted(
                hash,
                times.length,
                plasma.quantity().fullPath(),
                cMax * values[most],
                times[most],
                auc * area));
  }
}
