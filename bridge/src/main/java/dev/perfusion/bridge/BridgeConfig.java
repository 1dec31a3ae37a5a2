package dev.perfusion.bridge;

import dev.perfusion.bridge.adapter.AdapterSettings;
import dev.perfusion.bridge.audit.FsyncPolicy;
import dev.perfusion.bridge.error.ConfigException;
import dev.perfusion.bridge.job.JobLimits;
import dev.perfusion.bridge.security.AuthSettings;
import dev.perfusion.bridge.session.SessionLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * All settings of a bridge: one immutable value, read and checked once.
 *
 * @param service how this instance names itself
 * @param server where HTTP is served; of no effect on an embedded bridge
 * @param models which models may be loaded
 * @param adapter which engine runs them
 * @param jobs workers, queue, limits
 * @param results how many results are kept
 * @param state where jobs and results outlive the process
 * @param sessions where loaded simulations are kept, and how many
 * @param snapshots folder of snapshots; null to keep them in memory
 * @param populations where population results are kept, and how long
 * @param audit whether and where calls are noted
 * @param auth how HTTP callers prove who they are
 * @param mcp how the bridge behaves towards MCP clients
 */
public record BridgeConfig(
    Service service,
    Server server,
    Models models,
    AdapterSettings adapter,
    JobLimits jobs,
    ResultBounds results,
    State state,
    Sessions sessions,
    Path snapshots,
    Populations populations,
    Audit audit,
    AuthSettings auth,
    Mcp mcp) {

  /** Name, version and environment ({@code development}, {@code local} or any other). */
  public record Service(String name, String version, String environment) {
    /** Development and local environments may run without an identity provider. */
    public boolean development() {
      return environment.equals("development") || environment.equals("local");
    }
  }

  /**
   * HTTP endpoint.
   *
   * @param port 0 for any free one
   * @param maxPayloadKb largest request body
   * @param allowedOrigins browser origins beside those of this machine
   * @param allowedHosts names in Host headers, without port; on loopback beside those of this
   *     machine, else empty for any
   * @param publicUrl address under which clients know the server, without a path; null: as in their
   *     Host header
   * @param shutdownGraceSeconds how long jobs may go on after the order to stop
   */
  public record Server(
      String host,
      int port,
      int maxPayloadKb,
      List<String> allowedOrigins,
      List<String> allowedHosts,
      String publicUrl,
      double shutdownGraceSeconds) {
    public Server {
      allowedOrigins = List.copyOf(allowedOrigins);
      allowedHosts = List.copyOf(allowedHosts);
    }
  }

  /**
   * Model files.
   *
   * @param searchPaths folders below which models may be loaded
   * @param cacheEntries compiled models that are kept for unchanged files, 0 for none
   */
  public record Models(List<Path> searchPaths, int cacheEntries) {
    public Models {
      searchPaths = List.copyOf(searchPaths);
    }
  }

  /** Results in memory: at most so many, at most so large together. */
  public record ResultBounds(int maxEntries, int maxMegabytes) {}

  /**
   * Durable state.
   *
   * @param database SQLite file; null for a bridge that forgets with its process
   */
  public record State(Path database) {}

  /**
   * Loaded simulations.
   *
   * @param backend {@code sqlite} (in the state file, if there is one), {@code memory} or {@code
   *     redis}
   * @param redisUrl address of the Redis server; null without one
   * @param redisPrefix of its keys
   */
  public record Sessions(
      String backend, String redisUrl, String redisPrefix, SessionLimits limits) {
    @Override
    public String toString() {
      return "Sessions[backend=" + backend + ", redisUrl=***, limits=" + limits + "]";
    }
  }

  /**
   * Population results.
   *
   * @param directory a folder for each below this one; null for a temporary one that goes with the
   *     bridge
   * @param retentionSeconds how long they are kept after their end; 0 for ever
   */
  public record Populations(Path directory, long retentionSeconds) {}

  /** Audit trail. */
  public record Audit(boolean enabled, Path directory, FsyncPolicy fsync) {}

  /**
   * How the bridge behaves towards MCP clients.
   *
   * @param confirmation when the user is asked before a critical tool works
   * @param readOnly only tools that change nothing are offered
   * @param tools names of the tools that are offered; empty for all
   * @param maxReplyTokens longest answer of a tool, at four characters a token
   * @param conformance adds what the official conformance runner looks for; for tests only
   */
  public record Mcp(
      ConfirmationPolicy confirmation,
      boolean readOnly,
      List<String> tools,
      int maxReplyTokens,
      boolean conformance) {
    /** Ask clients that can ask their user, offer every tool, answer in 10 000 tokens. */
    public static final Mcp DEFAULT =
        new Mcp(ConfirmationPolicy.AUTO, false, List.of(), 10_000, false);

    public Mcp {
      tools = List.copyOf(tools);
    }

    /** The same with another policy. */
    public Mcp with(ConfirmationPolicy policy) {
      return new Mcp(policy, readOnly, tools, maxReplyTokens, conformance);
    }
  }

  /** When the user of an MCP client is asked before a critical tool works. */
  public enum ConfirmationPolicy {
    /** Always; clients that cannot ask are refused. */
    REQUIRED,
    /** Where the client can ask; otherwise the tool works and the audit says so. */
    AUTO,
    /** Never. */
    OFF
  }

  /** Defaults for a program that embeds the bridge: no audit. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Settings from environment variables; see docs/bridge.md for the list.
   *
   * @throws ConfigException for a value that cannot be used
   */
  public static BridgeConfig fromEnvironment(Map<String, String> environment) {
    return EnvironmentSettings.read(environment).build();
  }

  /** The same settings with another endpoint. */
  public BridgeConfig withEndpoint(String host, int port) {
    Server endpoint =
        new Server(
            host,
            port,
            server.maxPayloadKb(),
            server.allowedOrigins(),
            server.allowedHosts(),
            server.publicUrl(),
            server.shutdownGraceSeconds());
    return new BridgeConfig(
        service,
        endpoint,
        models,
        adapter,
        jobs,
        results,
        state,
        sessions,
        snapshots,
        populations,
        audit,
        auth,
        mcp);
  }

  /** Collects settings; what is not set has its default. */
  public static final class Builder {
    private String serviceName = "mcp-bridge";
    private String serviceVersion = Version.text();
    private String environment = "development";
    private String host = "127.0.0.1";
    private int port = 8000;
    private int maxPayloadKb = 512;
    private List<String> allowedOrigins = List.of();
    private List<String> allowedHosts = List.of();
    private String publicUrl;
    private double shutdownGraceSeconds = 10;
    private List<Path> modelSearchPaths = List.of(Path.of("var", "models"));
    private int modelCacheEntries = 8;
    private AdapterSettings adapter = AdapterSettings.DEFAULT;
    private int jobWorkerThreads = 2;
    private int jobQueueCapacity = 1000;
    private int jobHistoryEntries = 10_000;
    private long jobRetentionSeconds = 604_800;
    private double jobTimeoutSeconds = 300;
    private int jobMaxRetries;
    private int jobRetryDelayMs = 200;
    private int resultEntries = 200;
    private int resultMegabytes = 256;
    private Path stateFile;
    private String sessionBackend = "sqlite";
    private String sessionRedisUrl;
    private String sessionRedisPrefix = "mcp:sessions";
    private long sessionTtlSeconds;
    private int sessionMaxCount = 100;
    private int sessionMaxMegabytes = 1024;
    private Path snapshotDirectory;
    private Path populationDirectory;
    private long populationRetentionSeconds = 604_800;
    private boolean auditEnabled;
    private Path auditDirectory = Path.of("var", "audit");
    private FsyncPolicy auditFsync = FsyncPolicy.INTERVAL;
    private AuthSettings auth = AuthSettings.DEFAULT;
    private Mcp mcp = Mcp.DEFAULT;

    private Builder() {}

    /** Name of this instance. */
    public Builder serviceName(String name) {
      this.serviceName = name;
      return this;
    }

    /** Version that is shown; default: that of the program. */
    public Builder serviceVersion(String version) {
      this.serviceVersion = version;
      return this;
    }

    /** {@code development}, {@code local} or any other. */
    public Builder environment(String name) {
      this.environment = name;
      return this;
    }

    /** Address to bind. */
    public Builder host(String address) {
      this.host = address;
      return this;
    }

    /** Port to bind, 0 for any free one. */
    public Builder port(int number) {
      this.port = number;
      return this;
    }

    /** Largest request body in KB. */
    public Builder maxPayloadKb(int kilobytes) {
      this.maxPayloadKb = kilobytes;
      return this;
    }

    /** Browser origins beside those of this machine. */
    public Builder allowedOrigins(List<String> origins) {
      this.allowedOrigins = List.copyOf(origins);
      return this;
    }

    /** Names in Host headers, without port. */
    public Builder allowedHosts(List<String> names) {
      this.allowedHosts = List.copyOf(names);
      return this;
    }

    /** Address under which clients know the server, without a path. */
    public Builder publicUrl(String address) {
      this.publicUrl = address;
      return this;
    }

    /** How long jobs may go on after the order to stop. */
    public Builder shutdownGraceSeconds(double seconds) {
      this.shutdownGraceSeconds = seconds;
      return this;
    }

    /** Folders below which models may be loaded. */
    public Builder modelSearchPaths(Path... folders) {
      this.modelSearchPaths = List.of(folders);
      return this;
    }

    /** Which engine runs the models, and how. */
    public Builder adapter(AdapterSettings settings) {
      this.adapter = settings;
      return this;
    }

    /** Compiled models that are kept, 0 for none. */
    public Builder modelCacheEntries(int entries) {
      this.modelCacheEntries = entries;
      return this;
    }

    /** Runs at the same time. */
    public Builder jobWorkerThreads(int threads) {
      this.jobWorkerThreads = threads;
      return this;
    }

    /** Jobs that may wait. */
    public Builder jobQueueCapacity(int jobs) {
      this.jobQueueCapacity = jobs;
      return this;
    }

    /** Finished jobs that are remembered. */
    public Builder jobHistoryEntries(int jobs) {
      this.jobHistoryEntries = jobs;
      return this;
    }

    /** How long finished jobs and their results are kept; 0 for as long as there is room. */
    public Builder jobRetentionSeconds(long seconds) {
      this.jobRetentionSeconds = seconds;
      return this;
    }

    /** Wait before a second attempt; it doubles with each further one. */
    public Builder jobRetryDelayMs(int milliseconds) {
      this.jobRetryDelayMs = milliseconds;
      return this;
    }

    /** Limit of one run. */
    public Builder jobTimeoutSeconds(double seconds) {
      this.jobTimeoutSeconds = seconds;
      return this;
    }

    /** Further attempts after an engine fault. */
    public Builder jobMaxRetries(int retries) {
      this.jobMaxRetries = retries;
      return this;
    }

    /** Results that are kept. */
    public Builder resultEntries(int entries) {
      this.resultEntries = entries;
      return this;
    }

    /** Size of all results that are kept. */
    public Builder resultMegabytes(int megabytes) {
      this.resultMegabytes = megabytes;
      return this;
    }

    /** SQLite file for jobs, results and sessions; unless set they end with the process. */
    public Builder stateFile(Path file) {
      this.stateFile = file;
      return this;
    }

    /** {@code sqlite}, {@code memory} or {@code redis}. */
    public Builder sessionBackend(String name) {
      this.sessionBackend = name;
      return this;
    }

    /** Address of the Redis server for sessions. */
    public Builder sessionRedisUrl(String url) {
      this.sessionRedisUrl = url;
      return this;
    }

    /** Prefix of the keys in Redis. */
    public Builder sessionRedisPrefix(String prefix) {
      this.sessionRedisPrefix = prefix;
      return this;
    }

    /** How long a simulation stays loaded that nobody uses; 0 for ever. */
    public Builder sessionTtlSeconds(long seconds) {
      this.sessionTtlSeconds = seconds;
      return this;
    }

    /** Simulations that stay loaded. */
    public Builder sessionMaxCount(int count) {
      this.sessionMaxCount = count;
      return this;
    }

    /** Memory that loaded simulations may take, roughly. */
    public Builder sessionMaxMegabytes(int megabytes) {
      this.sessionMaxMegabytes = megabytes;
      return this;
    }

    /** Folder of snapshots; in memory unless set. */
    public Builder snapshotDirectory(Path folder) {
      this.snapshotDirectory = folder;
      return this;
    }

    /** Folder of population results; unless set, a temporary one that goes with the bridge. */
    public Builder populationDirectory(Path folder) {
      this.populationDirectory = folder;
      return this;
    }

    /** How long population results are kept after their end; 0 for ever. */
    public Builder populationRetentionSeconds(long seconds) {
      this.populationRetentionSeconds = seconds;
      return this;
    }

    /** Notes every call. */
    public Builder auditEnabled(boolean enabled) {
      this.auditEnabled = enabled;
      return this;
    }

    /** Folder of the audit files. */
    public Builder auditDirectory(Path folder) {
      this.auditDirectory = folder;
      return this;
    }

    /** When audit files are forced to the disk. */
    public Builder auditFsync(FsyncPolicy policy) {
      this.auditFsync = policy;
      return this;
    }

    /** How HTTP callers prove who they are. */
    public Builder auth(AuthSettings settings) {
      this.auth = settings;
      return this;
    }

    /** How the bridge behaves towards MCP clients. */
    public Builder mcp(Mcp settings) {
      this.mcp = settings;
      return this;
    }

    /**
     * The settings.
     *
     * @throws ConfigException for a value out of range
     */
    public BridgeConfig build() {
      range("PORT", port, 0, 65_535);
      range("MAX_PAYLOAD_KB", maxPayloadKb, 1, 1_048_576);
      range("SHUTDOWN_GRACE_SECONDS", shutdownGraceSeconds, 0, 3600);
      range("MODEL_CACHE_ENTRIES", modelCacheEntries, 0, 10_000);
      range("ADAPTER_TIMEOUT_MS", adapter.timeoutMs(), 1, 86_400_000);
      range("ADAPTER_POOL_MAX", adapter.pool().max(), 1, 64);
      range("ADAPTER_POOL_MIN", adapter.pool().min(), 0, adapter.pool().max());
      range("ADAPTER_POOL_IDLE_MS", adapter.pool().idleMs(), 1, 86_400_000);
      range("ADAPTER_POOL_RECYCLE_CALLS", adapter.pool().recycleCalls(), 0, 1_000_000_000);
      range("ADAPTER_POOL_MEMORY_MB", adapter.pool().memoryMb(), 32, 1_048_576);
      range("JOB_WORKER_THREADS", jobWorkerThreads, 1, 32);
      range("JOB_QUEUE_CAPACITY", jobQueueCapacity, 1, 1_000_000);
      range("JOB_HISTORY_ENTRIES", jobHistoryEntries, 1, 10_000_000);
      range("JOB_TIMEOUT_SECONDS", jobTimeoutSeconds, 0.001, 86_400);
      range("JOB_RETENTION_SECONDS", jobRetentionSeconds, 0, 315_360_000);
      range("JOB_RETRY_DELAY_MS", jobRetryDelayMs, 0, 60_000);
      range("JOB_MAX_RETRIES", jobMaxRetries, 0, 10);
      range("RESULT_STORE_ENTRIES", resultEntries, 1, 1_000_000);
      range("RESULT_STORE_MB", resultMegabytes, 1, 1_048_576);
      range("SESSION_TTL_SECONDS", sessionTtlSeconds, 0, 315_360_000);
      range("SESSION_MAX_COUNT", sessionMaxCount, 1, 1_000_000);
      range("SESSION_MAX_MB", sessionMaxMegabytes, 1, 1_048_576);
      range("POPULATION_RETENTION_SECONDS", populationRetentionSeconds, 0, 315_360_000);
      if (sessionBackend.equals("redis") && sessionRedisUrl == null) {
        throw new ConfigException("SESSION_REDIS_URL", "", "SESSION_BACKEND=redis needs it");
      }
      range("MCP_MAX_REPLY_TOKENS", mcp.maxReplyTokens(), 500, 1_000_000);
      return new BridgeConfig(
          new Service(serviceName, serviceVersion, environment),
          new Server(
              host,
              port,
              maxPayloadKb,
              allowedOrigins,
              allowedHosts,
              address("PUBLIC_URL", publicUrl),
              shutdownGraceSeconds),
          new Models(modelSearchPaths, modelCacheEntries),
          adapter,
          new JobLimits(
              jobWorkerThreads,
              jobQueueCapacity,
              jobHistoryEntries,
              jobRetentionSeconds,
              jobTimeoutSeconds,
              jobMaxRetries,
              jobRetryDelayMs),
          new ResultBounds(resultEntries, resultMegabytes),
          new State(stateFile),
          new Sessions(
              sessionBackend,
              sessionRedisUrl,
              sessionRedisPrefix,
              new SessionLimits(
                  sessionMaxCount,
                  (long) sessionMaxMegabytes << 20,
                  Duration.ofSeconds(sessionTtlSeconds))),
          snapshotDirectory,
          new Populations(populationDirectory, populationRetentionSeconds),
          new Audit(auditEnabled, auditDirectory, auditFsync),
          auth,
          mcp);
    }

    private static String address(String variable, String text) {
      if (text == null) {
        return null;
      }
      String address = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
      if (!address.matches("https?://[A-Za-z0-9._:\\[\\]-]+")) {
        throw new ConfigException(variable, text, "must be http(s)://host[:port] without a path");
      }
      return address;
    }

    private static void range(String variable, double value, double low, double high) {
      if (!(value >= low && value <= high)) {
        throw new ConfigException(
            variable, number(value), "allowed are " + number(low) + " to " + number(high));
      }
    }

    private static String number(double value) {
      return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
  }
}
