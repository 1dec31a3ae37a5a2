package dev.perfusion.bridge.result;

import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Result of an analysis of many runs.
 *
 * @param type kind of job that made it
 * @param report what was found
 * @param artefacts files that say the same in other forms
 */
public record StoredAnalysis(
    String resultsId,
    String simulationId,
    String backend,
    Instant generatedAt,
    String type,
    JsonNode report,
    List<Artefact> artefacts)
    implements StoredResult {
  private static final int BYTES_PER_NODE = 100;

  public StoredAnalysis {
    artefacts = List.copyOf(artefacts);
  }

  @Override
  public long sizeBytes() {
    long files = artefacts.stream().mapToLong(a -> a.content().length).sum();
    return files + (long) BYTES_PER_NODE * nodes(report);
  }

  private static int nodes(JsonNode node) {
    int count = 1;
    for (JsonNode child : node) {
      count += nodes(child);
    }
    return count;
  }

  /** A file. */
  public record Artefact(String name, String contentType, byte[] content) {}
}
