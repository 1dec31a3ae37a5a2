package dev.perfusion.bridge.tool;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.session.Session;
import dev.perfusion.bridge.session.SessionRegistry;
import dev.perfusion.engine.QuantityInfo;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Tool {@code list_parameters}. */
public final class ListParameters implements Tool<ListParameters.Request, ListParameters.Response> {
  private static final int DEFAULT_LIMIT = 200;
  private static final int MAX_LIMIT = 5000;
  private static final int SHOWN_IN_TEXT = 50;
  private static final int CLOSEST = 5;
  private static final int MAX_COMPARED = 200;

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
    List<String> matching =
        session.quantities().stream()
            .filter(quantity -> quantity.kind() == QuantityInfo.Kind.PARAMETER)
            .map(QuantityInfo::path)
            .filter(pattern::matches)
            .distinct()
            .sorted()
            .toList();
    if (matching.isEmpty()) {
      return new Response(session.simulationId(), List.of(), 0, null, closest(session, request));
    }
    int from = request.cursor() == null ? 0 : after(matching, decode(request.cursor()));
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

  /** The parameters whose paths look most like a pattern that matches none. */
  private static List<String> closest(Session session, Request request) {
    String text = request.searchPattern().replace("*", "").toLowerCase(Locale.ROOT);
    String wanted = text.substring(0, Math.min(text.length(), MAX_COMPARED));
    record Candidate(String path, int distance) {}
    return session.quantities().stream()
        .filter(quantity -> quantity.kind() == QuantityInfo.Kind.PARAMETER)
        .map(QuantityInfo::path)
        .map(p -> new Candidate(p, Similarity.distance(p.toLowerCase(Locale.ROOT), wanted)))
        .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::path))
        .map(Candidate::path)
        .distinct()
        .limit(CLOSEST)
        .toList();
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

  private static String decode(String cursor) {
    try {
      return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw BridgeException.invalid(
          "cursor",
          "cursor \"" + cursor + "\" is not one that this tool gave out",
          "leave cursor out for the first page, then pass nextCursor unchanged");
    }
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
