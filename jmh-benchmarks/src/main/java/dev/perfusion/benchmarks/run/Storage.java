package dev.perfusion.benchmarks.run;

import java.util.Arrays;
import java.util.Locale;

/** What the results of the measured bridge lie on: the least rate of reading them depends on it. */
public enum Storage {
  /** A local file system, as that of servers that the harness starts. */
  FILE,
  /** Object storage, or a file system on top of it. */
  OBJECT,
  /** A server of somebody else, of which nobody has said. */
  UNKNOWN;

  /**
   * The storage that a user names.
   *
   * @throws IllegalArgumentException there is none of this name; names those that exist
   */
  public static Storage named(String name) {
    return Arrays.stream(values())
        .filter(storage -> storage != UNKNOWN && storage.wireName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown storage '" + name + "'; known: file, object"));
  }

  /** The name in files. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
