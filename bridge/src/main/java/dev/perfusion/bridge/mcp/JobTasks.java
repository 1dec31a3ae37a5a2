package dev.perfusion.bridge.mcp;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.job.JobError;
import dev.perfusion.bridge.job.JobRecord;
import dev.perfusion.bridge.tool.JobAnswer;
import dev.perfusion.bridge.tool.JobTool;
import dev.perfusion.bridge.tool.Tool;
import dev.perfusion.bridge.tool.ToolEntry;
import dev.perfusion.bridge.tool.ToolRequest;
import dev.perfusion.bridge.tool.ToolSpec;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The jobs of a bridge as tasks; a task and its job have the same id. */
final class JobTasks implements TaskSource {
  private final Bridge bridge;

  JobTasks(Bridge bridge) {
    this.bridge = bridge;
  }

  /** The task that an answer speaks of, when it is not finished and the client takes tasks. */
  Optional<Task> unfinished(Tool<?, ?> tool, Record response, McpRequest request) {
    if (!(tool instanceof JobTool<?>)
        || !(response instanceof JobAnswer answer)
        || answer.finished()
        || !request.client().supportsTasks()) {
      return Optional.empty();
    }
    return Optional.of(task(bridge.jobs().get(answer.jobId())));
  }

  @Override
  public Optional<Task> find(String taskId, McpRequest request) {
    if (!request.caller().hasAny(ToolSpec.READERS)) {
      return Optional.empty();
    }
    try {
      return Optional.of(task(bridge.jobs().get(taskId)));
    } catch (BridgeException e) {
      return Optional.empty();
    }
  }

  @Override
  public void answer(String taskId, JsonNode responses, McpRequest request) {
    // Jobs ask nothing: what is needed from the user is asked before they begin.
  }

  @Override
  public void cancel(String taskId, McpRequest request) {
    if (!request.caller().hasAny(ToolSpec.WRITERS)) {
      throw new McpException(
          McpException.INVALID_PARAMS, 403, "tasks/cancel needs the role operator or admin");
    }
    bridge.jobs().cancel(taskId);
  }

  private Task task(JobRecord job) {
    return new Task(
        job.jobId(), status(job), message(job), job.submittedAt(), lastChange(job), content(job));
  }

  private static Task.Status status(JobRecord job) {
    return switch (job.state()) {
      case QUEUED, RUNNING -> Task.Status.WORKING;
      case CANCELLED -> Task.Status.CANCELLED;
      // A simulation that failed is an answer of the tool; the protocol did not fail.
      case SUCCEEDED, FAILED, TIMEOUT -> Task.Status.COMPLETED;
    };
  }

  private static String message(JobRecord job) {
    return switch (job.state()) {
      case RUNNING ->
          job.work() != null
              ? job.work().text()
              : String.format(Locale.ROOT, "%.1f %% of simulated time", job.progressPercent());
      case QUEUED -> "waits for a worker";
      default -> job.state().wireName();
    };
  }

  private static Instant lastChange(JobRecord job) {
    if (job.finishedAt() != null) {
      return job.finishedAt();
    }
    return job.startedAt() == null ? job.submittedAt() : job.startedAt();
  }

  private ObjectNode content(JobRecord job) {
    return switch (job.state()) {
      case SUCCEEDED -> result(job);
      case FAILED, TIMEOUT -> ToolResults.failure(reason(job.error()));
      default -> null;
    };
  }

  private static String reason(JobError error) {
    return error.code() + ": " + error.message();
  }

  private ObjectNode result(JobRecord job) {
    for (ToolEntry<?, ?> entry : bridge.calls().catalogue().all()) {
      if (entry.tool() instanceof JobTool<?> tool && tool.jobType().equals(job.type())) {
        return result(entry, tool.describe(job));
      }
    }
    throw new IllegalStateException("no tool has jobs of type " + job.type());
  }

  private <Q extends Record & ToolRequest<R>, R extends Record> ObjectNode result(
      ToolEntry<Q, R> entry, Record answer) {
    return ToolResults.success(
        entry, entry.spec().response().cast(answer), true, bridge.config().mcp().maxReplyTokens());
  }
}
