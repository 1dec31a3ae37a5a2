package dev.perfusion.bridge;

import dev.perfusion.bridge.BridgeConfig.ConfirmationPolicy;
import dev.perfusion.bridge.adapter.AdapterSettings;
import dev.perfusion.bridge.adapter.AdapterSettings.Backend;
import dev.perfusion.bridge.adapter.AdapterSettings.WorkerEngine;
import dev.perfusion.bridge.audit.FsyncPolicy;
import dev.perfusion.bridge.error.ConfigException;
import dev.perfusion.bridge.security.AuthSettings;
import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the environment variables of the bridge; empty values count as not set. */
final class EnvironmentSettings {
  private static final Set<String> YES = Set.of("1", "true", "yes", "on");
  private static final Set<String> NO = Set.of("0", "false", "no", "off");

  private final Map<String, String> environment;

  private EnvironmentSettings(Map<String, String> environment) {
    this.environment = environment;
  }

  static BridgeConfig.Builder read(Map<String, String> environment) {
    EnvironmentSettings settings = new EnvironmentSettings(environment);
    BridgeConfig.Builder builder =
        BridgeConfig.builder()
            .auditEnabled(true)
            .stateFile(Path.of("var", "jobs", "registry.db"))
            .snapshotDirectory(Path.of("var", "snapshots"))
            .populationDirectory(Path.of("var", "population-results"));
    settings.refuseUnsupported();
    settings.text("SERVICE_NAME", builder::serviceName);
    settings.text("SERVICE_VERSION", builder::serviceVersion);
    settings.text("ENVIRONMENT", value -> builder.environment(value.toLowerCase(Locale.ROOT)));
    settings.text("HOST", builder::host);
    settings.whole("PORT", builder::port);
    settings.whole("MAX_PAYLOAD_KB", builder::maxPayloadKb);
    settings.text("MCP_ALLOWED_ORIGINS", value -> builder.allowedOrigins(words(value)));
    settings.text("MCP_ALLOWED_HOSTS", value -> builder.allowedHosts(words(value)));
    settings.text("PUBLIC_URL", builder::publicUrl);
    settings.number("SHUTDOWN_GRACE_SECONDS", builder::shutdownGraceSeconds);
    builder.modelSearchPaths(settings.searchPaths());
    settings.whole("MODEL_CACHE_ENTRIES", builder::modelCacheEntries);
    settings.whole("JOB_WORKER_THREADS", builder::jobWorkerThreads);
    settings.whole("JOB_QUEUE_CAPACITY", builder::jobQueueCapacity);
    settings.whole("JOB_HISTORY_ENTRIES", builder::jobHistoryEntries);
    settings.number(
        "JOB_RETENTION_SECONDS", seconds -> builder.jobRetentionSeconds(seconds.longValue()));
    settings.whole("JOB_RETRY_DELAY_MS", builder::jobRetryDelayMs);
    settings.number("JOB_TIMEOUT_SECONDS", builder::jobTimeoutSeconds);
    settings.whole("JOB_MAX_RETRIES", builder::jobMaxRetries);
    settings.whole("RESULT_STORE_ENTRIES", builder::resultEntries);
    settings.whole("RESULT_STORE_MB", builder::resultMegabytes);
    settings.text("JOB_REGISTRY_PATH", value -> builder.stateFile(stateFile(value)));
    settings.text(
        "SESSION_BACKEND", value -> builder.sessionBackend(value.toLowerCase(Locale.ROOT)));
    settings.text("SESSION_REDIS_URL", builder::sessionRedisUrl);
    settings.text("SESSION_REDIS_PREFIX", builder::sessionRedisPrefix);
    settings.number(
        "SESSION_TTL_SECONDS", seconds -> builder.sessionTtlSeconds(seconds.longValue()));
    settings.whole("SESSION_MAX_COUNT", builder::sessionMaxCount);
    settings.whole("SESSION_MAX_MB", builder::sessionMaxMegabytes);
    settings.text(
        "SNAPSHOT_STORAGE_PATH", v -> builder.snapshotDirectory(path("SNAPSHOT_STORAGE_PATH", v)));
    settings.text(
        "POPULATION_STORAGE_PATH",
        v -> builder.populationDirectory(path("POPULATION_STORAGE_PATH", v)));
    settings.number(
        "POPULATION_RETENTION_SECONDS",
        seconds -> builder.populationRetentionSeconds(seconds.longValue()));
    settings.flag("AUDIT_ENABLED", builder::auditEnabled);
    settings.text("AUDIT_STORAGE_PATH", v -> builder.auditDirectory(path("AUDIT_STORAGE_PATH", v)));
    settings.word("AUDIT_FSYNC", FsyncPolicy.class, builder::auditFsync);
    return builder.adapter(settings.adapter()).auth(settings.auth()).mcp(settings.mcp());
  }

