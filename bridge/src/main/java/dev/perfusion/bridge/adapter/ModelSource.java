package dev.perfusion.bridge.adapter;

import java.nio.file.Path;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Where a model comes from; the caller's right to it has been checked. */
public sealed interface ModelSource {
  /** How the user named it; the file of error messages. */
  String label();

  /** As JSON, for {@link #of}. */
  default ObjectNode json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("label", label());
    if (this instanceof File file) {
      node.put("path", file.path().toString());
      node.put("simulationName", file.simulationName());
    }
    return node;
  }

  /** From {@link #json()}. */
  static ModelSource of(JsonNode node) {
    JsonNode path = node.path("path");
    return path.isString()
        ? new File(
            Path.of(path.stringValue()),
            node.path("label").stringValue(),
            node.path("simulationName").isString()
                ? node.path("simulationName").stringValue()
                : null)
        : new Demo();
  }

  /**
   * A model file.
   *
   * @param simulationName which simulation of a project file; null for the only one
   */
  record File(Path path, String label, String simulationName) implements ModelSource {
    /** A PK-Sim or MoBi project file, told by its ending. */
    public boolean isProject() {
      String name = path.toString().toLowerCase(Locale.ROOT);
      return name.endsWith(".pksim5") || name.endsWith(".mbp3");
    }
  }

  /** The demo model that comes with the program. */
  record Demo() implements ModelSource {
    /** What a caller writes as file path to get it. */
    public static final String LABEL = "classpath:demo.pkml";

    @Override
    public String label() {
      return LABEL;
    }
  }
}
