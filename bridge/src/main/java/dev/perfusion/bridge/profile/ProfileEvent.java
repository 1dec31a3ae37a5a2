package dev.perfusion.bridge.profile;

import dev.perfusion.bridge.error.BridgeException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a profile of this process counts. */
public enum ProfileEvent {
  /**
   * CPU time, a sample for each 2 ms: perf events with kernel frames, without them where the kernel
   * forbids it, or a timer per thread, or one for the process. Each is asked for by name, so that
   * the one in use is known.
   */
  CPU(
      "event=cpu-clock,interval=2ms",
      "event=cpu-clock,alluser,interval=2ms",
      "event=ctimer,interval=2ms",
      "event=itimer,interval=2ms"),
  /** Allocated memory: a sample for each 256 KB. */
  ALLOC("event=alloc,alloc=256k"),
  /** Waiting for locks and monitors, from 10 us. */
  LOCK("event=lock,lock=10us"),
  /** Elapsed time of all threads, running or not: a sample for each 10 ms. */
  WALL("event=wall,interval=10ms,threads"),
  /** Memory taken outside the heap: a sample for each 64 KB. */
  NATIVEMEM("event=nativemem,nativemem=64k");

  private final List<String> arguments;

  ProfileEvent(String... arguments) {
    this.arguments = List.of(arguments);
  }

  /** Arguments of the profiler, best first. */
  List<String> arguments() {
    return arguments;
  }

  /** Name in requests. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The event of a name.
   *
   * @throws BridgeException {@code InvalidInput}
   */
  public static ProfileEvent named(String name) {
    return Arrays.stream(values())
        .filter(event -> event.wireName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                BridgeException.invalid(
                    "event",
                    "event \"" + name + "\" cannot be profiled",
                    "allowed are " + names()));
  }

  /** The names of all. */
  public static List<String> names() {
    return Arrays.stream(values()).map(ProfileEvent::wireName).toList();
  }
}
