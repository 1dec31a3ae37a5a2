package dev.perfusion.benchmarks.profile;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a profile counts. */
public enum ProfileKind {
  /** Time on a processor; see {@link SamplingEngine}. */
  CPU("", "CPU time"),
  /** Allocated memory: a sample for each 256 KB. */
  ALLOC("event=alloc,alloc=256k", "allocations"),
  /** Waiting for locks and monitors, from 10 us. */
  LOCK("event=lock,lock=10us", "waiting for locks"),
  /** Elapsed time of all threads, running or not. */
  WALL("event=wall,interval=10ms,threads", "elapsed time of all threads"),
  /** Memory taken outside the heap and not yet given back is not told from what was. */
  NATIVEMEM("event=nativemem,nativemem=64k", "native allocations");

  private final String arguments;
  private final String description;

  ProfileKind(String arguments, String description) {
    this.arguments = arguments;
    this.description = description;
  }

  String arguments() {
    return arguments;
  }

  /** What a reader should know about it. */
  public String description() {
    return description;
  }

  /** Name on the command line. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The kind of a name.
   *
   * @throws IllegalArgumentException there is none; names those that exist
   */
  public static ProfileKind named(String name) {
    return Arrays.stream(values())
        .filter(kind -> kind.wireName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown profile '"
                        + name
                        + "'; known: "
                        + Arrays.stream(values())
                            .map(ProfileKind::wireName)
                            .collect(Collectors.joining(", "))));
  }
}
