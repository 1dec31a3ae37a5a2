package dev.perfusion.bridge.mcp.conformance;

import dev.perfusion.bridge.mcp.McpException;
import dev.perfusion.bridge.mcp.McpRequest;
import dev.perfusion.bridge.mcp.Messages;
import dev.perfusion.bridge.mcp.Notice;
import dev.perfusion.bridge.mcp.Notices;
import dev.perfusion.bridge.mcp.Task;
import dev.perfusion.bridge.mcp.TaskSource;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Tasks that the fixtures begin; they live in memory until the server ends. */
final class FixtureTasks implements TaskSource, AutoCloseable {
  private final Notices notices;
  private final Map<String, Running> byId = new ConcurrentHashMap<>();
  private final ExecutorService workers =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "perfusion-conformance");
            thread.setDaemon(true);
            return thread;
          });

  FixtureTasks(Notices notices) {
    this.notices = notices;
  }

  /** Work that may wait and ask. */
  @FunctionalInterface
  interface Work {
    ObjectNode result(Running task) throws InterruptedException;
  }

  Task start(Work work) {
    Running running = new Running();
    byId.put(running.id, running);
    workers.execute(() -> running.work(work));
    return running.show();
  }

  /** One task. */
  final class Running {
    private final String id = UUID.randomUUID().toString();
    private final Instant createdAt = Instant.now();
    private final Map<String, ObjectNode> questions = new LinkedHashMap<>();
    private final Map<String, JsonNode> answers = new LinkedHashMap<>();
    private Instant updatedAt = createdAt;
    private Task.Status status = Task.Status.WORKING;
    private ObjectNode content;
    private Thread thread;

    private void work(Work work) {
      synchronized (this) {
        if (status != Task.Status.WORKING) {
          return;
        }
        thread = Thread.currentThread();
      }
      try {
        end(Task.Status.COMPLETED, work.result(this));
      } catch (McpException e) {
        ObjectNode error = Messages.object().put("code", -32603).put("message", e.getMessage());
        end(Task.Status.FAILED, error);
      } catch (InterruptedException e) {
        end(Task.Status.CANCELLED, null);
      }
    }

    /** Parks the task until all is answered. */
    Map<String, JsonNode> ask(Map<String, ObjectNode> asked) throws InterruptedException {
      synchronized (this) {
        questions.putAll(asked);
        change(Task.Status.INPUT_REQUIRED);
      }
      notices.publish(new Notice.TaskChanged(id));
      synchronized (this) {
        while (!questions.isEmpty()) {
          wait();
        }
        change(Task.Status.WORKING);
        return Map.copyOf(answers);
      }
    }

    private synchronized void answered(JsonNode responses) {
      questions
          .keySet()
          .removeIf(
              name -> {
                JsonNode answer = responses.get(name);
                if (answer != null) {
                  answers.put(name, answer);
                }
                return answer != null;
              });
      notifyAll();
    }

    private void end(Task.Status last, ObjectNode with) {
      synchronized (this) {
        if (status != Task.Status.WORKING && status != Task.Status.INPUT_REQUIRED) {
          return;
        }
        content = with;
        change(last);
      }
      notices.publish(new Notice.TaskChanged(id));
    }

    private synchronized void stop() {
      if (thread != null) {
        thread.interrupt();
      }
    }

    private void change(Task.Status next) {
      status = next;
      updatedAt = Instant.now();
    }

    private synchronized Task show() {
      ObjectNode shown = content;
      if (status == Task.Status.INPUT_REQUIRED) {
        shown = Messages.object();
        questions.forEach(shown::set);
      }
      return new Task(id, status, null, createdAt, updatedAt, shown);
    }
  }

  @Override
  public Optional<Task> find(String taskId, McpRequest request) {
    return Optional.ofNullable(byId.get(taskId)).map(Running::show);
  }

  @Override
  public void answer(String taskId, JsonNode responses, McpRequest request) {
    byId.get(taskId).answered(responses);
  }

  @Override
  public void cancel(String taskId, McpRequest request) {
    Running running = byId.get(taskId);
    running.end(Task.Status.CANCELLED, null);
    running.stop();
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }
}
