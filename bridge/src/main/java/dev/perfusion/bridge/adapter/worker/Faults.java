package dev.perfusion.bridge.adapter.worker;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.bridge.error.ErrorDetail;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.engine.SimulationFailedException;
import dev.perfusion.engine.SimulationStoppedException;
import dev.perfusion.engine.model.UnitException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What an adapter throws, as bytes: on this side it is thrown as if the engine were here. */
final class Faults {
  private static final String MESSAGE = "message";
  private static final String KIND = "kind";

  private Faults() {}

  static byte[] bytes(Throwable fault) {
    ObjectNode node = Json.mapper().createObjectNode();
    node.put(MESSAGE, fault.getMessage());
    if (fault instanceof BridgeException bridge) {
      node.put(KIND, "bridge").put("code", bridge.code().name());
      node.set("details", Json.tree(bridge.details()));
    } else if (fault instanceof SimulationFailedException failed) {
      // As text: a time may be no number at all.
      node.put(KIND, "failed").put("time", Double.toString(failed.time()));
      node.set("paths", Json.tree(failed.paths()));
    } else if (fault instanceof SimulationStoppedException) {
      node.put(KIND, "stopped");
    } else if (fault instanceof UnitException unit) {
      node.put(KIND, "unit").put("unit", unit.unit());
    } else {
      node.put(KIND, "other").put(MESSAGE, fault.toString());
    }
    return Json.bytes(node);
  }

  /**
   * The exception of such bytes.
   *
   * @param time simulated time reached, as far as is known here (min)
   */
  static RuntimeException of(byte[] bytes, double time) {
    JsonNode node = Json.mapper().readTree(bytes);
    String message = node.path(MESSAGE).asString("");
    return switch (node.path(KIND).asString("")) {
      case "bridge" -> {
        List<ErrorDetail> details = new ArrayList<>();
        for (JsonNode one : node.path("details")) {
          details.add(Json.mapper().treeToValue(one, ErrorDetail.class));
        }
        yield new BridgeException(
            ErrorCode.valueOf(node.path("code").stringValue()), message, details);
      }
      case "failed" -> failed(node, message);
      case "stopped" -> new SimulationStoppedException(time);
      case "unit" -> new UnitException(node.path("unit").asString(""), message);
      default -> new BridgeException(ErrorCode.INTERNAL_ERROR, "fault in the worker: " + message);
    };
  }

  /** The message of the exception is made of its parts; taken apart, it becomes the same again. */
  private static SimulationFailedException failed(JsonNode node, String message) {
    double time = Double.parseDouble(node.path("time").stringValue());
    List<String> paths = new ArrayList<>();
    node.path("paths").forEach(path -> paths.add(path.stringValue()));
    int end = message.lastIndexOf(" (t = " + time + " min)");
    return new SimulationFailedException(
        time, end < 0 ? message : message.substring(0, end), paths);
  }
}
