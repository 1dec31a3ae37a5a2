package dev.perfusion.benchmarks.data;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A public model file at a commit.
 *
 * @param repository owner and name
 * @param commit 40 hexadecimal digits
 * @param path in the repository
 * @param sha256 of the content, lower-case hexadecimal
 * @param sizeBytes of the content
 */
public record StandardModel(
    String repository, String commit, String path, String sha256, long sizeBytes) {
  /** Checks. */
  public StandardModel {
    if (!repository.matches("[\\w.-]+/[\\w.-]+")
        || !commit.matches("[0-9a-f]{40}")
        || !sha256.matches("[0-9a-f]{64}")
        || path.startsWith("/")
        || List.of(path.split("/", -1)).contains("..")) {
      throw new IllegalArgumentException("not a pinned model: " + repository + " " + path);
    }
  }

  /** Reads a list of models. */
  public static List<StandardModel> read(Path manifest) throws IOException {
    try {
      List<StandardModel> models = new ArrayList<>();
      for (JsonNode node :
          JsonMapper.shared().readTree(Files.readAllBytes(manifest)).required("models")) {
        models.add(
            new StandardModel(
                node.required("repository").stringValue(),
                node.required("commit").stringValue(),
                node.required("path").stringValue(),
                node.required("sha256").stringValue(),
                node.required("sizeBytes").longValue()));
      }
      return models;
    } catch (JacksonException | IllegalArgumentException e) {
      throw new IOException(manifest + " is not a list of models: " + e.getMessage(), e);
    }
  }

  /** Last part of the path. */
  public String fileName() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /**
   * Where it can be downloaded.
   *
   * @param base what serves {@code /owner/name/commit/path}
   */
  URI uri(URI base) {
    String target = "/" + repository + "/" + commit + "/" + path;
    StringBuilder escaped = new StringBuilder();
    for (byte b : target.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain = c < 128 && (Character.isLetterOrDigit(c) || "/-._~".indexOf(c) >= 0);
      escaped.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
    }
    return URI.create(base.toString().replaceAll("/+$", "") + escaped);
  }
}
