package dev.perfusion.benchmarks.overhead;

import dev.perfusion.bridge.json.Json;
import io.javalin.Javalin;
import tools.jackson.databind.JsonNode;

/**
 * A JSON route as anybody would write it with Javalin: reads an object, answers a record of the
 * shape of {@code get_parameter_value}. Checks nothing, notes nothing.
 */
final class PlainRoute implements AutoCloseable {
  static final String PATH = "/plain";
  private static final int FIRST_VIRTUAL_THREADS = 21;

  private final Javalin javalin;

  /** Answer; of the same shape as that of the tool. */
  record Answer(Parameter parameter) {}

  /** Value of a parameter. */
  record Parameter(
      String path,
      double value,
      String unit,
      String displayName,
      String lastUpdatedAt,
      String source) {}

  PlainRoute() {
    javalin =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  config.startup.showOldJavalinVersionWarning = false;
                  config.startup.startupWatcherEnabled = false;
                  config.concurrency.useVirtualThreads =
                      Runtime.version().feature() >= FIRST_VIRTUAL_THREADS;
                  config.routes.post(
                      PATH,
                      context -> {
                        JsonNode request = Json.mapper().readTree(context.bodyAsBytes());
                        String path = request.path("parameterPath").stringValue();
                        Parameter parameter =
                            new Parameter(path, 73, "kg", "Weight", null, "model");
                        context
                            .contentType("application/json")
                            .result(Json.bytes(new Answer(parameter)));
                      });
                })
            .start("127.0.0.1", 0);
  }

  int port() {
    return javalin.port();
  }

  @Override
  public void close() {
    javalin.stop();
  }
}
