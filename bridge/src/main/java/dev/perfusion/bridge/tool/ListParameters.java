package dev.perfusion.bridge.tool;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.session.Session;
import dev.perfusion.bridge.session.SessionRegistry;
import dev.perfusion.engine.QuantityInfo;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** Tool {@code list_parameters}. */
public final class ListParameters implements Tool<ListParameters.Request, ListParameters.Response> {
  private static final int DEFAULT_LIMIT = 200;
  private static final int MAX_LIMIT = 5000;
  private static final int SHOWN_IN_TEXT = 50;
  private static final int CLOSEST = 5;
  private static final int SHORT_CHARACTERS = 20_000;

  private final SessionRegistry sessions;

  /** The tool on its services. */
  public ListParameters(SessionRegistry sessions) {
    this.sessions = sessions;
  }

  @Override
  public ToolSpec<Request, Response> spec() {
    return new ToolSpec<>(
        "list_parameters",
        "List parameters",
        "Lists parameter paths of a loaded simulation, sorted. Narrow with searchPattern; more"
            + " follow when nextCursor is set.",
        ToolSpec.READERS,
        false,
        true,
        Request.class,
        Response.class);
  }

  @Override
  public Response handle(Request request, ToolContext context) {
    Session session = sessions.get(request.simulationId());
    PathPattern pattern = PathPattern.of(request.searchPattern());
    List<String> matching = parameters(session).filter(pattern::matches).sorted().toList();
    int from = request.cursor() == null ? 0 : after(matching, last(session, request.cursor()));
    if (matching.isEmpty()) {
      return new Response(session.simulationId(), List.of(), 0, null, closest(session, request));
    }
    int limit = request.limit() == null ? DEFAULT_LIMIT : request.limit();
    int to = Math.min(matching.size(), from + limit);
    List<String> page = matching.subList(from, to);
    return new Response(
        session.simulationId(),
        List.copyOf(page),
        matching.size(),
        to < matching.size() ? encode(matching.get(to - 1)) : null,
        List.of());
  }

  private static Stream<String> parameters(Session session) {
    return session.quantities().stream()
        .filter(quantity -> quantity.kind() == QuantityInfo.Kind.PARAMETER)
        .map(QuantityInfo::path)
        .distinct();
  }

  /** The parameters whose paths look most like a pattern that matches none. */
  private static List<String> closest(Session session, Request request) {
    return Similarity.closest(
        request.searchPattern().replace("*", ""), parameters(session).toList(), CLOSEST);
  }

  /** A cursor names the last path shown, so that a page stays right when paths are the same. */
  private static int after(List<String> sorted, String last) {
    int index = Collections.binarySearch(sorted, last);
    return index >= 0 ? index + 1 : -index - 1;
  }

  private static String encode(String path) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(path.getBytes(StandardCharsets.UTF_8));
  }

  /** The path that a cursor names; a made-up cursor must not look like the end of the list. */
  private static String last(Session session, String cursor) {
    try {
      String path = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      if (parameters(session).anyMatch(path::equals)) {
        return path;
      }
    } catch (IllegalArgumentException e) {
      // Not Base64: refused like any other.
    }
    throw BridgeException.invalid(
        "cursor",
        "cursor \"" + cursor + "\" is not one that this tool gave out for this simulation",
        "leave cursor out for the first page, then pass nextCursor unchanged");
  }

  @Override
  public String text(Response response) {
    List<String> paths = response.parameters();
    if (!response.closest().isEmpty()) {
      return "No parameter matches; closest: " + String.join(", ", response.closest());
    }
    int shown = Math.min(SHOWN_IN_TEXT, paths.size());
    StringBuilder text = new StringBuilder();
    text.append(response.total())
        .append(" parameters match; ")
        .append(paths.size())
        .append(" on this page");
    if (shown < paths.size()) {
      text.append(", the first ").append(shown).append(" of them here");
    }
    text.append(response.nextCursor() == null ? "." : "; pass nextCursor for more.");
    paths.subList(0, shown).forEach(path -> text.append('\n').append(path));
    return text.toString();
  }

  /** A shorter page; its cursor goes on where it ends. */
  @Override
  public Response shortened(Response response) {
    int room = SHORT_CHARACTERS;
    int kept = 0;
    for (String path : response.parameters()) {
      room -= path.length();
      if (room < 0) {
        break;
      }
      kept++;
    }
    if (kept == 0 || kept == response.parameters().size()) {
      return response;
    }
    List<String> page = List.copyOf(response.parameters().subList(0, kept));
    return new Response(
        response.simulationId(), page, response.total(), encode(page.get(kept - 1)), List.of());
  }

  /** Arguments. */
  public record Request(
      @Field(value = "Id given to load_simulation", minLength = 1, maxLength = 64)
          String simulationId,
      @Field(
              value =
                  "Glob over path segments: * within one segment, ** for any number of segments,"
                      + " as in Organism|*|Volume or **|Volume. Text without * is searched anywhere"
                      + " in the path. Default: all",
              optional = true,
              maxLength = 1024)
          String searchPattern,
      @Field(
              value = "Paths per page, default 200",
              optional = true,
              minimum = 1,
              maximum = MAX_LIMIT)
          Integer limit,
      @Field(value = "nextCursor of the page before", optional = true, maxLength = 4096)
          String cursor)
      implements ToolRequest<Response> {
    /** The first page of what matches. */
    public static Request of(String simulationId, String searchPattern) {
      return new Request(simulationId, searchPattern, null, null);
    }
  }

  /**
   * Answer.
   *
   * @param parameters paths, sorted by code point
   * @param total matches on all pages
   * @param nextCursor null on the last page
   * @param closest paths that look most like the pattern, when none matches it
   */
  public record Response(
      String simulationId,
      List<String> parameters,
      int total,
      @Field(optional = true) String nextCursor,
      List<String> closest) {}
}
