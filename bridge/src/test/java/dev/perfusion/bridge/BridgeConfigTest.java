package dev.perfusion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perfusion.bridge.adapter.AdapterSettings;
import dev.perfusion.bridge.audit.FsyncPolicy;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ConfigException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.bridge.session.SessionLimits;
import dev.perfusion.engine.formula.Limit;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.AbstractMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BridgeConfigTest {
  @Test
  void anEmptyEnvironmentGivesTheDefaults() {
    BridgeConfig config = BridgeConfig.fromEnvironment(Map.of());
    assertThat(config.server().host()).isEqualTo("127.0.0.1");
    assertThat(config.server().port()).isEqualTo(8000);
    assertThat(config.server().maxPayloadKb()).isEqualTo(512);
    assertThat(config.jobs().workerThreads()).isEqualTo(2);
    assertThat(config.jobs().timeoutSeconds()).isEqualTo(300);
    assertThat(config.jobs().retentionSeconds()).isEqualTo(604_800);
    assertThat(config.state().database()).isEqualTo(Path.of("var", "jobs", "registry.db"));
    assertThat(config.sessions().backend()).isEqualTo("sqlite");
    assertThat(BridgeConfig.builder().build().state().database()).isNull();
    assertThat(config.auth().rateLimitPerMinute()).isEqualTo(120);
    assertThat(config.audit().enabled()).isTrue();
    assertThat(config.models().searchPaths()).containsExactly(Path.of("var", "models"));
  }

  @Test
  void everyVariableLands() {
    BridgeConfig config =
        BridgeConfig.fromEnvironment(
            Map.ofEntries(
                Map.entry("HOST", "0.0.0.0"),
                Map.entry("PORT", "9000"),
                Map.entry("SERVICE_NAME", "lab"),
                Map.entry("ENVIRONMENT", "Production"),
                Map.entry("MAX_PAYLOAD_KB", "64"),
                Map.entry("MCP_ALLOWED_ORIGINS", "https://a.example, https://b.example"),
                Map.entry("MCP_MODEL_SEARCH_PATHS", "a" + File.pathSeparator + "b"),
                Map.entry("ADAPTER_MODEL_PATHS", "c"),
                Map.entry("MODEL_CACHE_ENTRIES", "0"),
                Map.entry("ADAPTER_TIMEOUT_MS", "1234"),
                Map.entry("JOB_WORKER_THREADS", "4"),
                Map.entry("JOB_QUEUE_CAPACITY", "5"),
                Map.entry("JOB_HISTORY_ENTRIES", "6"),
                Map.entry("JOB_TIMEOUT_SECONDS", "7.5"),
                Map.entry("JOB_MAX_RETRIES", "1"),
                Map.entry("JOB_RETENTION_SECONDS", "60"),
                Map.entry("JOB_RETRY_DELAY_MS", "50"),
                Map.entry("JOB_REGISTRY_PATH", "var/x/registry.json"),
                Map.entry("SNAPSHOT_STORAGE_PATH", "snaps"),
                Map.entry("SESSION_BACKEND", "Redis"),
                Map.entry("SESSION_REDIS_URL", "redis://u:secret@localhost:6379"),
                Map.entry("SESSION_REDIS_PREFIX", "p"),
                Map.entry("SESSION_TTL_SECONDS", "90"),
                Map.entry("SESSION_MAX_COUNT", "7"),
                Map.entry("SESSION_MAX_MB", "2"),
                Map.entry("RESULT_STORE_ENTRIES", "8"),
                Map.entry("RESULT_STORE_MB", "9"),
                Map.entry("AUDIT_ENABLED", "off"),
                Map.entry("AUDIT_STORAGE_PATH", "log"),
                Map.entry("AUDIT_FSYNC", "Always"),
                Map.entry("AUTH_ISSUER_URL", "https://id.example"),
                Map.entry("AUTH_AUDIENCE", "bridge"),
                Map.entry("AUTH_JWKS_URL", "https://id.example/keys"),
                Map.entry("AUTH_JWKS_CACHE_SECONDS", "60"),
                Map.entry("AUTH_DEV_SECRET", "s"),
                Map.entry("AUTH_RATE_LIMIT_PER_MINUTE", "0"),
                Map.entry("AUTH_CLOCK_SKEW_SECONDS", "10"),
                Map.entry("AUTH_ALLOW_ANONYMOUS", "yes"),
                Map.entry("ADAPTER_BACKEND", "Subprocess"),
                Map.entry("ADAPTER_TO_THREAD", "no"),
                Map.entry("ADAPTER_WORKER_ENGINE", "simmodel"),
                Map.entry("ADAPTER_POOL_MIN", "2"),
                Map.entry("ADAPTER_POOL_MAX", "5"),
                Map.entry("ADAPTER_POOL_IDLE_MS", "60"),
                Map.entry("ADAPTER_POOL_RECYCLE_CALLS", "70"),
                Map.entry("ADAPTER_POOL_MEMORY_MB", "256"),
                Map.entry("ADAPTER_PREWARM", "0"),
                Map.entry("OSPSUITE_LIBS", "libs"),
                Map.entry("ADAPTER_R_PATH", "bin/R"),
                Map.entry("ADAPTER_REQUIRE_R_ENV", "on")));
    assertThat(config.server().host()).isEqualTo("0.0.0.0");
    assertThat(config.server().port()).isEqualTo(9000);
    assertThat(config.server().maxPayloadKb()).isEqualTo(64);
    assertThat(config.server().allowedOrigins())
        .containsExactly("https://a.example", "https://b.example");
    assertThat(config.service().name()).isEqualTo("lab");
    assertThat(config.service().development()).isFalse();
    assertThat(config.models().searchPaths())
        .containsExactly(Path.of("a"), Path.of("b"), Path.of("c"));
    assertThat(config.models().cacheEntries()).isZero();
    assertThat(config.adapter())
        .isEqualTo(
            new AdapterSettings(
                AdapterSettings.Backend.SUBPROCESS,
                1234,
                false,
                AdapterSettings.WorkerEngine.SIMMODEL,
                new AdapterSettings.Pool(2, 5, 60, 70, false, 256),
                Path.of("libs"),
                Path.of("bin", "R"),
                true));
    assertThat(config.jobs().workerThreads()).isEqualTo(4);
    assertThat(config.jobs().queueCapacity()).isEqualTo(5);
    assertThat(config.jobs().history()).isEqualTo(6);
    assertThat(config.jobs().timeoutSeconds()).isEqualTo(7.5);
    assertThat(config.jobs().maxRetries()).isEqualTo(1);
    assertThat(config.jobs().retentionSeconds()).isEqualTo(60);
    assertThat(config.jobs().retryDelayMs()).isEqualTo(50);
    assertThat(config.state().database()).isEqualTo(Path.of("var/x/registry.db"));
    assertThat(config.snapshots()).isEqualTo(Path.of("snaps"));
    assertThat(config.sessions().backend()).isEqualTo("redis");
    assertThat(config.sessions().redisUrl()).contains("localhost");
    assertThat(config.sessions().redisPrefix()).isEqualTo("p");
    assertThat(config.sessions().limits())
        .isEqualTo(new SessionLimits(7, 2L << 20, Duration.ofSeconds(90)));
    assertThat(config.toString()).doesNotContain("secret");
    assertThat(config.results()).isEqualTo(new BridgeConfig.ResultBounds(8, 9));
    assertThat(config.audit())
        .isEqualTo(new BridgeConfig.Audit(false, Path.of("log"), FsyncPolicy.ALWAYS));
    assertThat(config.auth().issuer()).isEqualTo("https://id.example");
    assertThat(config.auth().audience()).isEqualTo("bridge");
    assertThat(config.auth().jwksUrl()).isEqualTo("https://id.example/keys");
    assertThat(config.auth().jwksCacheSeconds()).isEqualTo(60);
    assertThat(config.auth().devSecret()).isEqualTo("s");
    assertThat(config.auth().rateLimitPerMinute()).isZero();
    assertThat(config.auth().clockSkewSeconds()).isEqualTo(10);
    assertThat(config.auth().allowAnonymous()).isTrue();
    assertThat(config.toString()).doesNotContain("devSecret=s");
  }

  @Test
  void aLimitOfTheEngineThatIsNoNumberKeepsTheBridgeFromOpening() {
    String property = Limit.XML_DEPTH.property();
    System.setProperty(property, "deep");
    try {
      assertThatThrownBy(() -> Bridge.open(BridgeConfig.builder().build()))
          .isInstanceOf(ConfigException.class)
          .hasMessage(property + " is \"deep\": a positive whole number is needed");
    } finally {
      System.clearProperty(property);
    }
  }

  @Test
  void theFormerNameOfARequirementCountsWhereTheOtherIsNotSet() {
    assertThat(requiresR(Map.of())).isFalse();
    assertThat(requiresR(Map.of("ADAPTER_REQUIRE_R", "1"))).isTrue();
    assertThat(requiresR(Map.of("ADAPTER_REQUIRE_R", "1", "ADAPTER_REQUIRE_R_ENV", "0"))).isFalse();
  }

  private static boolean requiresR(Map<String, String> environment) {
    return BridgeConfig.fromEnvironment(environment).adapter().requireR();
  }

  /** Whatever the backend: here it needs no R. */
  @ParameterizedTest
  @EnumSource(
      value = AdapterSettings.Backend.class,
      names = {"INPROCESS", "OSPSUITE"})
  void withoutTheRThatIsRequiredTheBridgeDoesNotOpen(
      AdapterSettings.Backend backend, @TempDir Path folder) {
    AdapterSettings settings =
        AdapterSettings.DEFAULT
            .with(backend)
            .withRPath(folder.resolve("none").resolve("R"))
            .withOspsuiteLibs(folder.resolve("libs"));
    BridgeConfig config = BridgeConfig.builder().adapter(settings.requiringR()).build();
    assertThatThrownBy(() -> Bridge.open(config))
        .isInstanceOfSatisfying(
            BridgeException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.ENVIRONMENT_MISSING))
        .hasMessageStartingWith("ADAPTER_REQUIRE_R_ENV is true, but ")
        .hasMessageContaining("the folder that OSPSUITE_LIBS names is not there")
        .hasMessageContaining("the R that ADAPTER_R_PATH names does not answer")
        .hasMessageContaining(folder.resolve("none").resolve("Rscript").toString())
        .hasMessageContaining("ospsuite in " + folder.resolve("libs"))
        .hasMessageContaining("or set ADAPTER_REQUIRE_R_ENV=false");
    Bridge.open(BridgeConfig.builder().adapter(settings).build()).close();
  }

  @Test
  void everyVariableIsListed() {
    Set<String> read = new HashSet<>();
    BridgeConfig config =
        BridgeConfig.fromEnvironment(
            new AbstractMap<>() {
              @Override
              public String get(Object name) {
                read.add((String) name);
                return null;
              }

              @Override
              public Set<Entry<String, String>> entrySet() {
                return Set.of();
              }
            });
    assertThat(ConfigListing.names()).containsAll(read);
    assertThat(ConfigListing.of(config, Map.of()))
        .containsEntry("PORT", "8000")
        .containsEntry("AUDIT_FSYNC", "interval")
        .containsEntry("AUTH_DEV_SECRET", "");
  }

  @Test
  void theEnvironmentGoesBeforeFiles(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve(".env"), "PORT=1\nHOST=a\nOTHER=x\nnonsense\nSERVICE_NAME=e\n");
    Path file = folder.resolve("perfusion.conf");
    Files.writeString(
        file,
        "# lab\n\nexport PORT = 2  # two\nPUBLIC_URL=  # default\nHOST='b'\nAUTH_DEV_SECRET=\"a b\"\nLOG_LEVEL=\n");
    ConfigSources sources = ConfigSources.read(Map.of("PORT", "3", "PATH", "p"), file, folder);
    assertThat(sources.values())
        .isEqualTo(Map.of("PORT", "3", "HOST", "b", "SERVICE_NAME", "e", "AUTH_DEV_SECRET", "a b"));
    assertThat(sources.origins())
        .containsEntry("PORT", "environment")
        .containsEntry("HOST", file.toString())
        .containsEntry("SERVICE_NAME", ".env");
  }

  @Test
  void aFileOfThePredecessorCanBeUsedAsItIs(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("predecessor.conf"),
            """
            PORT=8001
            ADAPTER_R_PATH=/usr/bin/R
            ADAPTER_TO_THREAD=true
            CELERY_TASK_ALWAYS_EAGER=false
            HPC_STUB_QUEUE_DELAY_SECONDS=0.5
            AGENT_CHECKPOINTER_PATH=var/agent/checkpoints.sqlite
            AUDIT_S3_PREFIX=audit-trail
            AUTH_REPLAY_WINDOW_SECONDS=300
            """);
    assertThat(ConfigSources.read(Map.of(), file, folder).values())
        .isEqualTo(
            Map.of("PORT", "8001", "ADAPTER_R_PATH", "/usr/bin/R", "ADAPTER_TO_THREAD", "true"));
  }

  @ParameterizedTest
  @CsvSource({
    "PRT=1, no setting PRT",
    "JOB_WORKER_THREAD=1, is JOB_WORKER_THREADS meant",
    "PORT, line 1"
  })
  void aLineThatCannotBeUsedIsNamed(String line, String message, @TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("perfusion.conf");
    Files.writeString(file, line);
    assertThatThrownBy(() -> ConfigSources.read(Map.of(), file, folder))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    "PORT,                       65536",
    "PORT,                       http",
    "JOB_WORKER_THREADS,         0",
    "JOB_WORKER_THREADS,         33",
    "JOB_TIMEOUT_SECONDS,        NaN",
    "JOB_MAX_RETRIES,            -1",
    "AUDIT_ENABLED,              maybe",
    "AUDIT_FSYNC,                sometimes",
    "PUBLIC_URL,                 lab.example",
    "SHUTDOWN_GRACE_SECONDS,     -1",
    "AUTH_JWKS_CACHE_SECONDS,    59",
    "AUTH_RATE_LIMIT_PER_MINUTE, -1",
    "MODEL_CACHE_ENTRIES,        1.5",
    "ADAPTER_BACKEND,            rpy2",
    "ADAPTER_WORKER_ENGINE,      R",
    "ADAPTER_REQUIRE_R_ENV,      perhaps",
    "ADAPTER_POOL_MAX,           0",
    "ADAPTER_POOL_MIN,           -1",
    "JOB_BACKEND,                celery",
    "SESSION_BACKEND,            redis",
    "SESSION_BACKEND,            mongo",
    "SESSION_MAX_COUNT,          0",
    "JOB_RETENTION_SECONDS,      -1",
    "AUDIT_STORAGE_BACKEND,      s3"
  })
  void aValueThatCannotBeUsedIsNamed(String variable, String value) {
    assertThatThrownBy(() -> BridgeConfig.fromEnvironment(Map.of(variable, value)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(variable);
  }
}
