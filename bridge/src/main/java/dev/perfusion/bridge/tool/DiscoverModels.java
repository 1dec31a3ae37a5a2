package dev.perfusion.bridge.tool;

import dev.perfusion.bridge.adapter.ModelSource;
import dev.perfusion.bridge.adapter.SimulationAdapter;
import dev.perfusion.bridge.security.ModelPaths;
import dev.perfusion.bridge.session.SessionRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Tool {@code discover_models}. */
public final class DiscoverModels implements Tool<DiscoverModels.Request, DiscoverModels.Response> {
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1000;
  private static final int SHOWN_IN_TEXT = 30;

  private final ModelPaths paths;
  private final SessionRegistry sessions;
  private final SimulationAdapter adapter;

  /** The tool on its services. */
  public DiscoverModels(ModelPaths paths, SessionRegistry sessions, SimulationAdapter adapter) {
    this.paths = paths;
    this.sessions = sessions;
    this.adapter = adapter;
  }

  @Override
  public ToolSpec<Request, Response> spec() {
    return new ToolSpec<>(
        "discover_models",
        "Find models",
        "Lists model files that load_simulation can load, with those that are loaded already.",
        ToolSpec.READERS,
        false,
        true,
        Request.class,
        Response.class);
  }

  @Override
  public Response handle(Request request, ToolContext context) {
    List<SessionRegistry.Info> loaded = sessions.all();
    String search = request.search() == null ? "" : request.search().toLowerCase(Locale.ROOT);
    List<Item> all = new ArrayList<>();
    if (request.backend() == null || request.backend().equalsIgnoreCase(adapter.name())) {
      all.add(demo(loaded));
      for (ModelPaths.Found file : paths.list()) {
        all.add(item(file, loaded));
      }
    }
    all.removeIf(
        item ->
            !item.relativePath().toLowerCase(Locale.ROOT).contains(search)
                || Boolean.TRUE.equals(request.loadedOnly()) && !item.isLoaded());
    int page = request.page() == null ? 1 : request.page();
    int limit = request.limit() == null ? DEFAULT_LIMIT : request.limit();
    int from = (int) Math.min(all.size(), (long) (page - 1) * limit);
    int to = Math.min(all.size(), from + limit);
    return new Response(List.copyOf(all.subList(from, to)), page, limit, all.size());
  }

  private Item demo(List<SessionRegistry.Info> loaded) {
    List<String> ids =
        loaded.stream()
            .filter(s -> s.source() instanceof ModelSource.Demo)
            .map(SessionRegistry.Info::simulationId)
            .toList();
    String label = ModelSource.Demo.LABEL;
    return new Item(label, label, "demo", "pkml", adapter.name(), null, null, !ids.isEmpty(), ids);
  }

  private Item item(ModelPaths.Found file, List<SessionRegistry.Info> loaded) {
    List<String> ids =
        loaded.stream()
            .filter(s -> isFrom(s.source(), file))
            .map(SessionRegistry.Info::simulationId)
            .toList();
    String name = file.relativePath();
    return new Item(
        file.path().toString(),
        name,
        ModelPaths.stem(name),
        name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT),
        adapter.name(),
        file.sizeBytes(),
        file.modifiedAt().toString(),
        !ids.isEmpty(),
        ids);
  }

  private static boolean isFrom(ModelSource source, ModelPaths.Found file) {
    return source instanceof ModelSource.File loaded && loaded.path().equals(file.path());
  }

  @Override
  public String text(Response response) {
    StringBuilder text = new StringBuilder();
    text.append(response.total()).append(" models; page ").append(response.page());
    response.items().stream()
        .limit(SHOWN_IN_TEXT)
        .forEach(
            item -> {
              text.append('\n').append(item.relativePath());
              if (item.isLoaded()) {
                text.append(" (loaded as ").append(String.join(", ", item.loadedSimulationIds()));
                text.append(')');
              }
            });
    int more = response.items().size() - SHOWN_IN_TEXT;
    return more > 0
        ? text.append("\nand ").append(more).append(" more").toString()
        : text.toString();
  }

  /** Arguments. */
  public record Request(
      @Field(value = "Text that the path contains, any case", optional = true, maxLength = 256)
          String search,
      @Field(value = "Adapter that can load it", optional = true, maxLength = 64) String backend,
      @Field(value = "Only models that are loaded", optional = true) Boolean loadedOnly,
      @Field(value = "Page, default 1", optional = true, minimum = 1, maximum = 1_000_000)
          Integer page,
      @Field(
              value = "Models per page, default 100",
              optional = true,
              minimum = 1,
              maximum = MAX_LIMIT)
          Integer limit)
      implements ToolRequest<Response> {}

  /**
   * Answer.
   *
   * @param total models on all pages
   */
  public record Response(List<Item> items, int page, int limit, int total) {}

  /**
   * A model.
   *
   * @param filePath what load_simulation takes
   * @param relativePath below its search path
   */
  public record Item(
      String filePath,
      String relativePath,
      String suggestedSimulationId,
      String runtimeFormat,
      String backend,
      @Field(optional = true) Long sizeBytes,
      @Field(optional = true) String modifiedAt,
      boolean isLoaded,
      List<String> loadedSimulationIds) {}
}
