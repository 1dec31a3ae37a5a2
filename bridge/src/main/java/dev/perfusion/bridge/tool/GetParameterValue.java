package dev.perfusion.bridge.tool;

import dev.perfusion.bridge.session.SessionRegistry;

/** Tool {@code get_parameter_value}. */
public final class GetParameterValue
    implements Tool<GetParameterValue.Request, GetParameterValue.Response> {
  private final SessionRegistry sessions;

  /** The tool on its services. */
  public GetParameterValue(SessionRegistry sessions) {
    this.sessions = sessions;
  }

  @Override
  public ToolSpec<Request, Response> spec() {
    return new ToolSpec<>(
        "get_parameter_value",
        "Read a parameter",
        "Reads the value at time 0 of a parameter, of a species or of an observer, in its base"
            + " unit. Paths come from list_parameters.",
        ToolSpec.READERS,
        false,
        true,
        Request.class,
        Response.class);
  }

  @Override
  public Response handle(Request request, ToolContext context) {
    var session = sessions.get(request.simulationId());
    return new Response(ParameterValue.of(session.read(request.parameterPath().strip())));
  }

  @Override
  public void check(Request request) {
    sessions.get(request.simulationId()).read(request.parameterPath().strip());
  }

  @Override
  public String text(Response response) {
    return response.parameter().text();
  }

  /** Arguments. */
  public record Request(
      @Field(value = "Id given to load_simulation", minLength = 1, maxLength = 64)
          String simulationId,
      @Field(value = "Full path, for example Organism|Weight", minLength = 1, maxLength = 4096)
          String parameterPath)
      implements ToolRequest<Response> {}

  /** Answer. */
  public record Response(ParameterValue parameter) {}
}
