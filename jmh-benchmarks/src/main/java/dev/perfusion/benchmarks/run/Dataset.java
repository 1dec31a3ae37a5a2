package dev.perfusion.benchmarks.run;

import dev.perfusion.benchmarks.path.Endpoint;
import dev.perfusion.benchmarks.path.ToolCaller;
import dev.perfusion.benchmarks.path.ToolPaths;
import dev.perfusion.fixtures.DemoModel;
import dev.perfusion.gate.document.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The model file that is measured.
 *
 * @param id file name
 * @param sizeBytes size
 * @param sha256 hash of the content, lower-case hexadecimal
 */
record Dataset(String id, long sizeBytes, String sha256) {
  /**
   * Describes a model.
   *
   * @param model its file; empty for the demo model on the class path
   */
  static Dataset of(Optional<Path> model) throws IOException {
    if (model.isPresent()) {
      return of(model.get().getFileName().toString(), Files.readAllBytes(model.get()));
    }
    return of(DemoModel.FILE_NAME, DemoModel.bytes());
  }

  /**
   * Describes a model that a running server can load; it is loaded and forgotten.
   *
   * @param request names model, simulation and a parameter that has to be there
   */
  static Dataset of(Endpoint server, RunRequest request) {
    String file = request.model().map(Path::toString).orElse("classpath:" + DemoModel.FILE_NAME);
    ObjectNode name = JsonMapper.shared().createObjectNode();
    name.put("simulationId", "bench-" + UUID.randomUUID().toString().substring(0, 8));
    ObjectNode load = name.deepCopy().put("filePath", file);
    request.simulation().ifPresent(wanted -> load.put("simulationName", wanted));
    try (ToolCaller caller = ToolPaths.caller(Transport.REST, server)) {
      JsonNode metadata = caller.call("load_simulation", load).required("metadata");
      try {
        request
            .parameter()
            .ifPresent(
                path ->
                    caller.call("get_parameter_value", name.deepCopy().put("parameterPath", path)));
      } finally {
        caller.call("unload_simulation", name);
      }
      return new Dataset(
          Path.of(file).getFileName().toString().replace("classpath:", ""),
          metadata.required("sizeBytes").longValue(),
          metadata.required("sha256").stringValue());
    }
  }

  private static Dataset of(String id, byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return new Dataset(id, content.length, HexFormat.of().formatHex(hash));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
