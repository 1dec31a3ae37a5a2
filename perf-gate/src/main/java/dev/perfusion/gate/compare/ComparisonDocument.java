package dev.perfusion.gate.compare;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.perfusion.gate.culprit.Culprits;
import dev.perfusion.gate.culprit.PathProfile;
import dev.perfusion.gate.json.InputException;
import dev.perfusion.gate.json.JsonField;
import dev.perfusion.gate.json.JsonFiles;
import dev.perfusion.gate.paired.PairedVerdict;
import dev.perfusion.gate.paired.PathEvidence;
import dev.perfusion.gate.paired.PathRow;
import dev.perfusion.gate.paired.RowStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * A paired comparison: what was measured, raw, and what follows from it. The second part is a
 * function of the first, so that {@code rederive} can write the same bytes again anywhere.
 *
 * @param format name and version of this form
 * @param verdict what follows from the rest
 * @param culprits which methods of the profiled paths became slower; follows from the profiles
 * @param witnesses counts per operation beside the times
 * @param base the reference
 * @param head what is compared with it
 * @param harness what measured both, and brought the model that they work on; null in documents
 *     from when each side brought its own model
 * @param environment machine and JDK
 * @param seed seeds of the pairs follow from it
 * @param suite the suite's file, which holds the plan
 * @param pairing how the sides worked; null in documents from when they could only take turns
 * @param broken why measuring broke off; null when it did not
 * @param pairs raw samples
 * @param profiles raw profiles of both sides, of the paths that failed
 * @param unprofiled why there are none although there should be; null otherwise
 */
@JsonPropertyOrder({
  "format",
  "verdict",
  "culprits",
  "witnesses",
  "base",
  "head",
  "harness",
  "environment",
  "seed",
  "suite",
  "pairing",
  "broken",
  "pairs",
  "profiles",
  "unprofiled"
})
public record ComparisonDocument(
    String format,
    PairedVerdict verdict,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Culprits> culprits,
    List<WitnessRow> witnesses,
    Binary base,
    Binary head,
    @JsonInclude(JsonInclude.Include.NON_NULL) Binary harness,
    ObjectNode environment,
    long seed,
    ObjectNode suite,
    @JsonInclude(JsonInclude.Include.NON_NULL) Pairing pairing,
    @JsonInclude(JsonInclude.Include.NON_NULL) String broken,
    List<Pair> pairs,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<PathProfile> profiles,
    @JsonInclude(JsonInclude.Include.NON_NULL) String unprofiled) {
  /** Name and version of this form. */
  public static final String FORMAT = "perfusion-comparison/1";

  /** The document of a comparison. */
  public static ComparisonDocument of(
      Binary base,
      Binary head,
      Binary harness,
      ObjectNode environment,
      long seed,
      Suite suite,
      Pairing pairing,
      String broken,
      List<Pair> pairs) {
    PairedVerdict verdict = verdict(suite, pairs, broken);
    List<Pair> judged = pairs.subList(0, Math.min(pairs.size(), Math.max(verdict.pairs(), 0)));
    List<WitnessRow> witnesses =
        judged.isEmpty()
            ? List.of()
            : suite.paths().stream().flatMap(p -> WitnessRow.of(judged, p).stream()).toList();
    return new ComparisonDocument(
        FORMAT,
        verdict,
        List.of(),
        witnesses,
        base,
        head,
        harness,
        environment,
        seed,
        suite.source(),
        pairing,
        broken,
        List.copyOf(pairs),
        List.of(),
        null);
  }

  /** The same with profiles, and the culprits that follow from them. */
  public ComparisonDocument profiled(List<PathProfile> taken, List<String> ownCode, String why) {
    return new ComparisonDocument(
        format,
        verdict,
        taken.stream().map(profile -> Culprits.of(profile, ownCode)).toList(),
        witnesses,
        base,
        head,
        harness,
        environment,
        seed,
        suite,
        pairing,
        broken,
        pairs,
        List.copyOf(taken),
        why);
  }

  /** Paths that became slower. */
  public List<String> failed() {
    return verdict.rows().stream()
        .filter(row -> row.status() == RowStatus.FAIL)
        .map(PathRow::path)
        .toList();
  }

  /** The verdict of a suite's pairs, as {@code compare} stops. */
  public static PairedVerdict verdict(Suite suite, List<Pair> pairs, String broken) {
    if (pairs.size() < suite.plan().looks().get(0)) {
      String reason =
          "only %d pairs were measured, %d are needed"
              .formatted(pairs.size(), suite.plan().looks().get(0));
      List<String> reasons = broken == null ? List.of(reason) : List.of(broken, reason);
      return new PairedVerdict("INCONCLUSIVE", 3, 0, 0, broken != null, List.of(), reasons);
    }
    PairedVerdict verdict = PairedVerdict.of(suite.plan(), evidence(suite, pairs));
    return broken == null ? verdict : verdict.brokenOff(broken);
  }

  /** What the pairs say about each path, head against base. */
  public static List<PathEvidence> evidence(Suite suite, List<Pair> pairs) {
    List<PathEvidence> evidence = new ArrayList<>();
    for (String path : suite.paths()) {
      List<PathRatio> ratios =
          pairs.stream().map(pair -> PathRatio.of(pair, path, Pair.HEAD)).toList();
      evidence.add(
          new PathEvidence(
              path,
              ratios.stream().mapToDouble(PathRatio::head).toArray(),
              ratios.stream().mapToDouble(PathRatio::control).toArray(),
              ratios.stream().mapToLong(PathRatio::tailSamples).sum()));
    }
    return evidence;
  }

  /** Derives the verdict of a stored document anew from its raw part. */
  public static ComparisonDocument rederive(Path file) {
    JsonField root = JsonFiles.read(file);
    if (!FORMAT.equals(root.get("format").text())) {
      throw root.get("format").problem("is not " + FORMAT, "name a document written by compare");
    }
    Suite suite = Suite.of(root.get("suite"));
    List<Pair> pairs = root.get("pairs").items().stream().map(Pair::read).toList();
    try {
      return of(
              Binary.read(root.get("base")),
              Binary.read(root.get("head")),
              root.get("harness").isPresent() ? Binary.read(root.get("harness")) : null,
              root.get("environment").object(),
              root.get("seed").wholeNumber(Long.MIN_VALUE),
              suite,
              Pairing.read(root.get("pairing")),
              root.get("broken").textOr(null),
              pairs)
          .profiled(
              root.get("profiles").itemsOrNone().stream().map(PathProfile::read).toList(),
              suite.profiling().ownCode(),
              root.get("unprofiled").textOr(null));
    } catch (IllegalArgumentException e) {
      throw new InputException(
          file.toString(), "pairs", e.getMessage(), "the document is damaged; measure again");
    }
  }

  /** Writes it: UTF-8, two-space indent. */
  public void write(Path file) {
    JsonFiles.write(file, this);
  }
}
