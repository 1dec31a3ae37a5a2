package dev.perfusion.bridge.mcp;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Work that is often wanted, as prompts that name the tools to use. */
final class BridgePrompts implements PromptSource {
  private static final String SIMULATION = "simulationId";

  /**
   * An argument of a prompt.
   *
   * @param otherwise its value when it is left out; null for one that is needed
   */
  private record Argument(String name, String description, String otherwise) {}

  /**
   * A prompt.
   *
   * @param text with arguments as {@code {name}}
   */
  private record Prompt(
      String name, String title, String description, List<Argument> arguments, String text) {}

  private static final List<Prompt> PROMPTS =
      List.of(
          new Prompt(
              "first_look",
              "First look at a model",
              "Loads a model, says what is in it, runs it and reports the curves",
              List.of(new Argument("filePath", "Model file", "classpath:demo.pkml")),
              "Load {filePath} with load_simulation. Say how many parameters, species and observers"
                  + " it has. Show organism and drug parameters found with list_parameters"
                  + " (searchPattern Organism|* and then what looks like the drug). Run it with"
                  + " run_simulation, wait for the job with get_job_status, and read the results"
                  + " with get_results (maxPoints 50). Report for each output the maximum, when it"
                  + " is reached, and the unit. Report warnings literally."),
          new Prompt(
              "compare_parameter",
              "Compare values of one parameter",
              "Runs a loaded simulation for several values of a parameter and compares the outputs",
              List.of(
                  new Argument(SIMULATION, "Loaded simulation", null),
                  new Argument("parameterPath", "Full path of the parameter", null),
                  new Argument("values", "Values in base units, separated by commas", null)),
              "Read {parameterPath} of simulation {simulationId} with get_parameter_value and note"
                  + " value and unit. For each of the values {values}: set it with"
                  + " set_parameter_value, run with run_simulation, wait with get_job_status, read"
                  + " with get_results (maxPoints 50). Put the parameter back to its first value."
                  + " Then compare maximum and time of maximum of each output in a table, with"
                  + " units and the change in percent against the first value."),
          new Prompt(
              "explain_failure",
              "Explain a failed run",
              "Finds out why a job failed and proposes what to change",
              List.of(new Argument("jobId", "Job that failed", null)),
              "Read job {jobId} with get_job_status. If it failed, say at what simulated time and"
                  + " for which quantities. Read those quantities and what they depend on with"
                  + " get_parameter_value and list_parameters. Say which value is implausible, with"
                  + " its unit, and propose a change. Do not change anything without being asked."));

  private final BridgeResources resources;

  BridgePrompts(BridgeResources resources) {
    this.resources = resources;
  }

  @Override
  public void list(ArrayNode prompts) {
    for (Prompt prompt : PROMPTS) {
      ObjectNode listed =
          prompts
              .addObject()
              .put("name", prompt.name())
              .put("title", prompt.title())
              .put("description", prompt.description());
      ArrayNode arguments = listed.putArray("arguments");
      for (Argument argument : prompt.arguments()) {
        arguments
            .addObject()
            .put("name", argument.name())
            .put("description", argument.description())
            .put("required", argument.otherwise() == null);
      }
    }
  }

  @Override
  public Optional<ObjectNode> get(String name, McpRequest request) {
    return find(name).map(prompt -> fill(prompt, request.arguments()));
  }

  private static Optional<Prompt> find(String name) {
    return PROMPTS.stream().filter(prompt -> prompt.name().equals(name)).findFirst();
  }

  private static ObjectNode fill(Prompt prompt, JsonNode given) {
    String text = prompt.text();
    for (Argument argument : prompt.arguments()) {
      String value = given.path(argument.name()).asString(argument.otherwise());
      if (value == null) {
        throw McpException.invalid(
            "argument \"" + argument.name() + "\" of " + prompt.name() + " is missing");
      }
      text = text.replace("{" + argument.name() + "}", value);
    }
    ObjectNode result = Messages.object().put("description", prompt.description());
    ObjectNode message = result.putArray("messages").addObject().put("role", "user");
    message.putObject("content").put("type", "text").put("text", text);
    return result;
  }

  @Override
  public Optional<List<String>> complete(
      String name, String argument, String start, McpRequest request) {
    Map<String, List<String>> known =
        Map.of(SIMULATION, resources.simulations(), "filePath", List.of("classpath:demo.pkml"));
    return find(name)
        .map(
            prompt -> BridgeResources.startingWith(known.getOrDefault(argument, List.of()), start));
  }
}
