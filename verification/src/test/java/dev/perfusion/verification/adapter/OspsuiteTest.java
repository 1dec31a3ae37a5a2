package dev.perfusion.verification.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.adapter.AdapterSession;
import dev.perfusion.bridge.adapter.AdapterSettings;
import dev.perfusion.bridge.adapter.InProcessAdapter;
import dev.perfusion.bridge.adapter.ModelSource;
import dev.perfusion.bridge.adapter.ospsuite.OspsuiteAdapter;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.engine.QuantityInfo;
import dev.perfusion.engine.Results;
import dev.perfusion.engine.RunControl;
import dev.perfusion.engine.SimulationFailedException;
import dev.perfusion.engine.SimulationStoppedException;
import dev.perfusion.fixtures.DemoModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The adapter with a real R. What it makes of a model cannot be seen without ospsuite; protocol,
 * deadlines, restarts and errors can: without the package, and with a stand-in for it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OspsuiteTest {
  private static final AdapterSettings OSPSUITE =
      AdapterSettings.DEFAULT.with(AdapterSettings.Backend.OSPSUITE);
  private static final String WEIGHT = "Organism|Weight";

  private Path folder;
  private Path library;
  private ModelSource model;

  @BeforeAll
  void prepare(@TempDir Path temporary) throws Exception {
    folder = temporary;
    library = Files.createDirectory(folder.resolve("library"));
    Path file = folder.resolve("demo.pkml");
    Files.write(file, DemoModel.bytes());
    model = new ModelSource.File(file, "demo.pkml", null);
    StringBuilder table = new StringBuilder();
    try (InProcessAdapter reader = new InProcessAdapter(1, 60_000)) {
      AdapterSession session = reader.open(model);
      for (QuantityInfo one : session.quantities()) {
        double value = one.kind() == QuantityInfo.Kind.OBSERVER ? 0 : session.value(one.path());
        table.append(one.path()).append('\t').append(value).append('\n');
      }
    }
    Files.writeString(folder.resolve("demo.pkml.tsv"), table);
  }

  private static void needR() {
    try {
      Process process = new ProcessBuilder("Rscript", "--version").start();
      assumeTrue(process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0, "skipped: R");
    } catch (IOException e) {
      assumeTrue(false, "skipped: there is no R here (Debian: r-base-core)");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private AdapterSettings withStandIn() throws IOException, InterruptedException {
    needR();
    if (!Files.isDirectory(library.resolve("ospsuite"))) {
      Process install =
          new ProcessBuilder(
                  "R",
                  "CMD",
                  "INSTALL",
                  "--no-docs",
                  "--no-test-load",
                  "--library=" + library,
                  Path.of("src/test/resources/standin").toAbsolutePath().toString())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("install.log").toFile())
              .start();
      assertThat(install.waitFor(120, TimeUnit.SECONDS)).isTrue();
      assertThat(install.exitValue()).as(Files.readString(folder.resolve("install.log"))).isZero();
    }
    return OSPSUITE.withOspsuiteLibs(library);
  }

  private static void ready(OspsuiteAdapter adapter) throws InterruptedException {
    long end = System.nanoTime() + 60_000_000_000L;
    while (!adapter.health().ready()) {
      assertThat(System.nanoTime() - end).isNegative();
      Thread.sleep(5);
    }
  }

  @Test
  void withoutRThereIsAReason() throws Exception {
    try (OspsuiteAdapter adapter =
        new OspsuiteAdapter(OSPSUITE.withRPath(folder.resolve("R")), 1)) {
      ready(adapter);
      assertThat(adapter.health().available()).isFalse();
      assertThat(adapter.health().issues().get(0)).contains("ADAPTER_R_PATH");
      assertThat(adapter.health().environment())
          .containsEntry("rPath", null)
          .containsEntry("rVersion", null)
          .containsEntry("ospsuiteAvailable", false);
      assertThatThrownBy(() -> adapter.open(model))
          .isInstanceOfSatisfying(
              BridgeException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.ENVIRONMENT_MISSING));
    }
  }

  @Test
  void withoutThePackageItIsNamed() throws Exception {
    needR();
    Path empty = Files.createDirectories(folder.resolve("empty"));
    try (OspsuiteAdapter adapter = new OspsuiteAdapter(OSPSUITE.withOspsuiteLibs(empty), 1)) {
      ready(adapter);
      assumeTrue(!adapter.health().available(), "ospsuite is installed here");
      assertThat(adapter.health().environment().get("rVersion").toString()).startsWith("R version");
      assertThat(adapter.health().environment().get("rPath").toString()).endsWith("R");
      assertThat(adapter.health().environment()).containsEntry("ospsuiteAvailable", false);
      assertThat(adapter.health().issues().get(0)).contains("ospsuite cannot be loaded");
      assertThatThrownBy(() -> adapter.open(model))
          .isInstanceOfSatisfying(
              BridgeException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.ENVIRONMENT_MISSING))
          .hasMessageContaining("ospsuite");
    }
  }

  @Test
  void aBridgeThatRequiresROpensOnlyWithThePackage() throws Exception {
    needR();
    Path empty = Files.createDirectories(folder.resolve("nothing"));
    boolean installed;
    try (OspsuiteAdapter adapter = new OspsuiteAdapter(OSPSUITE.withOspsuiteLibs(empty), 1)) {
      ready(adapter);
      installed = adapter.health().available();
    }
    BridgeConfig.Builder settings = BridgeConfig.builder();
    AdapterSettings anyEngine = AdapterSettings.DEFAULT.withOspsuiteLibs(empty).requiringR();
    if (!installed) {
      assertThatThrownBy(() -> Bridge.open(settings.adapter(anyEngine).build()))
          .isInstanceOfSatisfying(
              BridgeException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.ENVIRONMENT_MISSING))
          .hasMessageContaining("ospsuite cannot be loaded")
          .hasMessageContaining("R version")
          .hasMessageContaining(empty.toString());
    }
    for (AdapterSettings with : List.of(withStandIn(), anyEngine.withOspsuiteLibs(library))) {
      try (Bridge bridge = Bridge.open(settings.adapter(with.requiringR()).build())) {
        assertThat(bridge.health().status()).isEqualTo("ok");
      }
    }
  }

  @Test
  void loadsReadsSetsAndRuns() throws Exception {
    try (OspsuiteAdapter adapter = new OspsuiteAdapter(withStandIn(), 1)) {
      AdapterSession session = adapter.open(model);
      assertThat(adapter.health().available()).isTrue();
      double weight = session.value(WEIGHT);
      AdapterSession other = session.copy();
      other.set(Map.of(WEIGHT, 61.123456789012345));
      assertThat(other.value(WEIGHT)).isEqualTo(61.123456789012345);
      assertThat(session.value(WEIGHT)).isEqualTo(weight);

      Results results = other.prepare().execute(RunControl.NONE);
      assertThat(results.times()).hasSize(11).contains(10);
      assertThat(results.series()).hasSize(1);
      assertThat(results.series().get(0).values()[0]).isEqualTo(61.123456789012345);
      assertThat(results.warnings()).containsExactly("a warning");
      assertThat(results.runNanos()).isNotNegative();
      assertThat(session.prepare().execute(RunControl.NONE).series().get(0).values()[0])
          .isEqualTo(weight);

      assertThatThrownBy(() -> session.value("Organism|Weigth"))
          .isInstanceOfSatisfying(
              BridgeException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
      other.set(Map.of(WEIGHT, 3.0));
      assertThatThrownBy(() -> other.prepare().execute(RunControl.NONE))
          .isInstanceOf(SimulationFailedException.class)
          .hasMessageContaining("the weight is 3");
      adapter.clearModelCache();
      assertThat(session.value(WEIGHT)).isEqualTo(weight);
    }
  }

  @Test
  void whatRRefusesIsInvalid() throws Exception {
    Path copy = folder.resolve("copy.pkml");
    Files.write(copy, DemoModel.bytes());
    try (OspsuiteAdapter adapter = new OspsuiteAdapter(withStandIn(), 1)) {
      assertThatThrownBy(() -> adapter.open(new ModelSource.File(copy, "copy.pkml", null)))
          .isInstanceOfSatisfying(
              BridgeException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT))
          .hasMessageContaining("not a simulation");
    }
  }

  @Test
  void aRunIsStoppedAndROnItsFeetAgain() throws Exception {
    try (OspsuiteAdapter adapter = new OspsuiteAdapter(withStandIn(), 1)) {
      AdapterSession session = adapter.open(model);
      session.set(Map.of(WEIGHT, 1.0));
      double best = Double.MAX_VALUE;
      for (int attempt = 0; attempt < 3 && best >= 1000; attempt++) {
        long begun = System.nanoTime();
        RunControl brief = (time, end) -> System.nanoTime() - begun < 200_000_000L;
        assertThatThrownBy(() -> session.prepare().execute(brief))
            .isInstanceOf(SimulationStoppedException.class);
        best = Math.min(best, (System.nanoTime() - begun) / 1e6);
        assertThat(session.value(WEIGHT)).isEqualTo(1);
      }
      assertThat(best).as("ms").isLessThan(1000);
    }
  }

  @Test
  void aDeadProcessIsReplaced() throws Exception {
    try (OspsuiteAdapter adapter = new OspsuiteAdapter(withStandIn(), 1)) {
      AdapterSession session = adapter.open(model);
      session.set(Map.of(WEIGHT, 55.0));
      ProcessHandle.of(adapter.pid().getAsLong()).ifPresent(ProcessHandle::destroyForcibly);
      assertThat(session.value(WEIGHT)).isEqualTo(55);

      AdapterSession deadly = session.copy();
      deadly.set(Map.of(WEIGHT, 2.0));
      assertThatThrownBy(() -> deadly.prepare().execute(RunControl.NONE))
          .isInstanceOfSatisfying(
              BridgeException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTEROP_ERROR))
          .hasMessageContaining("exit code 9");
      assertThat(session.prepare().execute(RunControl.NONE).series()).hasSize(1);
    }
  }

  @Test
  void aProcessThatHangsIsEndedAtTheDeadline() throws Exception {
    try (OspsuiteAdapter adapter = new OspsuiteAdapter(withStandIn().withTimeoutMs(8000), 1)) {
      AdapterSession session = adapter.open(model);
      double weight = session.value(WEIGHT);
      String hung = Long.toString(adapter.pid().getAsLong());
      assertThat(new ProcessBuilder("kill", "-STOP", hung).start().waitFor()).isZero();
      long start = System.nanoTime();
      assertThatThrownBy(() -> session.value(WEIGHT))
          .isInstanceOfSatisfying(
              BridgeException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TIMEOUT));
      assertThat((System.nanoTime() - start) / 1e9).isBetween(7.5, 10.0);
      assertThat(session.value(WEIGHT)).isEqualTo(weight);
    }
  }
}
