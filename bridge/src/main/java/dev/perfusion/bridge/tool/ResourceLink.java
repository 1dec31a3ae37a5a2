package dev.perfusion.bridge.tool;

/**
 * Something that an answer refers to and that can be read by its address.
 *
 * @param uri {@code perfusion://results/...}; over HTTP the same path below {@code /results}
 * @param name short name
 * @param mimeType content type
 */
public record ResourceLink(String uri, String name, String mimeType) {
  /** Addresses of results begin with this. */
  public static final String RESULTS = "perfusion://results/";

  /** The time courses of a run as CSV. */
  static ResourceLink csv(String resultsId) {
    return new ResourceLink(RESULTS + encoded(resultsId), resultsId, "text/csv");
  }

  /** A file of an analysis. */
  static ResourceLink artefact(String resultsId, String name, String mimeType) {
    return new ResourceLink(
        RESULTS + encoded(resultsId) + "/artefacts/" + encoded(name), name, mimeType);
  }

  /** A chunk of a population; as CSV, shortened where need be. */
  static ResourceLink chunk(String resultsId, String chunkId) {
    return new ResourceLink("perfusion:/" + chunkPath(resultsId, chunkId), chunkId, "text/csv");
  }

  /** Where a chunk of a population is over HTTP. */
  static String chunkPath(String resultsId, String chunkId) {
    return "/population_results/" + encoded(resultsId) + "/chunks/" + encoded(chunkId);
  }

  /** Where a table of a population is over HTTP. */
  static String populationFile(String resultsId, String name) {
    return "/population_results/" + encoded(resultsId) + "/files/" + encoded(name);
  }

  private static String encoded(String text) {
    return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8)
        .replace("+", "%20");
  }
}
