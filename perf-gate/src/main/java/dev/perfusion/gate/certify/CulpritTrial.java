package dev.perfusion.gate.certify;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.perfusion.gate.culprit.Culprits;
import dev.perfusion.gate.culprit.PathProfile;
import dev.perfusion.gate.json.JsonField;
import java.util.List;

/**
 * One method made slower, and the profiles from which it has to be found.
 *
 * @param seeded what was made slower, and how
 * @param percent busy work per call of the path, in per cent of the median latency
 * @param callsPerOperation of the method
 * @param medianNanos of the path, unchanged
 * @param iterations of the loop in each call of the method
 * @param startedAt ISO 8601, UTC
 * @param product SHA-256 of the jar
 * @param ownCode packages of the product
 * @param profile of both sides
 */
record CulpritTrial(
    Seeded seeded,
    double percent,
    double callsPerOperation,
    long medianNanos,
    long iterations,
    String startedAt,
    String product,
    List<String> ownCode,
    PathProfile profile) {

  /**
   * A place to make slower.
   *
   * @param path key
   * @param method {@code binary class name#method} of the product, as the agent takes it
   * @param library whether the busy work calls the JDK, or only computes
   */
  record Seeded(String path, String method, boolean library) {
    static Seeded read(JsonField field) {
      return new Seeded(
          field.get("path").text(),
          field.get("method").text(),
          field.get("library").isPresent() && field.get("library").node().booleanValue());
    }
  }

  static CulpritTrial read(JsonField field) {
    return new CulpritTrial(
        Seeded.read(field.get("seeded")),
        field.get("percent").number(),
        field.get("callsPerOperation").number(),
        field.get("medianNanos").wholeNumber(1),
        field.get("iterations").wholeNumber(1),
        field.get("startedAt").text(),
        field.get("product").text(),
        field.get("ownCode").items().stream().map(JsonField::text).toList(),
        PathProfile.read(field.get("profile")));
  }

  /** What the profiles say; the ranking knows nothing of the seed. */
  @JsonIgnore
  Culprits culprits() {
    return Culprits.of(profile, ownCode);
  }
}
