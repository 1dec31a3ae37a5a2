package dev.perfusion.gate.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.gate.Documents;
import dev.perfusion.gate.Inputs;
import dev.perfusion.gate.check.Gate;
import dev.perfusion.gate.check.Thresholds;
import dev.perfusion.gate.convert.Converter;
import dev.perfusion.gate.convert.RunMetadata;
import dev.perfusion.gate.document.BenchmarkDocument;
import dev.perfusion.gate.history.History;
import dev.perfusion.gate.history.Metric;
import dev.perfusion.gate.history.StoredRun;
import dev.perfusion.gate.jmh.JmhResults;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class RunReportTest {
  private static final String READ = "get_parameter_value/rest/warm/1";
  private static final String EVIL = "<script>alert('x')</script><img src=x onerror=alert(1)>\"&";

  @TempDir private Path folder;

  /** A document with all that the converter can give. */
  private Path full() {
    Path file = folder.resolve("20260131T120000Z-smoke.json");
    Converter.convert(
            JmhResults.read(Inputs.write(folder, "jmh.json", Inputs.text("jmh.json"))),
            RunMetadata.read(Inputs.write(folder, "meta.json", Inputs.text("meta.json"))),
            file)
        .write(file);
    return file;
  }

  private RunReport report(Path file, Thresholds limits, StorageUse storage) {
    BenchmarkDocument document = BenchmarkDocument.read(file);
    History history = History.read(file.getParent());
    StoredRun run = StoredRun.read(file);
    ReportSources sources =
        new ReportSources("run.json", document, null, limits.name(), link -> "../" + link);
    return new RunReport(
        sources,
        limits,
        Gate.check("run.json", document, limits, null),
        run,
        history,
        history.seriesUpTo(run),
        storage,
        link -> link.contains("there"));
  }

  private RunReport report(Path file) {
    return report(file, Thresholds.targets(), new StorageUse(Map.of()));
  }

  private Path store(int day, double p95) {
    Documents run = new Documents().step(READ, 2000, p95);
    String stamp = String.format("2026-01-%02dT12:00:00Z", day);
    run.root().put("timestamp", stamp).withObject("/environment").put("commit", "c" + day);
    return run.write(folder, stamp.replaceAll("[-:]", "") + "-smoke.json");
  }

  @Test
  void everyMetricOfTheDocumentIsOnBothPages() {
    Path file = full();
    RunReport report = report(file);
    String html = HtmlReport.of(report);
    String markdown = ReportPage.of(report, "latest");

    Map<String, Map<String, Metric>> steps = StoredRun.read(file).steps();
    assertThat(steps.size()).isGreaterThan(2);
    steps.forEach(
        (key, metrics) -> {
          String id = key.isEmpty() ? "Numbers of the whole run" : "id=\"" + HtmlReport.id(key);
          int start = html.indexOf(id);
          String part =
              html.substring(start, html.indexOf("</table>", html.indexOf("Numbers<", start)));
          String name = key.isEmpty() ? "whole run" : key;
          String rows =
              String.join("\n", markdown.lines().filter(line -> line.contains(name)).toList());
          metrics
              .values()
              .forEach(
                  metric -> {
                    String shown = Quantity.of(metric);
                    assertThat(part).contains(">" + metric.name() + "</th>");
                    assertThat(part).contains(">" + shown + "</td>");
                    assertThat(rows).as(metric.name()).contains(shown);
                  });
        });
  }

  @Test
  void eachForkHasItsRow() {
    Documents run = new Documents().step(READ, 2000, 10);
    var step = run.step(READ);
    Documents.statistics(step.putArray("perFork").addObject(), 2000, 10);
    step.withObject("/throughput").put("perSecond", 900).putArray("perForkPerSecond").add(912);
    var fork = step.putArray("steadiness").addObject();
    fork.putArray("iterationP50").add(5.25).add(4);
    fork.put("driftPercent", -38.2).put("p", 0.008).put("steady", false);
    RunReport report = report(run.write(folder, "run.json"));

    assertThat(HtmlReport.of(report))
        .contains(">912 /s</td>", ">5.25 ms, 4 ms</td>", ">−38 %</td>", ">0.008</td>", ">no</td>")
        .doesNotContain(">Iteration means</th>");
    assertThat(ReportPage.of(report, "latest"))
        .contains("| 912 /s | 5.25 ms, 4 ms | −38 % | 0.008 | no |");
  }

  @Test
  void nothingIsLoadedFromElsewhere() {
    String html = HtmlReport.of(report(full()));

    assertThat(html)
        .contains("default-src 'none'".replace("'", "&#39;"))
        .doesNotContain("<link", "<iframe", "@import", "url(", "src=");
    assertThat(Pattern.compile("https?://").matcher(html).results().map(MatchResult::group))
        .isEmpty();
  }

  @Test
  void whateverTheDocumentSaysStaysText() {
    Documents run = new Documents().step(READ, 2000, 10);
    run.root().put("label", EVIL).put("scenario", "smoke" + EVIL);
    run.root().withObject("/environment").put("commit", EVIL).put("cpuModel", EVIL);
    run.root().withObject("/config").put(EVIL, EVIL);
    run.root().putArray("warnings").add(EVIL);
    run.step(READ).withObject("/params").put("model", EVIL);
    run.step(READ).withObject("/counters").putObject(EVIL).put("score", 1).put("unit", EVIL);
    run.step(READ).putArray("failures").add(EVIL);
    run.root().putArray("flameGraphs").addObject().put("step", READ).put("file", "there" + EVIL);
    Path file = run.write(folder, "evil.json");
    String html = HtmlReport.of(report(file));

    assertThat(html).doesNotContain("<script>alert", "<img", "onerror=alert(1)>");
    assertThat(html.split("<script", -1)).hasSize(2);
    assertThat(Markup.href("javascript:alert(1)")).isEqualTo("javascript%3Aalert%281%29");
    assertThat(Markup.href("//host/x")).startsWith("./");
  }

  @Test
  void targetsStandAsMeasuredTargetAndHeadroom() {
    Documents run =
        new Documents()
            .step(READ, 2000, 75)
            .step("load_simulation/rest/cold_jvm/1", 5, 4000)
            .step("get_population_results/rest/warm/1", 50, 12);
    run.step("get_population_results/rest/warm/1").put("megabytesPerSecond", 40.0);
    String markdown = ReportPage.of(report(run.write(folder, "run.json")), "latest");

    assertThat(markdown)
        .contains("| `" + READ + "` | p95 | 75 ms | ≤ 150 ms, warns above 50 ms | 50.0 % | WARN |")
        .contains("| p95 | 4 s | ≤ 5 s, warns above 3.5 s | 20.0 % | WARN |")
        .contains("| rate | 40 MB/s | ≥ 50 MB/s (object storage ≥ 30 MB/s) | −20.0 % | FAIL |")
        .contains(
            "| `run_population_simulation/*/*` | none in this scenario | max | not measured |");
  }

  @Test
  void aChangeIsMarkedWithItsRunOnAllThreePictures() {
    Path last = null;
    for (int day = 1; day <= 24; day++) {
      last = store(day, (day < 15 ? 10 : 14) + 0.1 * (day % 3));
    }
    RunReport report = report(last);
    String html = HtmlReport.of(report);

    assertThat(html).contains("class=\"change worse\"", ">+40 %<", "24 comparable runs");
    assertThat(ReportPage.of(report, "latest"))
        .contains("| 2026-01-15T12:00:00Z | c15 | `" + READ + "` | p95 |", "(latest-trend.svg)");
    assertThat(ReportPage.pictures(report).get("trend")).contains("change worse", "+40 %");
  }

  @Test
  void thePicturesAreWellFormedAndStandAlone() throws Exception {
    Path last = store(1, 10);
    last = store(2, 11);
    for (String picture : ReportPage.pictures(report(last)).values()) {
      var root =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(picture)))
              .getDocumentElement();
      assertThat(root.getTagName()).isEqualTo("svg");
      assertThat(root.getElementsByTagName("style").getLength()).isEqualTo(1);
      assertThat(picture).doesNotContain("NaN", "Infinity");
    }
  }

  @Test
  void flameGraphsAreLinkedWhileTheyAreThere() {
    Documents run = new Documents().step(READ, 2000, 10);
    var graphs = run.root().putArray("flameGraphs");
    graphs.addObject().put("step", READ).put("file", "out/there.html");
    graphs.addObject().put("step", READ).put("file", "out/gone.html");
    String html = HtmlReport.of(report(run.write(folder, "run.json")));

    assertThat(html)
        .contains("href=\"../out/there.html\"", "gone.html (no longer there)")
        .doesNotContain("href=\"../out/gone.html\"");
  }

  @Test
  void aFirstRunHasNoTrendsAndAStaleOneLosesItsPicture() throws IOException {
    Path prefix = folder.resolve("out/latest");
    Files.createDirectories(prefix.getParent());
    Files.writeString(folder.resolve("out/latest-trend.svg"), "old");
    report(store(1, 10)).write(prefix);

    assertThat(folder.resolve("out/latest-trend.svg")).doesNotExist();
    assertThat(folder.resolve("out/latest-latency.svg")).exists();
    assertThat(folder.resolve("out/latest.html")).content().contains("no earlier run");
  }

  @Test
  void aDocumentWithoutSamplesIsReportedAsOne() {
    Documents run = new Documents().step(READ, 0, 10);
    run.step(READ).removeAll();
    run.step(READ).put("count", 0).putArray("histogram");
    RunReport report = report(run.write(folder, "run.json"));

    assertThat(HtmlReport.of(report)).contains("No step has samples").doesNotContain("NaN");
    assertThat(ReportPage.of(report, "latest")).doesNotContain("NaN", "latency.svg");
  }

  @Test
  void theStorageIsTheSumOfTheFiles() throws IOException {
    Files.createDirectories(folder.resolve("var/benchmarks"));
    Files.createDirectories(folder.resolve("var/gate-evidence/jars"));
    Files.createDirectories(folder.resolve("profiling/out"));
    Files.createDirectories(folder.resolve("jmh-benchmarks/target/bench/run/log"));
    Files.write(folder.resolve("var/benchmarks/a.json"), new byte[1000]);
    Files.write(folder.resolve("var/gate-evidence/jars/product.jar"), new byte[30]);
    Files.write(folder.resolve("profiling/out/b.html"), new byte[500]);
    Files.write(folder.resolve("jmh-benchmarks/target/bench/run/log/c.log"), new byte[7]);
    Files.write(folder.resolve("jmh-benchmarks/target/d.jar"), new byte[9000]);

    assertThat(StorageUse.of(folder).bytes())
        .isEqualTo(Map.of("var", 1030L, "profiling/out", 500L, "jmh-benchmarks/target/bench", 7L));
    assertThat(StorageUse.of(folder).total()).isEqualTo(1537);
  }
}
