package dev.perfusion.bridge.population;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.population.cohort.Cohort;
import dev.perfusion.bridge.population.cohort.CsvCohort;
import dev.perfusion.bridge.population.cohort.Workload;
import dev.perfusion.bridge.population.cohort.WorkloadCohort;
import dev.perfusion.bridge.population.cohort.WorkloadReader;
import dev.perfusion.bridge.population.store.ChunkReader;
import dev.perfusion.bridge.population.store.Manifest;
import dev.perfusion.bridge.population.store.Manifest.State;
import dev.perfusion.bridge.population.store.Store;
import dev.perfusion.bridge.population.store.StoreException;
import dev.perfusion.engine.Results;
import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.SimulationRun;
import dev.perfusion.engine.model.TablePoint;
import dev.perfusion.fixtures.DemoModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PopulationRunnerTest {
  private static final String WORKLOAD =
      """
      {"cohort":{"size":12,"sampling":"latin-hypercube","seed":7,"covariates":[{"name":"Sex","values":["f","m"]}]},
       "replicates":2,
       "parameters":[
        {"path":"Organism|Weight","level":"subject","distribution":"categorical","values":[60,80,-1],"weights":[8,8,%d]},
        {"path":"Drug|Intrinsic clearance","level":"subject","distribution":"lognormal","mean":0.7,"gsd":1.5},
        {"path":"Organism|Lumen|Stomach|Gastric emptying half-life","level":"replicate","distribution":"uniform","min":5,"max":40}],
       "outputs":{"timeSeries":[{"path":"Organism|VenousBlood|Metabolite|Plasma concentration"},
        {"path":"Organism|VenousBlood|Drug|Plasma concentration"}]}}
      """;

  private static Simulation simulation;

  @TempDir private Path folder;

  @BeforeAll
  static void load() throws IOException {
    try (InputStream stream = DemoModel.open()) {
      simulation = Simulation.load(stream, DemoModel.FILE_NAME);
    }
  }

  private static Workload workload(int failing) {
    return WorkloadReader.read(Json.mapper().readTree(WORKLOAD.formatted(failing)));
  }

  private Manifest run(String name, Workload workload, int threads, int chunk, double share) {
    return run(name, workload, threads, chunk, share, PopulationControl.NONE);
  }

  private Manifest run(
      String name,
      Workload workload,
      int threads,
      int chunk,
      double share,
      PopulationControl control) {
    SimulationRun base = simulation.newRun();
    return run(
        name,
        new WorkloadCohort(workload, base),
        workload.outputs(),
        threads,
        chunk,
        share,
        control);
  }

  private Manifest run(
      String name,
      Cohort cohort,
      List<String> outputs,
      int threads,
      int chunk,
      double share,
      PopulationControl control) {
    PopulationRequest request =
        new PopulationRequest(
            folder.resolve(name),
            "demo",
            "0",
            simulation.newRun(),
            cohort,
            outputs,
            Manifest.Notes.NONE,
            chunk,
            threads,
            share);
    return new PopulationRunner(request, Clock.systemUTC()).run(control);
  }

  /** What must not depend on anything but the inputs. */
  private Map<String, Object> content(String name) throws IOException {
    Map<String, Object> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(folder.resolve(name))) {
      for (Path file : all.toList()) {
        if (!file.endsWith(Store.MANIFEST)) {
          files.put(file.getFileName().toString(), Arrays.hashCode(Files.readAllBytes(file)));
        }
      }
    }
    Manifest manifest = new Store(folder.resolve(name)).manifest();
    files.put("chunks", manifest.chunks());
    files.put("progress", manifest.progress());
    files.put("state", manifest.state());
    return files;
  }

  /** One array per run and output, with the individual, the replicate and the times in front. */
  private Map<List<Integer>, List<double[]>> values(String name) throws IOException {
    Manifest manifest = new Store(folder.resolve(name)).manifest();
    Map<List<Integer>, List<double[]>> found = new TreeMap<>(PopulationRunnerTest::compare);
    for (Manifest.Chunk chunk : manifest.chunks()) {
      try (ChunkReader reader = ChunkReader.open(folder.resolve(name), manifest, chunk)) {
        for (int run = 0; run < reader.runs(); run++) {
          List<double[]> curves = new ArrayList<>();
          curves.add(reader.times());
          for (int k = 0; k < manifest.outputs().size(); k++) {
            double[] curve = new double[manifest.time().points()];
            reader.values(k, run, 1, curve, 0);
            curves.add(curve);
          }
          found.put(List.of(reader.individuals()[run], reader.replicates()[run]), curves);
        }
      }
    }
    return found;
  }

  private static int compare(List<Integer> a, List<Integer> b) {
    int first = Integer.compare(a.get(0), b.get(0));
    return first != 0 ? first : Integer.compare(a.get(1), b.get(1));
  }

  @Test
  void everyRunIsThatOfTheEngine() throws IOException {
    Workload workload = workload(0);
    Manifest manifest = run("a", workload, 2, 5, 0.1);
    assertThat(manifest.state()).isEqualTo(State.SUCCEEDED);
    assertThat(manifest.chunks()).hasSize(3);
    assertThat(manifest.chunks().get(2).subjectRange()).containsExactly(11, 12);
    assertThat(manifest.progress()).extracting(Manifest.Progress::runsDone).isEqualTo(24L);
    Map<List<Integer>, List<double[]>> found = values("a");
    assertThat(found).hasSize(24);
    Cohort cohort = new WorkloadCohort(workload, simulation.newRun());
    long steps = 0;
    try (Cohort.Reading reading = cohort.open()) {
      for (int i = 0; i < 12; i++) {
        double[][] values = reading.next().values();
        for (int r = 0; r < 2; r++) {
          SimulationRun run = simulation.newRun();
          for (int k = 0; k < values[r].length; k++) {
            run.set(cohort.varied().get(k).path(), values[r][k]);
          }
          Results expected = run.execute();
          steps += expected.statistics().steps();
          List<double[]> curves = found.get(List.of(i + 1, r + 1));
          assertThat(curves.get(0)).isEqualTo(expected.times());
          for (int k = 0; k < 2; k++) {
            String path = workload.outputs().get(k);
            double[] wanted =
                expected.series().stream()
                    .filter(s -> s.quantity().path().equals(path))
                    .findFirst()
                    .orElseThrow()
                    .values();
            assertThat(curves.get(1 + k)).isEqualTo(wanted);
          }
        }
      }
    }
    assertThat(manifest.progress().steps()).isEqualTo(steps);
    List<String> subjects = Files.readAllLines(folder.resolve("a").resolve(Store.SUBJECTS));
    assertThat(subjects).hasSize(25);
    assertThat(subjects.get(0))
        .startsWith("IndividualId,Replicate,Sex,Organism|Weight [kg],Drug|Intrinsic");
    assertThat(Files.readAllLines(folder.resolve("a").resolve(Store.FAILURES)))
        .containsExactly("IndividualId,Replicate,Reason");
  }

  @Test
  void threadsChangeNoByte() throws IOException {
    run("one", workload(2), 1, 2, 1);
    for (int threads : new int[] {2, 8}) {
      run("many" + threads, workload(2), threads, 2, 1);
      assertThat(content("many" + threads)).isEqualTo(content("one"));
    }
  }

  @Test
  void theSizeOfAChunkChangesNoValue() throws IOException {
    run("two", workload(2), 2, 2, 1);
    Map<List<Integer>, List<double[]>> expected = values("two");
    for (int chunk : new int[] {1, 7, 12, 100}) {
      Manifest manifest = run("by" + chunk, workload(2), 2, chunk, 1);
      assertThat(manifest.progress())
          .isEqualTo(new Store(folder.resolve("two")).manifest().progress());
      Map<List<Integer>, List<double[]>> found = values("by" + chunk);
      assertThat(found.keySet()).isEqualTo(expected.keySet());
      found.forEach(
          (run, curves) -> {
            for (int k = 0; k < curves.size(); k++) {
              assertThat(curves.get(k)).isEqualTo(expected.get(run).get(k));
            }
          });
    }
  }

  /** Stops after some steps, then says no more. */
  private static PopulationControl stoppingAfter(long steps, State as) {
    AtomicLong left = new AtomicLong(steps);
    return new PopulationControl() {
      @Override
      public boolean stopped() {
        return left.decrementAndGet() < 0;
      }

      @Override
      public State stoppedAs() {
        return as;
      }

      @Override
      public void progress(Progress progress) {}
    };
  }

  @Test
  void whatWasStoppedIsContinuedToTheSameBytes() throws IOException {
    run("whole", workload(2), 2, 2, 1);
    int unfinished = 0;
    State state = State.RUNNING;
    for (int attempt = 0; state != State.SUCCEEDED; attempt++) {
      assertThat(attempt).isLessThan(100);
      State as = attempt % 2 == 0 ? State.CANCELLED : State.TIMEOUT;
      Manifest manifest =
          run("parts", workload(2), 1 + attempt % 3, 2, 1, stoppingAfter(9_000, as));
      state = manifest.state();
      assertThat(state).isIn(as, State.SUCCEEDED);
      assertThat(folder.resolve("parts")).isDirectoryNotContaining("glob:**.{tmp,lock}");
      unfinished += state == State.SUCCEEDED ? 0 : 1;
    }
    assertThat(unfinished).isPositive();
    assertThat(content("parts")).isEqualTo(content("whole"));
  }

  /** The best of some tries, since other programs may take the processor meanwhile. */
  @Test
  void aStopIsHeardAtOnce() {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 20 && best >= 50_000_000; i++) {
      AtomicLong asked = new AtomicLong();
      AtomicLong left = new AtomicLong(3_000);
      PopulationControl control =
          new PopulationControl() {
            @Override
            public boolean stopped() {
              if (left.decrementAndGet() == 0) {
                asked.set(System.nanoTime());
              }
              return left.get() <= 0;
            }

            @Override
            public void progress(Progress progress) {}
          };
      Manifest manifest = run("stop" + i, workload(0), 2, 12, 1, control);
      assertThat(manifest.state()).isEqualTo(State.CANCELLED);
      best = Math.min(best, System.nanoTime() - asked.get());
    }
    assertThat(best).isLessThan(50_000_000);
  }

  @Test
  void aDamagedOrMissingChunkIsMadeAgain() throws IOException {
    run("whole", workload(0), 2, 2, 1);
    run("hurt", workload(0), 2, 2, 1);
    Path damaged = folder.resolve("hurt").resolve("chunk-00001.arrow");
    byte[] bytes = Files.readAllBytes(damaged);
    bytes[bytes.length / 2] ^= 1;
    Files.write(damaged, bytes);
    Files.delete(folder.resolve("hurt").resolve("chunk-00004.arrow"));
    Manifest manifest = run("hurt", workload(0), 2, 2, 1);
    assertThat(manifest.state()).isEqualTo(State.SUCCEEDED);
    assertThat(content("hurt")).isEqualTo(content("whole"));
  }

  @Test
  void missingTablesAreMadeAgain() throws IOException {
    run("whole", workload(0), 2, 2, 1);
    run("hurt", workload(0), 2, 2, 1);
    for (String name : List.of(Store.PK, Store.AGGREGATES, Store.SUBJECTS, Store.FAILURES)) {
      Files.delete(folder.resolve("hurt").resolve(name));
      assertThat(run("hurt", workload(0), 2, 2, 1).state()).isEqualTo(State.SUCCEEDED);
      assertThat(content("hurt")).as(name).isEqualTo(content("whole"));
    }
  }

  @Test
  void whatIsNoManifestIsTold() throws IOException {
    Files.createDirectories(folder.resolve("a"));
    for (String text : List.of("{", "{\"format\": 1}", "[]", "")) {
      Files.writeString(folder.resolve("a").resolve(Store.MANIFEST), text);
      assertThatThrownBy(() -> run("a", workload(0), 2, 2, 1))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("manifest.json is not the")
          .hasMessageNotContaining("REDACTED");
    }
  }

  @Test
  void aFinishedFolderStaysAsItIs() throws IOException {
    Manifest first = run("a", workload(0), 2, 3, 1);
    PopulationControl never =
        new PopulationControl() {
          @Override
          public boolean stopped() {
            throw new AssertionError("nothing is to be run");
          }

          @Override
          public void progress(Progress progress) {
            throw new AssertionError("nothing is to be run");
          }
        };
    assertThat(run("a", workload(0), 2, 3, 1, never)).isEqualTo(first);
  }

  @Test
  void otherInputsAreRefused() throws IOException {
    run("a", workload(0), 2, 3, 1);
    assertThatThrownBy(() -> run("a", workload(0).with(null, 8L), 2, 3, 1))
        .isInstanceOf(BridgeException.class)
        .hasMessageContaining("seed was 7 and is 8");
    assertThatThrownBy(() -> run("a", workload(0).with(3, null), 2, 4, 1))
        .hasMessageContaining("replicates was 2 and is 3; subjectsPerChunk was 3 and is 4");
    Files.createDirectories(folder.resolve("b"));
    Files.writeString(folder.resolve("b").resolve("thesis.txt"), "not to be lost");
    assertThatThrownBy(() -> run("b", workload(0), 2, 3, 1))
        .isInstanceOf(BridgeException.class)
        .hasMessageContaining("holds other files (thesis.txt)");
  }

  @Test
  void failedRunsAreReportedAndTheOthersGoOn() throws IOException {
    Manifest manifest = run("a", workload(4), 2, 3, 0.5);
    assertThat(manifest.state()).isEqualTo(State.SUCCEEDED);
    Manifest.Progress progress = manifest.progress();
    assertThat(progress.runsFailed()).isBetween(2L, 10L).isEqualTo(2L * progress.subjectsFailed());
    assertThat(values("a")).hasSize(24 - (int) progress.runsFailed());
    List<String> failures = Files.readAllLines(folder.resolve("a").resolve(Store.FAILURES));
    assertThat(failures).hasSize(1 + (int) progress.runsFailed());
    List<String> weights = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("a").resolve(Store.SUBJECTS))) {
      String[] cells = line.split(",");
      if (cells[3].equals("-1.0")) {
        weights.add(cells[0] + "," + cells[1]);
      }
    }
    assertThat(failures.stream().skip(1).map(f -> f.replaceAll("^(\\d+,\\d+),.*", "$1")))
        .containsExactlyElementsOf(weights);
  }

  @Test
  void tooManyFailedRunsFailTheJobAndItCanGoOn() throws IOException {
    Manifest manifest = run("a", workload(4), 2, 3, 0.05);
    assertThat(manifest.state()).isEqualTo(State.FAILED);
    assertThat(manifest.error()).contains("of 24 runs failed, more than the share of 0.05");
    run("whole", workload(4), 2, 3, 1);
    assertThat(run("a", workload(4), 2, 3, 1).state()).isEqualTo(State.SUCCEEDED);
    assertThat(content("a")).isEqualTo(content("whole"));
  }

  @Test
  void aFileGivesItsIndividualsAndKeepsWhatItDoesNotName() throws IOException {
    Path csv =
        Files.writeString(
            folder.resolve("population.csv"),
            """
            IndividualId,Sex,Drug|Intrinsic clearance,Organism|Cardiac output [l/min]
            9,f,1.5,7
            4,m,NaN,7
            7,m,1.5,
            2,f,,
            """);
    Manifest manifest =
        run(
            "a",
            new CsvCohort(csv, 1, simulation),
            List.of(DemoModel.PLASMA),
            2,
            3,
            0,
            PopulationControl.NONE);
    assertThat(manifest.state()).isEqualTo(State.SUCCEEDED);
    Map<List<Integer>, List<double[]>> found = values("a");
    // the cardiac output is a formula, which stays one; the clearance a number
    double[][] given = {{9, 1.5, 7}, {4, 0.7, 7}, {7, 1.5, Double.NaN}, {2, 0.7, Double.NaN}};
    for (double[] individual : given) {
      SimulationRun run = simulation.newRun();
      run.set(DemoModel.INTRINSIC_CLEARANCE, individual[1]);
      if (!Double.isNaN(individual[2])) {
        run.set("Organism|Cardiac output", individual[2]);
      }
      double[] expected =
          run.execute().series().stream()
              .filter(s -> s.quantity().path().equals(DemoModel.PLASMA))
              .findFirst()
              .orElseThrow()
              .values();
      assertThat(found.get(List.of((int) individual[0], 1)).get(1)).isEqualTo(expected);
    }
    assertThat(manifest.outputs()).hasSize(1);
    assertThat(manifest.chunks().get(0).subjectRange()).containsExactly(9, 7);
  }

  /** Also those whose value would come from the population, whatever number of threads. */
  @Test
  void individualsAgeEachInTheirOwnWay() throws IOException {
    String weight = DemoModel.WEIGHT;
    String cleared = DemoModel.INTRINSIC_CLEARANCE;
    Path csv =
        Files.writeString(
            folder.resolve("population.csv"),
            "IndividualId," + weight + ',' + cleared + "\n9,60,1.5\n4,70,NaN\n7,80,1\n2,90,2\n");
    Path ageing =
        Files.writeString(
            folder.resolve("ageing.csv"),
            """
            IndividualId,ParameterPath,Time,Value
            9,%1$s,0,60
            9,%1$s,600,75
            7,%1$s,0,80
            7,%1$s,30,50
            7,%2$s,100,1
            7,%2$s,200,0.2
            """
                .formatted(weight, cleared));
    for (int threads : new int[] {1, 3}) {
      Manifest manifest =
          run(
              "threads-" + threads,
              new CsvCohort(csv, ageing, 2, simulation),
              List.of(DemoModel.PLASMA),
              threads,
              1,
              0,
              PopulationControl.NONE);
      assertThat(manifest.state()).isEqualTo(State.SUCCEEDED);
    }
    assertThat(content("threads-3")).isEqualTo(content("threads-1"));
    Map<List<Integer>, List<double[]>> found = values("threads-1");
    Map<Integer, Simulation> aged =
        Map.of(
            9,
            simulation.withTable(weight, List.of(point(0, 60), point(600, 75))),
            4,
            simulation,
            7,
            simulation
                .withTable(weight, List.of(point(0, 80), point(30, 50)))
                .withTable(cleared, List.of(point(100, 1), point(200, 0.2))),
            2,
            simulation);
    Map<Integer, Map<String, Double>> fixed =
        Map.of(
            9, Map.of(cleared, 1.5),
            4, Map.of(weight, 70.0),
            7, Map.of(),
            2, Map.of(weight, 90.0, cleared, 2.0));
    for (int id : aged.keySet()) {
      SimulationRun run = aged.get(id).newRun();
      run.set(fixed.get(id));
      double[] expected =
          run.execute().series().stream()
              .filter(s -> s.quantity().path().equals(DemoModel.PLASMA))
              .findFirst()
              .orElseThrow()
              .values();
      double largest = Arrays.stream(expected).max().orElseThrow();
      double[] curve = found.get(List.of(id, 2)).get(1);
      for (int t = 0; t < curve.length; t++) {
        assertThat(curve[t]).isCloseTo(expected[t], offset(1e-4 * largest));
      }
    }
  }

  private static TablePoint point(double x, double y) {
    return new TablePoint(x, y, false);
  }

  @Test
  void progressIsTold() {
    List<PopulationControl.Progress> told = Collections.synchronizedList(new ArrayList<>());
    run(
        "a",
        workload(0),
        2,
        1,
        1,
        new PopulationControl() {
          @Override
          public boolean stopped() {
            return false;
          }

          @Override
          public void progress(Progress progress) {
            told.add(progress);
          }
        });
    PopulationControl.Progress last = told.get(told.size() - 1);
    assertThat(last.subjectsDone()).isEqualTo(12);
    assertThat(last.perSecond()).isPositive();
    assertThat(last.secondsLeft()).isZero();
  }

  @Test
  void outputsAreThoseOfTheModelUnlessNamed() {
    Workload workload = workload(0);
    Manifest manifest =
        run(
            "a",
            new WorkloadCohort(workload, simulation.newRun()),
            List.of(),
            2,
            12,
            1,
            PopulationControl.NONE);
    assertThat(manifest.outputs())
        .hasSameSizeAs(simulation.quantities().stream().filter(q -> q.output()).toList());
  }

  /** The committed workload: replicates differ by what it says differs between them. */
  @Test
  void replicateParametersOfTheCommittedWorkloadMoveTheOutputs() {
    Workload workload = WorkloadReader.read(Path.of("../var/workloads/population_1k.json"));
    assertThat(workload.size()).isEqualTo(1000);
    assertThat(workload.replicates()).isEqualTo(10);
    WorkloadCohort cohort = new WorkloadCohort(workload, simulation.newRun());
    int moving = 0;
    try (Cohort.Reading reading = cohort.open()) {
      double[][] values = reading.next().values();
      for (int k = 0; k < cohort.varied().size(); k++) {
        if (cohort.varied().get(k).level().equals("replicate")) {
          String path = cohort.varied().get(k).path();
          int column = k;
          double[] drawn = Arrays.stream(values).mapToDouble(v -> v[column]).sorted().toArray();
          double first = peak(path, drawn[0]);
          double last = peak(path, drawn[drawn.length - 1]);
          moving += Math.abs(last / first - 1) > 0.01 ? 1 : 0;
        }
      }
    }
    assertThat(moving).isGreaterThanOrEqualTo(3);
  }

  /** The largest plasma concentration after the tablet. */
  private static double peak(String path, double value) {
    SimulationRun run = simulation.newRun();
    run.set(path, value);
    Results results = run.execute();
    double[] curve =
        results.series().stream()
            .filter(s -> s.quantity().path().equals(DemoModel.PLASMA))
            .findFirst()
            .orElseThrow()
            .values();
    double peak = 0;
    for (int i = 0; results.times()[i] < 720; i++) {
      peak = Math.max(peak, curve[i]);
    }
    return peak;
  }
}
