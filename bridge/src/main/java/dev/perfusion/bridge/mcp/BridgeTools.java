package dev.perfusion.bridge.mcp;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ConfigException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.bridge.security.Identity;
import dev.perfusion.bridge.security.Role;
import dev.perfusion.bridge.tool.Confirmation;
import dev.perfusion.bridge.tool.ToolCalls;
import dev.perfusion.bridge.tool.ToolCatalogue;
import dev.perfusion.bridge.tool.ToolContext;
import dev.perfusion.bridge.tool.ToolEntry;
import dev.perfusion.bridge.tool.ToolRequest;
import dev.perfusion.bridge.tool.ToolSpec;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The tools of a bridge as MCP tools. */
final class BridgeTools implements ToolSource {
  /** Tools after which other resources are listed. */
  private static final Set<String> CHANGE_LISTS = Set.of("load_simulation", "unload_simulation");

  private final Bridge bridge;
  private final Executor followers;
  private final ToolCalls calls;
  private final BridgeConfig.Mcp settings;
  private final JobTasks tasks;
  private final Notices notices;
  private final UserConfirmation confirmation;
  private final Map<ToolSpec<?, ?>, ObjectNode> listed = new LinkedHashMap<>();
  private final Map<String, ToolHandler> handlers = new HashMap<>();

  /**
   * @param followers runs what follows jobs while calls wait for them
   */
  BridgeTools(
      Bridge bridge,
      BridgeConfig.Mcp settings,
      JobTasks tasks,
      Notices notices,
      Executor followers) {
    this.bridge = bridge;
    this.followers = followers;
    this.calls = bridge.calls();
    this.settings = settings;
    this.tasks = tasks;
    this.notices = notices;
    this.confirmation = new UserConfirmation(settings.confirmation());
    for (String name : settings.tools()) {
      if (!calls.catalogue().has(name)) {
        throw new ConfigException("MCP_TOOLS", name, "no tool has that name");
      }
    }
    for (ToolEntry<?, ?> entry : calls.catalogue().all()) {
      if (offered(entry.spec(), settings)) {
        listed.put(entry.spec(), ToolListing.brief(entry));
        handlers.put(entry.spec().name(), request -> call(entry, request));
      }
    }
  }

  private static boolean offered(ToolSpec<?, ?> spec, BridgeConfig.Mcp settings) {
    return (settings.tools().isEmpty() || settings.tools().contains(spec.name()))
        && (!settings.readOnly() || spec.roles().contains(Role.VIEWER));
  }

  @Override
  public void list(Identity caller, ArrayNode tools) {
    listed.forEach(
        (spec, tool) -> {
          if (caller.hasAny(spec.roles())) {
            tools.add(tool);
          }
        });
  }

  @Override
  public Optional<ToolHandler> find(String name) {
    return Optional.ofNullable(handlers.get(ToolCatalogue.nameOf(name)));
  }

  /**
   * Calls a tool. What the tool refuses is a result with {@code isError}; a missing role is a
   * protocol error.
   */
  private <Q extends Record & ToolRequest<R>, R extends Record> ToolHandler.Outcome call(
      ToolEntry<Q, R> entry, McpRequest request) {
    Confirmation given = confirm(entry, request);
    try {
      R response = followed(entry, request, given);
      if (CHANGE_LISTS.contains(entry.spec().name())) {
        notices.publish(new Notice.ListChanged("resources"));
      }
      Optional<Task> unfinished = tasks.unfinished(entry.tool(), response, request);
      if (unfinished.isPresent()) {
        return new ToolHandler.Outcome.Started(unfinished.get());
      }
      return new ToolHandler.Outcome.Done(result(entry, response, request));
    } catch (BridgeException e) {
      if (e.code() == ErrorCode.FORBIDDEN) {
        throw new McpException(McpException.INVALID_PARAMS, e.code().httpStatus(), e.getMessage());
      }
      return new ToolHandler.Outcome.Done(
          e.code() == ErrorCode.CONFIRMATION_REQUIRED
              ? confirmation.refusal(entry.spec(), request)
              : ToolResults.failure(e));
    }
  }

  private <Q extends Record & ToolRequest<R>, R extends Record> R followed(
      ToolEntry<Q, R> entry, McpRequest request, Confirmation given) {
    try (JobFollower follower = new JobFollower(bridge.jobs(), request.client(), followers)) {
      return calls.call(entry, request.arguments(), context(request, given, follower));
    }
  }

  /** No user is asked about a call that is refused anyway. */
  private Confirmation confirm(ToolEntry<?, ?> entry, McpRequest request) {
    return entry.spec().critical() && calls.acceptable(entry, request.arguments(), request.caller())
        ? confirmation.obtain(entry.spec(), request)
        : Confirmation.ASSUMED;
  }

  /** The answer of a reading tool, for resources: no confirmation, no bound on its size. */
  Record read(String tool, JsonNode arguments, McpRequest request) {
    return calls.call(tool, arguments, context(request, Confirmation.ASSUMED, jobId -> {}));
  }

  private static ToolContext context(
      McpRequest request, Confirmation confirmation, Consumer<String> waiting) {
    return new ToolContext(
        request.caller(),
        "mcp",
        request.correlationId(),
        confirmation,
        Optional.empty(),
        waiting,
        request.client().channel().cancel()::onRequest);
  }

  private <Q extends Record & ToolRequest<R>, R extends Record> ObjectNode result(
      ToolEntry<Q, R> entry, R response, McpRequest request) {
    return ToolResults.success(
        entry, response, request.client().knowsResourceLinks(), settings.maxReplyTokens());
  }
}
