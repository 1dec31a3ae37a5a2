package dev.perfusion.bridge.mcp;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A client of revision 2026-07-28: what it is asked goes into the result of its request, which it
 * repeats with the answers. Answers of earlier rounds travel in the request state.
 */
final class ModernClient extends Client {
  private static final String RESPONSES = "inputResponses";

  private final JsonNode capabilities;
  private final LogLevel logLevel;
  private final McpCall call;
  private final RequestState states;
  private final Map<String, JsonNode> asked = new LinkedHashMap<>();
  private final Map<String, JsonNode> unasked = new LinkedHashMap<>();

  ModernClient(McpCall call, RequestState states) {
    super(call.channel(), call.meta());
    this.call = call;
    this.states = states;
    this.capabilities = call.meta().path(ModernEra.CAPABILITIES_KEY);
    JsonNode level = call.meta().path(ModernEra.LOG_LEVEL_KEY);
    this.logLevel = level.isMissingNode() ? null : LogLevel.of(level.asString(""));
    readAnswers();
  }

  private void readAnswers() {
    JsonNode state = call.params().path("requestState");
    Map<String, JsonNode> target = unasked;
    if (!state.isMissingNode()) {
      states
          .open(state.asString(""), call)
          .properties()
          .forEach(e -> asked.put(e.getKey(), e.getValue()));
      target = asked;
    }
    for (Map.Entry<String, JsonNode> answer : call.params().path(RESPONSES).properties()) {
      // What is not of the right shape is asked for again.
      if (answer.getValue().isObject()) {
        target.put(answer.getKey(), answer.getValue());
      }
    }
  }

  @Override
  JsonNode capabilities() {
    return capabilities;
  }

  @Override
  boolean knowsResourceLinks() {
    return true;
  }

  @Override
  LogLevel logLevel() {
    return logLevel;
  }

  @Override
  int noResourceCode() {
    return McpException.INVALID_PARAMS;
  }

  @Override
  public Map<String, JsonNode> ask(Map<String, ObjectNode> questions, boolean onlyIfAsked) {
    Map<String, JsonNode> answers = new LinkedHashMap<>();
    Map<String, ObjectNode> open = new LinkedHashMap<>();
    questions.forEach(
        (name, question) -> {
          JsonNode answer = asked.get(name);
          if (answer == null && !onlyIfAsked) {
            answer = unasked.get(name);
          }
          if (answer == null) {
            requireFor(question);
            open.put(name, question);
          } else {
            answers.put(name, answer);
          }
        });
    if (open.isEmpty()) {
      return answers;
    }
    answers.putAll(asked);
    throw new InputRequired(open, states.seal(answers, call));
  }

  @Override
  void refuseMissing(String capability, String message) {
    ObjectNode required = Messages.object();
    required.putObject(capability);
    throw McpException.missingCapability(message, required);
  }

  /** Ends a request that cannot go on without answers. */
  static final class InputRequired extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Map<String, ObjectNode> questions;
    private final String state;

    InputRequired(Map<String, ObjectNode> questions, String state) {
      super("input required", null, false, false);
      this.questions = questions;
      this.state = state;
    }

    ObjectNode result() {
      ObjectNode result = Messages.object().put("resultType", "input_required");
      ObjectNode requests = result.putObject("inputRequests");
      questions.forEach(requests::set);
      return result.put("requestState", state);
    }
  }
}