  private void refuseUnsupported() {
    only("JOB_BACKEND", "thread");
    only("SESSION_BACKEND", "sqlite", "memory", "redis");
    only("AUDIT_STORAGE_BACKEND", "local");
  }

  private void only(String variable, String... allowed) {
    text(
        variable,
        value -> {
          if (!List.of(allowed).contains(value.toLowerCase(Locale.ROOT))) {
            throw new ConfigException(
                variable, value, "this version supports " + String.join(", ", allowed));
          }
        });
  }

  /** The predecessor's default name ends in .json; {@code memory} is for no file at all. */
  private static Path stateFile(String value) {
    return value.equalsIgnoreCase("memory")
        ? null
        : path("JOB_REGISTRY_PATH", value.replaceFirst("\\.json$", ".db"));
  }

  private AdapterSettings adapter() {
    AdapterSettings d = AdapterSettings.DEFAULT;
    Backend[] backend = {d.backend()};
    WorkerEngine[] engine = {d.workerEngine()};
    boolean[] flags = {d.toThread(), d.pool().prewarm(), d.requireR()};
    int[] timeout = {d.timeoutMs()};
    int[] pool = {
      d.pool().min(), -1, d.pool().idleMs(), d.pool().recycleCalls(), d.pool().memoryMb()
    };
    // The predecessor's in-memory engine was no engine at all; ours in this JVM takes its place.
    if (!"inmemory".equalsIgnoreCase(value("ADAPTER_BACKEND"))) {
      word("ADAPTER_BACKEND", Backend.class, v -> backend[0] = v);
    }
    word("ADAPTER_WORKER_ENGINE", WorkerEngine.class, v -> engine[0] = v);
    whole("ADAPTER_TIMEOUT_MS", v -> timeout[0] = v);
    flag("ADAPTER_TO_THREAD", v -> flags[0] = v);
    flag("ADAPTER_PREWARM", v -> flags[1] = v);
    flag("ADAPTER_REQUIRE_R", v -> flags[2] = v);
    flag("ADAPTER_REQUIRE_R_ENV", v -> flags[2] = v);
    whole("ADAPTER_POOL_MIN", v -> pool[0] = v);
    whole("ADAPTER_POOL_MAX", v -> pool[1] = least("ADAPTER_POOL_MAX", v, 1));
    whole("ADAPTER_POOL_IDLE_MS", v -> pool[2] = v);
    whole("ADAPTER_POOL_RECYCLE_CALLS", v -> pool[3] = v);
    whole("ADAPTER_POOL_MEMORY_MB", v -> pool[4] = v);
    int most = pool[1] < 0 ? Math.max(pool[0], d.pool().max()) : pool[1];
    return new AdapterSettings(
        backend[0],
        timeout[0],
        flags[0],
        engine[0],
        new AdapterSettings.Pool(
            value("ADAPTER_POOL_MIN") == null ? Math.min(pool[0], most) : pool[0],
            most,
            pool[2],
            pool[3],
            flags[1],
            pool[4]),
        first("OSPSUITE_LIBS", "ADAPTER_R_LIBS"),
        first("ADAPTER_R_PATH", "ADAPTER_R_HOME", "R_PATH", "R_HOME"),
        flags[2]);
  }

  /** The first of these variables that is set; null for none. */
  private Path first(String... variables) {
    Path found = null;
    for (String variable : variables) {
      String value = value(variable);
      if (found == null && value != null) {
        found = path(variable, value);
      }
    }
    return found;
  }

