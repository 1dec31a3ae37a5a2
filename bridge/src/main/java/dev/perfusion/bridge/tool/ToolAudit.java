package dev.perfusion.bridge.tool;

import dev.perfusion.bridge.audit.AuditTrail;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.json.CanonicalJson;
import dev.perfusion.bridge.security.Identity;
import dev.perfusion.bridge.security.Role;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Notes tool calls: digests of arguments and answers, never the values themselves. */
final class ToolAudit {
  private static final double NANOS_PER_MICRO = 1e3;
  private static final double MICROS_PER_MS = 1e3;
  private static final List<String> SUMMARISED =
      List.of("jobId", "status", "simulationId", "resultsId");

  private final AuditTrail trail;
  private final String serviceVersion;
  private final Map<Class<?>, List<RecordComponent>> summarised = new ConcurrentHashMap<>();

  ToolAudit(AuditTrail trail, String serviceVersion) {
    this.trail = trail;
    this.serviceVersion = serviceVersion;
  }

  Optional<String> problem() {
    return trail.problem();
  }

  void note(
      ToolSpec<?, ?> spec,
      JsonNode arguments,
      ToolContext context,
      Record response,
      BridgeException failure,
      long nanos) {
    if (trail == AuditTrail.NONE) {
      return;
    }
    Supplier<ObjectNode> payload =
        () -> {
          ObjectNode event = JsonNodeFactory.instance.objectNode();
          event.put("correlationId", context.correlationId());
          event.put("transport", context.transport());
          event.put("confirmed", context.confirmation() == Confirmation.GIVEN);
          event.set("identity", identity(context.caller()));
          ObjectNode tool = event.putObject("tool");
          tool.put("name", spec.name());
          describeArguments(tool, arguments);
          tool.put("idempotencyKey", context.idempotencyKey().orElse(null));
          tool.put("status", failure == null ? "success" : "error");
          tool.put("durationMs", Math.rint(nanos / NANOS_PER_MICRO) / MICROS_PER_MS);
          tool.put("serviceVersion", serviceVersion);
          if (response != null) {
            describeResponse(tool, response);
          }
          if (failure != null) {
            event
                .putObject("error")
                .put("code", failure.code().wireName())
                .put("message", failure.getMessage());
          }
          return event;
        };
    trail.record("tool." + spec.name(), payload);
  }

  private static void describeArguments(ObjectNode tool, JsonNode arguments) {
    JsonNode present = arguments == null ? JsonNodeFactory.instance.objectNode() : arguments;
    tool.put("argumentsDigest", CanonicalJson.sha256(present));
    ArrayNode keys = tool.putArray("argumentKeys");
    String[] names = present.propertyNames().toArray(new String[0]);
    Arrays.sort(names);
    for (String name : names) {
      keys.add(name);
    }
  }

  private void describeResponse(ObjectNode tool, Record response) {
    tool.put("resultDigest", CanonicalJson.sha256(CanonicalJson.bytes(response)));
    ObjectNode summary = tool.putObject("resultSummary");
    for (RecordComponent component :
        summarised.computeIfAbsent(response.getClass(), ToolAudit::summarised)) {
      String value = value(component, response);
      if (value != null) {
        summary.put(component.getName(), value);
      }
    }
  }

  private static List<RecordComponent> summarised(Class<?> response) {
    return Arrays.stream(response.getRecordComponents())
        .filter(c -> SUMMARISED.contains(c.getName()) && c.getType() == String.class)
        .filter(c -> c.getAccessor().trySetAccessible())
        .toList();
  }

  private static String value(RecordComponent component, Record record) {
    try {
      return (String) component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("an accessor of " + record.getClass() + " failed", e);
    }
  }

  static ObjectNode identity(Identity caller) {
    ObjectNode identity = JsonNodeFactory.instance.objectNode();
    identity.put("subject", caller.subject());
    ArrayNode roles = identity.putArray("roles");
    for (Role role : Role.values()) {
      if (caller.roles().contains(role)) {
        roles.add(role.wireName());
      }
    }
    identity.put("tokenId", caller.tokenId());
    identity.put("isServiceAccount", caller.serviceAccount());
    return identity;
  }
}
