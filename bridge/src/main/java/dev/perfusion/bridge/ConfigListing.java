package dev.perfusion.bridge;

import dev.perfusion.bridge.error.Secrets;
import dev.perfusion.bridge.security.AuthSettings;
import java.io.File;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All variables and what they are set to; secrets are masked. */
public final class ConfigListing {
  private static final Map<String, Function<BridgeConfig, Object>> VALUES = new LinkedHashMap<>();

  static {
    Map<String, Function<BridgeConfig, Object>> v = VALUES;
    v.put("HOST", c -> c.server().host());
    v.put("PORT", c -> c.server().port());
    v.put("MAX_PAYLOAD_KB", c -> c.server().maxPayloadKb());
    v.put("MCP_ALLOWED_ORIGINS", c -> String.join(",", c.server().allowedOrigins()));
    v.put("MCP_ALLOWED_HOSTS", c -> String.join(",", c.server().allowedHosts()));
    v.put("PUBLIC_URL", c -> c.server().publicUrl());
    v.put("CONFIRMATION", c -> c.mcp().confirmation().name().toLowerCase(Locale.ROOT));
    v.put("MCP_READ_ONLY", c -> c.mcp().readOnly());
    v.put("MCP_TOOLS", c -> String.join(",", c.mcp().tools()));
    v.put("MCP_MAX_REPLY_TOKENS", c -> c.mcp().maxReplyTokens());
    v.put("PERFUSION_CONFORMANCE", c -> c.mcp().conformance());
    v.put("SHUTDOWN_GRACE_SECONDS", c -> c.server().shutdownGraceSeconds());
    v.put("SERVICE_NAME", c -> c.service().name());
    v.put("SERVICE_VERSION", c -> c.service().version());
    v.put("ENVIRONMENT", c -> c.service().environment());
    v.put("LOG_LEVEL", c -> "INFO");
    v.put("LOG_FORMAT", c -> "json");
    v.put("MCP_MODEL_SEARCH_PATHS", c -> paths(c.models().searchPaths()));
    v.put("ADAPTER_MODEL_PATHS", c -> null);
    v.put("MODEL_CACHE_ENTRIES", c -> c.models().cacheEntries());
    v.put("ADAPTER_BACKEND", c -> c.adapter().backend().wireName());
    v.put("ADAPTER_TIMEOUT_MS", c -> c.adapter().timeoutMs());
    v.put("ADAPTER_TO_THREAD", c -> c.adapter().toThread());
    v.put("ADAPTER_WORKER_ENGINE", c -> c.adapter().workerEngine().name().toLowerCase(Locale.ROOT));
    v.put("ADAPTER_POOL_MIN", c -> c.adapter().pool().min());
    v.put("ADAPTER_POOL_MAX", c -> c.adapter().pool().max());
    v.put("ADAPTER_POOL_IDLE_MS", c -> c.adapter().pool().idleMs());
    v.put("ADAPTER_POOL_RECYCLE_CALLS", c -> c.adapter().pool().recycleCalls());
    v.put("ADAPTER_POOL_MEMORY_MB", c -> c.adapter().pool().memoryMb());
    v.put("ADAPTER_PREWARM", c -> c.adapter().pool().prewarm());
    v.put("OSPSUITE_LIBS", c -> c.adapter().ospsuiteLibs());
    v.put("ADAPTER_R_LIBS", c -> null);
    v.put("ADAPTER_R_PATH", c -> c.adapter().rPath());
    v.put("ADAPTER_R_HOME", c -> null);
    v.put("R_PATH", c -> null);
    v.put("R_HOME", c -> null);
    v.put("ADAPTER_REQUIRE_R_ENV", c -> c.adapter().requireR());
    v.put("ADAPTER_REQUIRE_R", c -> null);
    v.put("JOB_BACKEND", c -> "thread");
    v.put("JOB_WORKER_THREADS", c -> c.jobs().workerThreads());
    v.put("JOB_QUEUE_CAPACITY", c -> c.jobs().queueCapacity());
    v.put("JOB_HISTORY_ENTRIES", c -> c.jobs().history());
    v.put("JOB_RETENTION_SECONDS", c -> c.jobs().retentionSeconds());
    v.put("JOB_RETRY_DELAY_MS", c -> c.jobs().retryDelayMs());
    v.put("JOB_TIMEOUT_SECONDS", c -> c.jobs().timeoutSeconds());
    v.put("JOB_MAX_RETRIES", c -> c.jobs().maxRetries());
    v.put("RESULT_STORE_ENTRIES", c -> c.results().maxEntries());
    v.put("RESULT_STORE_MB", c -> c.results().maxMegabytes());
    v.put("SNAPSHOT_STORAGE_PATH", c -> c.snapshots());
    v.put("POPULATION_STORAGE_PATH", c -> c.populations().directory());
    v.put("POPULATION_RETENTION_SECONDS", c -> c.populations().retentionSeconds());
    v.put("JOB_REGISTRY_PATH", c -> file(c.state().database()));
    v.put("SESSION_BACKEND", c -> c.sessions().backend());
    v.put("SESSION_REDIS_URL", c -> c.sessions().redisUrl() == null ? null : Secrets.MASK);
    v.put("SESSION_REDIS_PREFIX", c -> c.sessions().redisPrefix());
    v.put("SESSION_TTL_SECONDS", c -> c.sessions().limits().timeToLive().toSeconds());
    v.put("SESSION_MAX_COUNT", c -> c.sessions().limits().maxCount());
    v.put("SESSION_MAX_MB", c -> c.sessions().limits().maxBytes() >> 20);
    v.put("AUDIT_ENABLED", c -> c.audit().enabled());
    v.put("AUDIT_STORAGE_PATH", c -> c.audit().directory());
    v.put("AUDIT_STORAGE_BACKEND", c -> "local");
    v.put("AUDIT_FSYNC", c -> c.audit().fsync().name().toLowerCase(Locale.ROOT));
    v.put("AUTH_ISSUER_URL", c -> c.auth().issuer());
    v.put("AUTH_AUDIENCE", c -> c.auth().audience());
    v.put("AUTH_JWKS_URL", c -> c.auth().jwksUrl());
    v.put("AUTH_JWKS_CACHE_SECONDS", c -> c.auth().jwksCacheSeconds());
    v.put("AUTH_DEV_SECRET", c -> secret(c.auth()));
    v.put("AUTH_RATE_LIMIT_PER_MINUTE", c -> c.auth().rateLimitPerMinute());
    v.put("AUTH_CLOCK_SKEW_SECONDS", c -> c.auth().clockSkewSeconds());
    v.put("AUTH_ALLOW_ANONYMOUS", c -> c.auth().allowAnonymous());
  }

  private ConfigListing() {}

  /** Names of all variables. */
  public static Set<String> names() {
    return Collections.unmodifiableSet(VALUES.keySet());
  }

  /**
   * Variables in listed order with their values in effect; empty for what is not set.
   *
   * @param set the variables that were set: for those that are read elsewhere, such as LOG_LEVEL
   */
  public static Map<String, String> of(BridgeConfig config, Map<String, String> set) {
    Map<String, String> listing = new LinkedHashMap<>();
    VALUES.forEach(
        (name, value) -> {
          Object known = value.apply(config);
          boolean elsewhere = name.startsWith("LOG_");
          String text = elsewhere && set.containsKey(name) ? set.get(name) : text(known);
          listing.put(name, Secrets.mask(text));
        });
    return listing;
  }

  private static String text(Object value) {
    return value == null ? "" : value.toString();
  }

  private static String paths(List<Path> paths) {
    return paths.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  private static Object file(Path file) {
    return file == null ? "memory" : file;
  }

  private static String secret(AuthSettings auth) {
    return auth.devSecret() == null ? null : Secrets.MASK;
  }
}
