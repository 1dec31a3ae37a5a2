package dev.perfusion.bridge.tool;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.bridge.error.ErrorDetail;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.session.SessionRegistry;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Tool {@code validate_simulation_request}. */
public final class ValidateSimulationRequest
    implements Tool<ValidateSimulationRequest.Request, ValidateSimulationRequest.Response> {
  private static final String DEFAULT_TOOL = "run_simulation";

  private final SessionRegistry sessions;
  private final Supplier<ToolCatalogue> catalogue;

  /**
   * @param catalogue the tools, this one among them
   */
  public ValidateSimulationRequest(SessionRegistry sessions, Supplier<ToolCatalogue> catalogue) {
    this.sessions = sessions;
    this.catalogue = catalogue;
  }

  @Override
  public ToolSpec<Request, Response> spec() {
    return new ToolSpec<>(
        "validate_simulation_request",
        "Check a request",
        "Checks the arguments of a tool call on a loaded simulation without doing it: paths, units,"
            + " ranges, whether the run would start.",
        ToolSpec.READERS,
        false,
        true,
        Request.class,
        Response.class);
  }

  @Override
  public Response handle(Request request, ToolContext context) {
    int warnings = sessions.get(request.simulationId()).info().warnings().size();
    String tool = request.tool() == null ? DEFAULT_TOOL : request.tool();
    ObjectNode arguments = Json.mapper().createObjectNode();
    if (request.request() instanceof ObjectNode given) {
      arguments.setAll(given);
    }
    arguments.put("simulationId", request.simulationId());
    try {
      check(catalogue.get().get(tool), arguments);
      return new Response(request.simulationId(), tool, true, List.of(), warnings);
    } catch (BridgeException e) {
      List<Finding> findings =
          e.details().isEmpty()
              ? List.of(new Finding(e.code().wireName(), null, e.getMessage(), null))
              : e.details().stream().map(d -> Finding.of(e.code(), d)).toList();
      return new Response(request.simulationId(), tool, false, findings, warnings);
    }
  }

  private static <Q extends Record & ToolRequest<R>, R extends Record> void check(
      ToolEntry<Q, R> entry, JsonNode arguments) {
    ObjectNode normal = entry.normalise(arguments);
    if (!entry.takes("simulationId")) {
      normal.remove("simulationId");
    }
    entry.tool().check(entry.parse(normal));
  }

  @Override
  public String text(Response response) {
    if (response.valid()) {
      return "The request to " + response.tool() + " is valid.";
    }
    StringBuilder text = new StringBuilder("The request to " + response.tool() + " is not valid:");
    for (Finding finding : response.findings()) {
      text.append('\n').append(finding.issue());
      if (finding.hint() != null) {
        text.append("; ").append(finding.hint());
      }
    }
    return text.toString();
  }

  /** Arguments. */
  public record Request(
      @Field(value = "Id given to load_simulation", minLength = 1, maxLength = 64)
          String simulationId,
      @Field(value = "Tool that would be called; default run_simulation", optional = true)
          String tool,
      @Field(value = "Its arguments", optional = true) JsonNode request,
      @Field(value = "Free text, not used", optional = true, maxLength = 64) String stage)
      implements ToolRequest<Response> {}

  /**
   * Answer.
   *
   * @param findings what is wrong; empty when valid
   * @param modelWarnings remarks that the model was loaded with; describe_simulation has them
   */
  public record Response(
      String simulationId, String tool, boolean valid, List<Finding> findings, int modelWarnings) {}

  /** Something that is wrong. */
  public record Finding(
      String code,
      @Field(optional = true) String field,
      String issue,
      @Field(optional = true) String hint) {
    private static Finding of(ErrorCode code, ErrorDetail detail) {
      return new Finding(code.wireName(), detail.field(), detail.issue(), detail.hint());
    }
  }
}
