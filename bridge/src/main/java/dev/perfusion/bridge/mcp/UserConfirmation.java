package dev.perfusion.bridge.mcp;

import dev.perfusion.bridge.BridgeConfig.ConfirmationPolicy;
import dev.perfusion.bridge.tool.Confirmation;
import dev.perfusion.bridge.tool.ToolSpec;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Asks the user of a client before a critical tool works. */
final class UserConfirmation {
  private static final String NAME = "confirmation";
  private static final String FIELD = "confirm";
  private static final int LONGEST_ARGUMENTS = 400;

  private final ConfirmationPolicy policy;

  UserConfirmation(ConfirmationPolicy policy) {
    this.policy = policy;
  }

  /** Whether the user agrees; {@code ASSUMED} where nobody is asked. */
  Confirmation obtain(ToolSpec<?, ?> spec, McpRequest request) {
    if (policy == ConfirmationPolicy.OFF) {
      return Confirmation.ASSUMED;
    }
    if (!request.client().showsForms()) {
      return policy == ConfirmationPolicy.REQUIRED ? Confirmation.MISSING : Confirmation.ASSUMED;
    }
    JsonNode answer = request.client().ask(Map.of(NAME, question(spec, request)), true).get(NAME);
    boolean agreed =
        answer.path("action").asString("").equals("accept")
            && answer.path("content").path(FIELD).asBoolean(false);
    return agreed ? Confirmation.GIVEN : Confirmation.MISSING;
  }

  /**
   * What a client is told of a call without a confirmation.
   *
   * @throws McpException in the era that has an error for clients that cannot ask
   */
  ObjectNode refusal(ToolSpec<?, ?> spec, McpRequest request) {
    Client client = request.client();
    if (client.showsForms()) {
      return ToolResults.failure(
          "ConfirmationRequired: the user did not confirm "
              + spec.name()
              + "; nothing was done. Ask the user before calling it again.");
    }
    String message =
        spec.name()
            + " wants the user's confirmation, which this client cannot ask for: use a client that"
            + " declares elicitation, or start the server with CONFIRMATION=auto";
    client.refuseMissing("elicitation", message);
    return ToolResults.failure("ConfirmationRequired: " + message);
  }

  private static ObjectNode question(ToolSpec<?, ?> spec, McpRequest request) {
    String arguments = request.arguments().toString();
    String shown =
        arguments.length() <= LONGEST_ARGUMENTS
            ? arguments
            : arguments.substring(0, LONGEST_ARGUMENTS) + "...";
    ObjectNode question = Messages.object().put("method", "elicitation/create");
    ObjectNode params = question.putObject("params");
    params.put("message", spec.title() + ": call " + spec.name() + " with " + shown + "?");
    ObjectNode schema = params.putObject("requestedSchema").put("type", "object");
    schema
        .putObject("properties")
        .putObject(FIELD)
        .put("type", "boolean")
        .put("title", spec.title())
        .put("description", "true lets the tool work")
        .put("default", true);
    schema.putArray("required").add(FIELD);
    return question;
  }
}
