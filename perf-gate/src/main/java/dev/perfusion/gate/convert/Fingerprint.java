package dev.perfusion.gate.convert;

import dev.perfusion.gate.json.CanonicalJson;
import dev.perfusion.gate.json.JsonField;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Identifies machine and JDK. Two runs are comparable only when their fingerprints agree. It is the
 * SHA-256 over the canonical JSON of {@code os, cpuModel, logicalCpus, memoryGiB, jdk, vm}; memory
 * is rounded to whole GiB because kernels report slightly different totals from boot to boot.
 */
public final class Fingerprint {
  private static final double GIB = 1L << 30;
  private static final List<String> TEXTS = List.of("os", "cpuModel", "jdk", "vm");

  private Fingerprint() {}

  /** The environment with its fingerprint; one that is already there stays. */
  static ObjectNode addTo(JsonField environment) {
    ObjectNode copy = environment.object().deepCopy();
    JsonField given = environment.get("fingerprint");
    if (given.isPresent()) {
      given.text();
    } else {
      copy.put("fingerprint", of(environment));
    }
    return copy;
  }

  private static String of(JsonField environment) {
    ObjectNode parts = environment.object().objectNode();
    TEXTS.forEach(name -> parts.put(name, environment.get(name).text()));
    parts.put("logicalCpus", environment.get("logicalCpus").wholeNumber(1));
    parts.put("memoryGiB", Math.round(environment.get("memoryBytes").wholeNumber(1) / GIB));
    return CanonicalJson.sha256(parts);
  }
}
