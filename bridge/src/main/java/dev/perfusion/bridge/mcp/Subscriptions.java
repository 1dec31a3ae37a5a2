package dev.perfusion.bridge.mcp;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Streams of notices: {@code subscriptions/listen}, and what sessions of older revisions hear. */
final class Subscriptions {
  private static final int MOST_STREAMS = 64;
  private static final int MOST_IDS = 1000;
  private static final String SUBSCRIPTION_ID = "io.modelcontextprotocol/subscriptionId";

  private final Notices notices;
  private final Methods methods;
  private final boolean listsChange;
  private final Semaphore free = new Semaphore(MOST_STREAMS);
  private final Set<Mailbox> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * @param listsChange tools and prompts come and go
   */
  Subscriptions(Notices notices, Methods methods, boolean listsChange) {
    this.notices = notices;
    this.methods = methods;
    this.listsChange = listsChange;
  }

  /** Serves {@code subscriptions/listen} to its end. */
  ObjectNode listen(McpRequest request, JsonNode id) {
    Filter filter = filter(request);
    Mailbox mailbox = new Mailbox();
    Runnable forget =
        notices.listen(
            notice -> {
              Supplier<ObjectNode> message = filter.message(notice, request);
              if (message != null) {
                mailbox.put(() -> tagged(message.get(), id));
              }
            });
    try {
      ObjectNode acknowledged = Messages.object();
      acknowledged.set("notifications", filter.honoured());
      mailbox.put(
          () ->
              tagged(
                  Messages.notification("notifications/subscriptions/acknowledged", acknowledged),
                  id));
      pump(mailbox, request.client().channel());
    } finally {
      forget.run();
    }
    ObjectNode result = Messages.object();
    result.putObject("_meta").set(SUBSCRIPTION_ID, id);
    return result;
  }

  /** Sends the messages of a mailbox until it is closed or the client has gone. */
  private void pump(Mailbox mailbox, Channel channel) {
    serve(channel, mailbox, () -> mailbox.pump(channel));
  }

  /**
   * Serves a stream, if there is room for one more.
   *
   * @param mailbox closed when the server stops, which has to end the stream
   */
  void serve(Channel channel, Mailbox mailbox, Runnable stream) {
    if (!channel.streams()) {
      throw new McpException(
          McpException.INVALID_REQUEST, 406, "the header Accept must name text/event-stream");
    }
    if (!free.tryAcquire()) {
      throw new McpException(
          McpException.INTERNAL_ERROR,
          503,
          "busy: " + MOST_STREAMS + " streams are open already; retry later");
    }
    open.add(mailbox);
    try {
      if (!closed) {
        stream.run();
      }
    } finally {
      open.remove(mailbox);
      free.release();
    }
  }

  /**
   * Lets a session of an older revision hear what it asked for.
   *
   * @return ends it
   */
  Runnable attach(Peer peer) {
    return notices.listen(
        notice -> {
          if (!peer.greeted()) {
            return;
          }
          if (notice instanceof Notice.ListChanged list) {
            if (listsChange || list.kind().equals("resources")) {
              peer.mailbox().put(() -> changed(list));
            }
          } else if (notice instanceof Notice.ResourceUpdated updated
              && peer.watched().contains(updated.uri())) {
            peer.mailbox().put(() -> updated(updated));
          }
        });
  }

  /** Ends all streams, each with its answer. */
  void close() {
    closed = true;
    open.forEach(Mailbox::close);
  }

  private static ObjectNode changed(Notice.ListChanged list) {
    return Messages.notification(
        "notifications/" + list.kind() + "/list_changed", Messages.object());
  }

  private static ObjectNode updated(Notice.ResourceUpdated updated) {
    return Messages.notification(
        "notifications/resources/updated", Messages.object().put("uri", updated.uri()));
  }

  private static ObjectNode tagged(ObjectNode message, JsonNode id) {
    if (message != null) {
      ((ObjectNode) message.get("params")).putObject("_meta").set(SUBSCRIPTION_ID, id);
    }
    return message;
  }

  private Filter filter(McpRequest request) {
    JsonNode wanted = request.params().path("notifications");
    if (!wanted.isObject()) {
      throw new McpException(
          McpException.INVALID_PARAMS, 400, "params.notifications is missing; {} will do");
    }
    Set<String> tasks = texts(wanted, "taskIds");
    if (!tasks.isEmpty()) {
      request.client().requireTasks();
    }
    return new Filter(
        listsChange && wanted.path("toolsListChanged").asBoolean(false),
        listsChange && wanted.path("promptsListChanged").asBoolean(false),
        wanted.path("resourcesListChanged").asBoolean(false),
        texts(wanted, "resourceSubscriptions"),
        tasks);
  }

  private static Set<String> texts(JsonNode wanted, String name) {
    Set<String> texts = new HashSet<>();
    wanted
        .path(name)
        .valueStream()
        .filter(JsonNode::isString)
        .limit(MOST_IDS)
        .forEach(text -> texts.add(text.stringValue()));
    return texts;
  }

  /** What one stream carries. */
  private final class Filter {
    private final boolean tools;
    private final boolean prompts;
    private final boolean resources;
    private final Set<String> uris;
    private final Set<String> tasks;

    Filter(boolean tools, boolean prompts, boolean resources, Set<String> uris, Set<String> tasks) {
      this.tools = tools;
      this.prompts = prompts;
      this.resources = resources;
      this.uris = uris;
      this.tasks = tasks;
    }

    ObjectNode honoured() {
      ObjectNode honoured = Messages.object();
      flag(honoured, "toolsListChanged", tools);
      flag(honoured, "promptsListChanged", prompts);
      flag(honoured, "resourcesListChanged", resources);
      ids(honoured, "resourceSubscriptions", uris);
      ids(honoured, "taskIds", tasks);
      return honoured;
    }

    private static void flag(ObjectNode target, String name, boolean on) {
      if (on) {
        target.put(name, true);
      }
    }

    private static void ids(ObjectNode target, String name, Set<String> ids) {
      if (!ids.isEmpty()) {
        ArrayNode array = target.putArray(name);
        ids.stream().sorted().forEach(array::add);
      }
    }

    /** The message for a notice; null when the stream does not carry it. */
    Supplier<ObjectNode> message(Notice notice, McpRequest request) {
      if (notice instanceof Notice.ListChanged list) {
        boolean carried =
            switch (list.kind()) {
              case "tools" -> tools;
              case "prompts" -> prompts;
              default -> resources;
            };
        return carried ? () -> changed(list) : null;
      }
      if (notice instanceof Notice.ResourceUpdated updated) {
        return uris.contains(updated.uri()) ? () -> updated(updated) : null;
      }
      String task = ((Notice.TaskChanged) notice).taskId();
      return tasks.contains(task) ? () -> taskState(task, request) : null;
    }

    private ObjectNode taskState(String taskId, McpRequest request) {
      return methods
          .task(taskId, request)
          .map(found -> Messages.notification("notifications/tasks", found.task().details()))
          .orElse(null);
    }
  }
}
