package dev.perfusion.bridge.tool;

import dev.perfusion.bridge.audit.AuditTrail;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.json.CanonicalJson;
import dev.perfusion.bridge.security.Identity;
import dev.perfusion.bridge.security.Role;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Notes tool calls: digests of arguments and answers, never the values themselves. */
final class ToolAudit {
  private static final double NANOS_PER_MICRO = 1e3;
  private static final double MICROS_PER_MS = 1e3;
  private static final int USUAL_LENGTH = 512;
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
    trail.record(
        "tool." + spec.name(),
        event -> {
          event
              .raw("confirmed", Boolean.toString(context.confirmation() == Confirmation.GIVEN))
              .text("correlationId", context.correlationId());
          if (failure != null) {
            StringBuilder error = new StringBuilder().append('{');
            text(error, "code", failure.code().wireName());
            text(error.append(','), "message", failure.getMessage());
            event.raw("error", error.append('}'));
          }
          event
              .raw("identity", identity(context.caller()))
              .raw("tool", tool(spec, arguments, context, response, failure == null, nanos))
              .text("transport", context.transport());
        });
  }

  /** Written out by hand, names sorted: a tree would take as long as the rest of the event. */
  private StringBuilder tool(
      ToolSpec<?, ?> spec,
      JsonNode arguments,
      ToolContext context,
      Record response,
      boolean success,
      long nanos) {
    JsonNode present = arguments == null ? JsonNodeFactory.instance.objectNode() : arguments;
    StringBuilder tool = new StringBuilder(USUAL_LENGTH);
    String[] names = present.propertyNames().toArray(new String[0]);
    Arrays.sort(names);
    tool.append("{\"argumentKeys\":");
    texts(tool, Arrays.asList(names));
    text(tool.append(','), "argumentsDigest", CanonicalJson.sha256(present));
    double millis = Math.rint(nanos / NANOS_PER_MICRO) / MICROS_PER_MS;
    tool.append(",\"durationMs\":").append(CanonicalJson.fraction(millis));
    text(tool.append(','), "idempotencyKey", context.idempotencyKey().orElse(null));
    text(tool.append(','), "name", spec.name());
    if (response != null) {
      text(tool.append(','), "resultDigest", CanonicalJson.sha256(CanonicalJson.bytes(response)));
      tool.append(",\"resultSummary\":");
      summary(tool, response);
    }
    text(tool.append(','), "serviceVersion", serviceVersion);
    text(tool.append(','), "status", success ? "success" : "error");
    return tool.append('}');
  }

  private static void text(StringBuilder out, String name, String value) {
    out.append('"').append(name).append("\":");
    if (value == null) {
      out.append("null");
    } else {
      CanonicalJson.append(value, out);
    }
  }

  private static void texts(StringBuilder out, List<String> values) {
    out.append('[');
    for (int i = 0; i < values.size(); i++) {
      CanonicalJson.append(values.get(i), i == 0 ? out : out.append(','));
    }
    out.append(']');
  }

  private void summary(StringBuilder out, Record response) {
    String separator = "{";
    for (RecordComponent component :
        summarised.computeIfAbsent(response.getClass(), ToolAudit::summarised)) {
      String value = value(component, response);
      if (value != null) {
        text(out.append(separator), component.getName(), value);
        separator = ",";
      }
    }
    out.append(separator.equals("{") ? "{}" : "}");
  }

  private static List<RecordComponent> summarised(Class<?> response) {
    return Arrays.stream(response.getRecordComponents())
        .filter(c -> SUMMARISED.contains(c.getName()) && c.getType() == String.class)
        .filter(c -> c.getAccessor().trySetAccessible())
        .sorted(Comparator.comparing(RecordComponent::getName))
        .toList();
  }

  private static String value(RecordComponent component, Record record) {
    try {
      return (String) component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("an accessor of " + record.getClass() + " failed", e);
    }
  }

  private static StringBuilder identity(Identity caller) {
    StringBuilder identity = new StringBuilder().append("{\"isServiceAccount\":");
    identity.append(caller.serviceAccount()).append(",\"roles\":");
    texts(
        identity,
        Arrays.stream(Role.values()).filter(caller.roles()::contains).map(Role::wireName).toList());
    text(identity.append(','), "subject", caller.subject());
    text(identity.append(','), "tokenId", caller.tokenId());
    return identity.append('}');
  }
}
