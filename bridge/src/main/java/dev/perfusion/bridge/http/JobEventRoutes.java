package dev.perfusion.bridge.http;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.bridge.job.JobRecord;
import dev.perfusion.bridge.job.JobService;
import dev.perfusion.bridge.json.Json;
import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Server-sent events of a job: one when it begins, one with each change of status, one a second
 * while it makes progress; the stream ends with the job or the server. A comment now and then keeps
 * proxies from closing it.
 */
final class JobEventRoutes {
  static final String PATH = "/jobs/{jobId}/events";
  private static final int MOST_STREAMS = 64;
  private static final long LOOK_MS = 25;
  private static final long PROGRESS_NANOS = 1_000_000_000L;
  private static final long KEEP_ALIVE_NANOS = 15_000_000_000L;

  private final JobService jobs;
  private final Pipeline pipeline;
  private final Semaphore streams = new Semaphore(MOST_STREAMS);

  JobEventRoutes(JobService jobs, Pipeline pipeline) {
    this.jobs = jobs;
    this.pipeline = pipeline;
  }

  void register(RoutesConfig routes) {
    routes.get(PATH, pipeline.known("GET", PATH, this::events));
  }

  private void events(Exchange exchange) {
    String jobId = exchange.pathParameter("jobId");
    JobRecord job = jobs.get(jobId);
    if (!streams.tryAcquire()) {
      throw new BridgeException(
          ErrorCode.RATE_LIMITED,
          MOST_STREAMS + " event streams are open already; call get_job_status instead");
    }
    try (OutputStream out = exchange.eventStream()) {
      stream(job, out);
    } catch (IOException e) {
      // The client has gone.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      streams.release();
    }
  }

  private void stream(JobRecord first, OutputStream out) throws IOException, InterruptedException {
    JobRecord sent = first;
    send(out, "data: " + describe(first) + "\n\n");
    long sentNanos = System.nanoTime();
    while (!sent.state().terminal() && !pipeline.stopping()) {
      Thread.sleep(LOOK_MS);
      JobRecord now = jobs.get(first.jobId());
      long since = System.nanoTime() - sentNanos;
      boolean changed = now.state() != sent.state() || now.attempts() != sent.attempts();
      boolean moved = now.progressPercent() > sent.progressPercent() && since > PROGRESS_NANOS;
      if (changed || moved) {
        send(out, "data: " + describe(now) + "\n\n");
        sent = now;
        sentNanos = System.nanoTime();
      } else if (since > KEEP_ALIVE_NANOS) {
        send(out, ": still " + now.state().wireName() + "\n\n");
        sentNanos = System.nanoTime();
      }
    }
  }

  private static void send(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static String describe(JobRecord job) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("jobId", job.jobId());
    event.put("status", job.state().wireName());
    event.put("progress", job.progressPercent());
    if (job.work() != null) {
      event.set("work", Json.tree(job.work()));
    }
    event.put("attempts", job.attempts());
    event.put("maxRetries", job.maxRetries());
    event.put("timeoutSeconds", job.timeoutSeconds());
    event.put("submittedAt", text(job.submittedAt()));
    event.put("startedAt", text(job.startedAt()));
    event.put("finishedAt", text(job.finishedAt()));
    event.put("resultId", job.resultsId());
    event.put("error", job.error() == null ? null : job.error().message());
    return Json.mapper().writeValueAsString(event);
  }

  private static String text(Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
