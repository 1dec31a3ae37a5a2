package dev.perfusion.bridge.adapter;

import java.util.List;

/**
 * Whether an adapter can work here.
 *
 * @param available it can
 * @param engine name and version of the engine behind it
 * @param issues why not, or what is odd
 */
public record AdapterHealth(boolean available, String engine, List<String> issues) {
  public AdapterHealth {
    issues = List.copyOf(issues);
  }
}
