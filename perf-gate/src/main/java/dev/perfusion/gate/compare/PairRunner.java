package dev.perfusion.gate.compare;

import dev.perfusion.gate.culprit.PathProfile;
import dev.perfusion.gate.culprit.ProfileBurst;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * Measures pairs. All processes of a pair live at the same time and work in short bursts: in each
 * block every path is called in the turns of the {@link Pairing}, in an order drawn anew. One works
 * at a time, or in a duet two do, each on cores of its own.
 */
public final class PairRunner {
  /** The warm-up of a suite is meant for so many sides at once. */
  private static final int SIDES = 3;

  private static final List<String> PROFILED =
      List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:+DebugNonSafepoints");

  private final Suite suite;
  private final List<Probe.Side> sides;
  private final List<String> paths;
  private final Pairing pairing;

  private PairRunner(Suite suite, List<String> paths, List<Probe.Side> sides, Pairing pairing) {
    this.suite = suite;
    this.paths = paths;
    this.sides = List.copyOf(sides);
    this.pairing = pairing;
  }

  /** Collects sides. */
  public static final class Builder {
    private final Suite suite;
    private final List<Probe.Side> sides = new ArrayList<>();
    private List<String> paths;
    private Pairing pairing = Pairing.alternate();

    private Builder(Suite suite) {
      this.suite = suite;
      this.paths = suite.paths();
    }

    /** Measures only these paths; the whole suite warms up all the same. */
    public Builder measuring(List<String> some) {
      paths = List.copyOf(some);
      return this;
    }

    /** Adds a side: a name, the class path with the product first, and arguments of its JVM. */
    public Builder side(String name, List<Path> jars, List<String> jvmArgs) {
      sides.add(new Probe.Side(name, List.copyOf(jars), List.copyOf(jvmArgs)));
      return this;
    }

    /** Sets how the sides work; without it they take turns. */
    public Builder pairing(Pairing wanted) {
      pairing = wanted;
      return this;
    }

    /** The runner. */
    public PairRunner build() {
      return new PairRunner(suite, paths, sides, pairing);
    }
  }

  /** A runner of a suite. */
  public static Builder of(Suite suite) {
    return new Builder(suite);
  }

  /**
   * Measures one pair.
   *
   * @param seed decides the order of the bursts
   * @throws ProbeException a side could not be measured
   */
  public Pair run(long seed) {
    Instant start = Instant.now();
    long begin = System.nanoTime();
    try (Probes all = new Probes(suite)) {
      List<Probe> probes = all.start(with(sizedForItsCores()));
      warmUp(probes);
      Map<String, Map<String, SideSample>> samples = measure(probes, new Random(seed));
      return new Pair(
          seed,
          start.truncatedTo(ChronoUnit.SECONDS).toString(),
          Math.round((System.nanoTime() - begin) / 1e8) / 10.0,
          samples);
    }
  }

  /**
   * Calls the only path of the suite on the only side, for the time of the warm-up and once more.
   *
   * @return both bursts: all calls since the process began, but for a few that prepare them
   * @throws ProbeException the side could not be measured
   */
  public SideSample rehearse() {
    try (Probes one = new Probes(suite)) {
      Probe probe = one.start(sides.subList(0, 1)).get(0);
      SideSample all = SideSample.none();
      for (int i = 0; i < 2; i++) {
        Probe.Burst burst = probe.burst(suite.paths().get(0), suite.warmupMillis());
        all = all.plus(burst.histogram(), burst.witness());
      }
      return all;
    }
  }

  /**
   * Profiles base and head of each path, in processes of their own and bursts in turns (ABBA), with
   * line numbers between safepoints.
   *
   * @throws ProbeException a side could not be measured, or not be profiled
   */
  public List<PathProfile> profile() {
    try (Probes all = new Probes(suite)) {
      List<Probe> probes = all.start(with(PROFILED));
      warmUp(probes);
      return suite.paths().stream().map(path -> profile(probes, path)).toList();
    }
  }

