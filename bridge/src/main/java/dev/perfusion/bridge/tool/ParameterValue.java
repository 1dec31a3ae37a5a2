package dev.perfusion.bridge.tool;

import dev.perfusion.bridge.session.Session;
import java.util.Locale;

/**
 * A value as the parameter tools show it.
 *
 * @param path without the simulation name
 * @param value at time 0, base unit
 * @param unit base unit; empty when dimensionless
 * @param displayName last element of the path
 * @param lastUpdatedAt when a caller set it (ISO 8601); null when it is as in the file
 * @param source {@code model} or {@code user}
 * @param kind {@code parameter}, {@code species} or {@code observer}
 */
public record ParameterValue(
    String path,
    @Field(nonFinite = true) double value,
    String unit,
    String displayName,
    @Field(optional = true) String lastUpdatedAt,
    String source,
    String kind) {
  static ParameterValue of(Session.Reading reading) {
    var quantity = reading.quantity();
    return new ParameterValue(
        quantity.path(),
        reading.value(),
        quantity.unit(),
        quantity.name(),
        reading.changedAt() == null ? null : reading.changedAt().toString(),
        reading.changedAt() == null ? "model" : "user",
        quantity.kind().name().toLowerCase(Locale.ROOT));
  }

  /** {@code path = value unit}. */
  String text() {
    return path + " = " + value + (unit.isEmpty() ? "" : " " + unit);
  }
}
