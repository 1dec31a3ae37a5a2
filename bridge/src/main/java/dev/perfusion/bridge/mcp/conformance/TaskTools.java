package dev.perfusion.bridge.mcp.conformance;

import dev.perfusion.bridge.mcp.McpException;
import dev.perfusion.bridge.mcp.McpRequest;
import dev.perfusion.bridge.mcp.Messages;
import dev.perfusion.bridge.mcp.ToolHandler.Outcome;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Tools that become tasks. */
final class TaskTools {
  private static final long MS_PER_SECOND = 1000;
  private static final String CONFIRM = "confirm";

  private final FixtureTasks tasks;

  private TaskTools(FixtureTasks tasks) {
    this.tasks = tasks;
  }

  static void add(FixtureTools tools, FixtureTasks tasks) {
    TaskTools made = new TaskTools(tasks);
    ObjectNode none = FixtureTools.noArguments();
    tools.add(
        "greet",
        "Greets",
        FixtureTools.argument("name", "string"),
        request -> Messages.text("Hello, " + request.arguments().path("name").asString("") + "!"));
    ObjectNode slow = FixtureTools.argument("seconds", "number");
    ((ObjectNode) slow.get("properties")).putObject("label").put("type", "string");
    tools.addOutcome("slow_compute", "Takes its time", slow, made::slow);
    tools.addOutcome("failing_job", "Fails as a tool", none, made::failing);
    tools.addOutcome("protocol_error_job", "Fails as a program", none, made::faulty);
    tools.addOutcome(
        "confirm_delete",
        "Asks before it works",
        FixtureTools.argument("filename", "string"),
        made::confirming);
    tools.addOutcome("multi_input", "Asks two things", none, made::askingTwice);
    tools.addOutcome("test_tool_with_task", "Asks, then takes its time", none, made::composed);
  }

  private Outcome slow(McpRequest request) {
    long milliseconds = (long) (MS_PER_SECOND * request.arguments().path("seconds").asDouble(0));
    ObjectNode result = Messages.text("computed " + request.arguments().path("label"));
    if (milliseconds == 0 || !becomesTask(request)) {
      request.client().pause(milliseconds);
      return new Outcome.Done(result);
    }
    return new Outcome.Started(
        tasks.start(
            task -> {
              Thread.sleep(milliseconds);
              return result;
            }));
  }

  private static boolean becomesTask(McpRequest request) {
    return request.client().supportsTasks();
  }

  private Outcome started(McpRequest request, FixtureTasks.Work work) {
    request.client().requireTasks();
    return new Outcome.Started(tasks.start(work));
  }

  private Outcome failing(McpRequest request) {
    return started(
        request,
        task -> {
          Thread.sleep(MS_PER_SECOND);
          return Messages.text("it failed").put("isError", true);
        });
  }

  private Outcome faulty(McpRequest request) {
    return started(
        request,
        task -> {
          throw McpException.internal("a fault on purpose");
        });
  }

  private Outcome confirming(McpRequest request) {
    ObjectNode question = Questions.form("Delete?", CONFIRM, "boolean");
    return started(
        request,
        task -> Messages.text("answered " + task.ask(Map.of(CONFIRM, question)).get(CONFIRM)));
  }

  private Outcome askingTwice(McpRequest request) {
    Map<String, ObjectNode> questions = new LinkedHashMap<>();
    questions.put("name", Questions.form("Your name?", "name", "string"));
    questions.put(CONFIRM, Questions.form("Go on?", CONFIRM, "boolean"));
    return started(request, task -> Messages.text("answered " + task.ask(questions)));
  }

  private Outcome composed(McpRequest request) {
    ObjectNode question = Questions.form("What is your name?", "name", "string");
    JsonNode answer = request.client().ask(Map.of("user_name", question), true).get("user_name");
    String name = answer.path("content").path("name").asString("");
    return started(request, task -> Messages.text("Hello, " + name));
  }
}