  /** Threads of the collector, the compiler and the server, as on a machine with so many cores. */
  private List<String> sizedForItsCores() {
    return pairing.cores().stream()
        .limit(1)
        .map(set -> "-XX:ActiveProcessorCount=" + Cores.list(set).size())
        .toList();
  }

  private List<Probe.Side> with(List<String> more) {
    return sides.stream()
        .map(
            side -> {
              List<String> jvmArgs = new ArrayList<>(more);
              jvmArgs.addAll(side.jvmArgs());
              return new Probe.Side(side.name(), side.jars(), jvmArgs);
            })
        .toList();
  }

  private PathProfile profile(List<Probe> probes, String path) {
    List<Probe> turns = new ArrayList<>(probes);
    for (int i = probes.size() - 1; i >= 0; i--) {
      turns.add(probes.get(i));
    }
    List<ProfileBurst> bursts = new ArrayList<>();
    Set<String> engines = new LinkedHashSet<>();
    for (int block = 0; block < suite.profiling().blocks(); block++) {
      for (Probe probe : turns) {
        Probe.Profiled profiled = probe.profile(path, suite.profiling().millis());
        bursts.add(profiled.burst());
        engines.add(profiled.engine());
      }
    }
    return new PathProfile(path, String.join("; ", engines), bursts);
  }

  /**
   * All at once, with a thread for each and not bound to any core: a side that warmed up later,
   * with the cores to itself, would have more compiled than the others and be faster. More sides
   * take longer, so that each is as warm as in a comparison.
   */
  private void warmUp(List<Probe> probes) {
    long millis = suite.warmupMillis() * Math.max(SIDES, probes.size()) / SIDES;
    ExecutorService threads = Executors.newFixedThreadPool(probes.size());
    try {
      for (String path : suite.paths()) {
        probes.stream()
            .map(probe -> CompletableFuture.runAsync(() -> probe.burst(path, millis), threads))
            .toList()
            .forEach(CompletableFuture::join);
      }
    } catch (CompletionException e) {
      throw e.getCause() instanceof ProbeException failed ? failed : e;
    } finally {
      threads.shutdownNow();
    }
    // One more round, as in the measurement, for what compiled code still has to settle.
    for (String path : suite.paths()) {
      pairing
          .turns(numbers(probes))
          .subList(0, probes.size())
          .forEach(turn -> work(turn, probes, path));
    }
  }

  private static List<Integer> numbers(List<?> sides) {
    return IntStream.range(0, sides.size()).boxed().toList();
  }

  /** Measures all blocks: samples by path and side. */
  Map<String, Map<String, SideSample>> measure(List<? extends Worker> workers, Random random) {
    Map<String, Map<String, SideSample>> samples = new LinkedHashMap<>();
    paths.forEach(path -> samples.put(path, new TreeMap<>()));
    List<Integer> order = new ArrayList<>(numbers(workers));
    for (int block = 0; block < suite.blocks(); block++) {
      for (String path : paths) {
        Collections.shuffle(order, random);
        for (List<Integer> turn : pairing.turns(order)) {
          work(turn, workers, path)
              .forEach(
                  (side, burst) ->
                      samples
                          .get(path)
                          .compute(
                              sides.get(side).name(),
                              (name, before) ->
                                  (before == null ? SideSample.none() : before)
                                      .plus(burst.histogram(), burst.witness())));
        }
      }
    }
    return samples;
  }

  /** A burst of all whose turn it is, at once; in a duet each on cores of its own. */
  private Map<Integer, Probe.Burst> work(
      List<Integer> turn, List<? extends Worker> workers, String path) {
    for (int i = 0; i < pairing.cores().size(); i++) {
      workers.get(turn.get(i)).pin(pairing.cores().get(i));
    }
    turn.forEach(side -> workers.get(side).begin(path, suite.leadInMillis(), suite.burstMillis()));
    Map<Integer, Probe.Burst> bursts = new LinkedHashMap<>();
    turn.forEach(side -> bursts.put(side, workers.get(side).end()));
    return bursts;
  }
}
