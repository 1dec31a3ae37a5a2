package dev.perfusion.benchmarks.load;

import dev.perfusion.gate.document.Transport;
import java.util.List;
import java.util.Optional;

/**
 * How a server is loaded.
 *
 * @param model as {@code load_simulation} takes it
 * @param simulation which one of a project file; empty for the only one
 * @param users callers of the closed loop
 * @param openUsers callers of the open loop at most: calls that can be under way
 * @param warmUpSeconds closed loop, not counted
 * @param seconds of the closed loop and of each rate
 * @param percents rates in percent of what the closed loop reached
 * @param rates calls per second; when not empty, these are taken instead of {@code percents}
 * @param seed of the mix
 */
public record LoadPlan(
    Transport transport,
    ToolMix mix,
    String model,
    Optional<String> simulation,
    int users,
    int openUsers,
    double warmUpSeconds,
    double seconds,
    List<Double> percents,
    List<Double> rates,
    long seed) {
  private static final int VIRTUAL_USERS = 512;
  private static final int PLATFORM_USERS = 128;

  /**
   * Checks.
   *
   * @throws IllegalArgumentException over no connection, or a number that is not positive
   */
  public LoadPlan {
    percents = List.copyOf(percents);
    rates = List.copyOf(rates);
    if (transport == Transport.INPROCESS) {
      throw new IllegalArgumentException("A load comes over rest or mcp");
    }
    boolean positive = users > 0 && openUsers > 0 && seconds > 0 && warmUpSeconds >= 0;
    if (!positive
        || percents.stream().anyMatch(p -> !(p > 0))
        || rates.stream().anyMatch(r -> !(r > 0))) {
      throw new IllegalArgumentException("Users, seconds, percents and rates must be above 0");
    }
  }

  /** As many open users as the threads of this JDK carry well. */
  public static int manyUsers() {
    return LightThreads.areVirtual() ? VIRTUAL_USERS : PLATFORM_USERS;
  }
}
