package dev.perfusion.bridge.adapter.ospsuite;

import dev.perfusion.bridge.adapter.worker.Remarks;
import dev.perfusion.bridge.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A running R that answers questions: one JSON object a line each way. Lines that are no answers
 * are remarks of packages. Asked by one thread at a time.
 */
final class RProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RProcess.class);
  private static final int LOOK_MS = 10;
  private static final int LONGEST_REMARK = 500;
  private static final long EXIT_MS = 500;

  /** What R and .NET need of the environment; secrets of the bridge are not among it. */
  private static final List<String> PASSED_ON =
      List.of("PATH", "HOME", "LANG", "LC_", "TZ", "TMP", "LD_LIBRARY_PATH", "R_", "DOTNET");

  private final Process process;
  private final Writer questions;
  private final Remarks remarks;
  private final BlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();
  private volatile boolean ended;
  private int last;

  private RProcess(Process process) {
    this.process = process;
    this.questions = process.outputWriter(StandardCharsets.UTF_8);
    this.remarks = new Remarks("R", process.getErrorStream());
    daemon(remarks, "R remarks");
    daemon(this::read, "R answers");
  }

  private static void daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Starts R.
   *
   * @param rscript name or path of Rscript
   * @param libraries folder of R packages; null for those of the user
   * @throws IOException there is no such program
   */
  static RProcess start(String rscript, Path script, Path libraries) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(rscript, "--vanilla", script.toString());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> PASSED_ON.stream().noneMatch(name::startsWith));
    environment.putIfAbsent("LANG", "C.UTF-8");
    if (libraries != null && Files.isDirectory(libraries)) {
      environment.put("R_LIBS", libraries.toAbsolutePath().toString());
    }
    return new RProcess(builder.start());
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode answer = parsed(line);
        if (answer != null && answer.path("id").isNumber()) {
          answers.add(answer);
        } else if (!line.isBlank()) {
          LOG.info("R: {}", line.substring(0, Math.min(LONGEST_REMARK, line.length())));
        }
      }
    } catch (IOException e) {
      // It is gone.
    }
    ended = true;
  }

  private static JsonNode parsed(String line) {
    if (!line.startsWith("{")) {
      return null;
    }
    try {
      return Json.mapper().readTree(line);
    } catch (JacksonException e) {
      return null;
    }
  }

  boolean alive() {
    return !ended && process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  /**
   * Asks and waits for the answer.
   *
   * @param goOn asked every 10 ms; when it says no, R is ended
   * @return the result
   * @throws RFailure what R says; {@link RFailure#GONE} when the process has ended
   */
  JsonNode ask(ObjectNode question, BooleanSupplier goOn) throws RFailure {
    int id = ++last;
    answers.clear();
    try {
      questions.write(Json.mapper().writeValueAsString(question.put("id", id)) + "\n");
      questions.flush();
      while (true) {
        JsonNode answer = answers.poll(LOOK_MS, TimeUnit.MILLISECONDS);
        if (answer != null && answer.path("id").intValue() == id) {
          return result(answer);
        }
        if (answer == null && !alive() && answers.isEmpty()) {
          throw gone();
        }
        if (answer == null && !goOn.getAsBoolean()) {
          close();
          throw new RFailure(RFailure.GONE, "R was ended: its answer is not wanted any more");
        }
      }
    } catch (IOException e) {
      throw gone();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
      throw new RFailure(RFailure.GONE, "R was ended: its caller was interrupted");
    }
  }

  private static JsonNode result(JsonNode answer) throws RFailure {
    JsonNode error = answer.path("error");
    if (error.isObject()) {
      throw new RFailure(error.path("code").asString(""), error.path("message").asString(""));
    }
    return answer.path("result");
  }

  private RFailure gone() {
    String how = "has closed its output";
    try {
      if (process.waitFor(EXIT_MS, TimeUnit.MILLISECONDS)) {
        how = "ended with exit code " + process.exitValue();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    close();
    String said = remarks.last();
    return new RFailure(
        RFailure.GONE, "the R process " + how + (said.isEmpty() ? "" : "; it said: " + said));
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
