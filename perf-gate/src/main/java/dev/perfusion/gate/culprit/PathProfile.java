package dev.perfusion.gate.culprit;

import dev.perfusion.gate.json.JsonField;
import java.util.List;

/**
 * CPU profiles of both sides of a path, taken after the measurement in processes of their own.
 *
 * @param path key
 * @param engine how samples were taken
 * @param bursts in their order
 */
public record PathProfile(String path, String engine, List<ProfileBurst> bursts) {

  /** Reads a stored profile. */
  public static PathProfile read(JsonField field) {
    return new PathProfile(
        field.get("path").text(),
        field.get("engine").text(),
        field.get("bursts").items().stream().map(ProfileBurst::read).toList());
  }

  List<ProfileBurst> of(String side) {
    return bursts.stream().filter(burst -> burst.side().equals(side)).toList();
  }
}
