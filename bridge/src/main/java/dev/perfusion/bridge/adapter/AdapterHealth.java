package dev.perfusion.bridge.adapter;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether an adapter can work here.
 *
 * @param available it can; when not, every call fails with {@code EnvironmentMissing}
 * @param ready it has made itself warm; calls are answered before that too, only later
 * @param engine name and version of the engine behind it
 * @param environment what was found of the software that it needs, by name; values are text,
 *     numbers, flags or null
 * @param issues why not, or what is odd
 */
public record AdapterHealth(
    boolean available,
    boolean ready,
    String engine,
    Map<String, Object> environment,
    List<String> issues) {
  public AdapterHealth {
    environment = new TreeMap<>(environment);
    issues = List.copyOf(issues);
  }

  /** An engine that is there and warm. */
  public static AdapterHealth ready(String engine) {
    return new AdapterHealth(true, true, engine, Map.of(), List.of());
  }
}