  private AuthSettings auth() {
    AuthSettings d = AuthSettings.DEFAULT;
    int[] numbers = {d.jwksCacheSeconds(), d.rateLimitPerMinute(), d.clockSkewSeconds()};
    boolean[] anonymous = {d.allowAnonymous()};
    whole("AUTH_JWKS_CACHE_SECONDS", v -> numbers[0] = least("AUTH_JWKS_CACHE_SECONDS", v, 60));
    whole(
        "AUTH_RATE_LIMIT_PER_MINUTE", v -> numbers[1] = least("AUTH_RATE_LIMIT_PER_MINUTE", v, 0));
    whole("AUTH_CLOCK_SKEW_SECONDS", v -> numbers[2] = least("AUTH_CLOCK_SKEW_SECONDS", v, 0));
    flag("AUTH_ALLOW_ANONYMOUS", v -> anonymous[0] = v);
    return new AuthSettings(
        value("AUTH_ISSUER_URL"),
        value("AUTH_AUDIENCE"),
        value("AUTH_JWKS_URL"),
        numbers[0],
        value("AUTH_DEV_SECRET"),
        numbers[1],
        numbers[2],
        anonymous[0]);
  }

  private static List<String> words(String value) {
    return List.of(value.split("[,\\s]+"));
  }

  private BridgeConfig.Mcp mcp() {
    BridgeConfig.Mcp d = BridgeConfig.Mcp.DEFAULT;
    ConfirmationPolicy[] policy = {d.confirmation()};
    boolean[] flags = {d.readOnly(), d.conformance()};
    List<String> tools = new ArrayList<>();
    int[] tokens = {d.maxReplyTokens()};
    word("CONFIRMATION", ConfirmationPolicy.class, v -> policy[0] = v);
    flag("MCP_READ_ONLY", v -> flags[0] = v);
    flag("PERFUSION_CONFORMANCE", v -> flags[1] = v);
    text("MCP_TOOLS", value -> tools.addAll(words(value)));
    whole("MCP_MAX_REPLY_TOKENS", v -> tokens[0] = v);
    return new BridgeConfig.Mcp(policy[0], flags[0], tools, tokens[0], flags[1]);
  }

  private static int least(String variable, int value, int least) {
    if (value < least) {
      throw new ConfigException(variable, Integer.toString(value), "must be at least " + least);
    }
    return value;
  }

  /** Both variables of the predecessor name allowed folders. */
  private Path[] searchPaths() {
    List<Path> folders = new ArrayList<>();
    for (String variable : List.of("MCP_MODEL_SEARCH_PATHS", "ADAPTER_MODEL_PATHS")) {
      text(
          variable,
          value ->
              Arrays.stream(value.split(Pattern.quote(File.pathSeparator)))
                  .filter(part -> !part.isBlank())
                  .map(part -> path(variable, part.strip()))
                  .forEach(folders::add));
    }
    return folders.isEmpty() ? new Path[] {Path.of("var", "models")} : folders.toArray(new Path[0]);
  }

  private static Path path(String variable, String value) {
    try {
      return Path.of(value);
    } catch (InvalidPathException e) {
      throw new ConfigException(variable, value, "not a path: " + e.getReason());
    }
  }

  private String value(String variable) {
    String value = environment.get(variable);
    return value == null || value.isBlank() ? null : value.strip();
  }

  private void text(String variable, Consumer<String> target) {
    String value = value(variable);
    if (value != null) {
      target.accept(value);
    }
  }

  private <E extends Enum<E>> void word(String variable, Class<E> type, Consumer<E> target) {
    text(
        variable,
        value -> {
          E[] allowed = type.getEnumConstants();
          for (E constant : allowed) {
            if (constant.name().equalsIgnoreCase(value)) {
              target.accept(constant);
              return;
            }
          }
          throw new ConfigException(
              variable,
              value,
              "allowed are "
                  + Arrays.stream(allowed)
                      .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                      .collect(Collectors.joining(", ")));
        });
  }

  private void whole(String variable, Consumer<Integer> target) {
    text(
        variable,
        value -> {
          int number;
          try {
            number = Integer.parseInt(value);
          } catch (NumberFormatException e) {
            throw new ConfigException(variable, value, "must be a whole number");
          }
          target.accept(number);
        });
  }

  private void number(String variable, Consumer<Double> target) {
    text(
        variable,
        value -> {
          double number;
          try {
            number = Double.parseDouble(value);
          } catch (NumberFormatException e) {
            throw new ConfigException(variable, value, "must be a number");
          }
          target.accept(number);
        });
  }

  private void flag(String variable, Consumer<Boolean> target) {
    text(
        variable,
        value -> {
          String word = value.toLowerCase(Locale.ROOT);
          if (!YES.contains(word) && !NO.contains(word)) {
            throw new ConfigException(
                variable, value, "allowed are true, false, 1, 0, yes, no, on, off");
          }
          target.accept(YES.contains(word));
        });
  }
}
