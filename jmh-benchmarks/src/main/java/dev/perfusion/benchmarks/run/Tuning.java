package dev.perfusion.benchmarks.run;

import dev.perfusion.benchmarks.profile.ProfileKind;
import dev.perfusion.gate.document.Transport;
import java.util.List;
import java.util.Optional;

/**
 * What a user may change in a scenario; what is empty stays as the scenario has it.
 *
 * @param iterations measured iterations per fork; fresh JVMs of single shots
 * @param warmUp iterations of warm-up per fork
 * @param transport only this one
 * @param concurrency callers at the same time, in turns; empty for one, and for what a stress
 *     scenario has
 * @param seed the benchmarks run in an order drawn from it
 * @param profile what flame graphs show
 * @param sizeMb of the generated model
 */
public record Tuning(
    Optional<Integer> iterations,
    Optional<Integer> warmUp,
    Optional<Transport> transport,
    List<Integer> concurrency,
    Optional<Long> seed,
    ProfileKind profile,
    int sizeMb) {
  /** Smallest of the sizes that whole-body exports have. */
  public static final int DEFAULT_SIZE_MB = 10;

  private static final int LEAST_SIZE_MB = 1;
  private static final int MOST_SIZE_MB = 25;
  private static final int MOST_CALLERS = 512;

  /** Changes nothing. */
  public static final Tuning NONE =
      new Tuning(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Optional.empty(),
          ProfileKind.CPU,
          DEFAULT_SIZE_MB);

  /**
   * Checks.
   *
   * @throws IllegalArgumentException a number is too small or too large
   */
  public Tuning {
    if (iterations.orElse(1) < 1 || warmUp.orElse(0) < 0) {
      throw new IllegalArgumentException("At least one iteration and no negative warm-up");
    }
    concurrency = List.copyOf(concurrency);
    if (concurrency.stream().anyMatch(callers -> callers < 1 || callers > MOST_CALLERS)) {
      throw new IllegalArgumentException("Concurrency is 1 to " + MOST_CALLERS);
    }
    if (sizeMb < LEAST_SIZE_MB || sizeMb > MOST_SIZE_MB) {
      throw new IllegalArgumentException("Generated models have 1 to 25 MB");
    }
  }
}
