package dev.perfusion.bridge.http;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.error.ConfigException;
import dev.perfusion.bridge.mcp.McpEndpoint;
import dev.perfusion.bridge.security.Authenticator;
import dev.perfusion.bridge.security.RateLimiter;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves a bridge over HTTP: REST twins, MCP, health and metrics. */
public final class BridgeServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BridgeServer.class);

  /** Threads of the server cost nothing there, and none has to be spared. */
  private static final boolean VIRTUAL = Runtime.version().feature() >= 21;

  /** Fewer than the server has: those left answer what needs no engine. */
  private static final int TOOL_THREADS = 64;

  private static final int METHOD_NOT_ALLOWED = 405;
  private static final long LAST_CALLS_MS = 1000;

  private final Javalin javalin;
  private final McpRoutes mcp;
  private final ProfileRoutes profiles;
  private final JvmGcMetrics garbage;
  private final ExecutorService workers;

  private BridgeServer(
      Javalin javalin,
      McpRoutes mcp,
      ProfileRoutes profiles,
      JvmGcMetrics garbage,
      ExecutorService workers) {
    this.workers = workers;
    this.javalin = javalin;
    this.mcp = mcp;
    this.profiles = profiles;
    this.garbage = garbage;
  }

  /**
   * Starts serving at the host and port of the bridge's settings. Closing the server leaves the
   * bridge open.
   *
   * @throws ConfigException when the settings would leave the server open, or the address cannot be
   *     had
   */
  public static BridgeServer start(Bridge bridge) {
    BridgeConfig config = bridge.config();
    BridgeConfig.Server server = config.server();
    boolean loopback = isLoopback(server.host());
    Authenticator authenticator =
        Authenticator.of(config.auth(), config.service().development(), loopback);
    ProtectedResource resource =
        new ProtectedResource(
            config.auth(), Optional.ofNullable(server.publicUrl()), config.service().name());
    ExecutorService workers = config.adapter().toThread() && !VIRTUAL ? workers() : null;
    Pipeline pipeline =
        new Pipeline(
            new OriginCheck(loopback, server.allowedOrigins(), hosts(server, loopback)),
            new RateLimiter(config.auth().rateLimitPerMinute(), System::nanoTime),
            authenticator,
            resource,
            new HttpMetrics(bridge.metrics()),
            bridge.audit(),
            server.maxPayloadKb(),
            Optional.ofNullable(workers));
    McpRoutes mcp = new McpRoutes(new McpEndpoint(bridge), pipeline);
    ProfileRoutes profiles = new ProfileRoutes(bridge.audit(), pipeline);
    Javalin javalin =
        Javalin.create(
            javalinConfig -> {
              configure(javalinConfig, bridge, pipeline, mcp);
              profiles.register(javalinConfig.routes);
              resource.register(javalinConfig.routes, pipeline);
              new DocumentRoutes(bridge.calls().catalogue(), config, pipeline)
                  .register(javalinConfig.routes);
              pipeline.addHeads(javalinConfig.routes, Set.of(McpRoutes.PATH, JobEventRoutes.PATH));
            });
    try {
      javalin.start(server.host(), server.port());
    } catch (JavalinBindException e) {
      mcp.close();
      throw new ConfigException(
          "PORT",
          Integer.toString(server.port()),
          "cannot be bound on " + server.host() + ": in use or not allowed; 0 takes a free one");
    }
    return new BridgeServer(javalin, mcp, profiles, processMetrics(bridge.metrics()), workers);
  }

  private static ExecutorService workers() {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            TOOL_THREADS,
            TOOL_THREADS,
            1,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>(),
            work -> new Thread(work, "perfusion-tools-" + number.incrementAndGet()),
            // Only once the server is being stopped: the calls that still come.
            (work, full) -> work.run());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** Names that requests may give; the public one goes without saying. */
  private static List<String> hosts(BridgeConfig.Server server, boolean loopback) {
    List<String> hosts = new ArrayList<>(server.allowedHosts());
    if (server.publicUrl() != null && (loopback || !hosts.isEmpty())) {
      hosts.add(URI.create(server.publicUrl()).getHost());
    }
    return hosts;
  }

  /**
   * True when only this machine can reach a server at that address.
   *
   * @throws ConfigException when there is no such address
   */
  public static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new ConfigException("HOST", host, "no such address on this machine");
    }
  }

  private static void configure(
      JavalinConfig config, Bridge bridge, Pipeline pipeline, McpRoutes mcp) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.prefer405over404 = true;
    config.http.generateEtags = false;
    // Nobody here uses HTTP sessions, and looking for one takes time in each request.
    config.jetty.modifyServletContextHandler(
        handler -> handler.setSessionHandler(new NoSessions()));
    config.concurrency.useVirtualThreads = VIRTUAL;
    new ToolRoutes(bridge.calls(), pipeline).register(config.routes);
    new ResultRoutes(bridge, pipeline).register(config.routes);
    new PopulationRoutes(bridge, pipeline).register(config.routes);
    new SnapshotRoutes(bridge, pipeline).register(config.routes);
    mcp.register(config.routes);
    new OperationsRoutes(bridge, pipeline).register(config.routes);
    new ResourceRoutes(bridge.sessions(), bridge.adapter().name(), pipeline)
        .register(config.routes);
    new JobEventRoutes(bridge.jobs(), pipeline).register(config.routes);
    config.routes.exception(
        HttpResponseException.class,
        (e, context) -> {
          boolean wrongMethod = e.getStatus() == METHOD_NOT_ALLOWED;
          String allowed = e.getDetails().getOrDefault("availableMethods", "");
          pipeline.refuse(
              context,
              e.getStatus(),
              wrongMethod
                  ? context.method() + " is not allowed on " + context.path() + "; use " + allowed
                  : "no route " + context.method() + " " + context.path(),
              wrongMethod ? Map.of("Allow", allowed) : Map.of());
        });
  }

  /** A server is a process of its own, unlike a bridge in some program. */
  private static JvmGcMetrics processMetrics(MeterRegistry metrics) {
    new JvmMemoryMetrics().bindTo(metrics);
    new JvmThreadMetrics().bindTo(metrics);
    new ProcessorMetrics().bindTo(metrics);
    new FileDescriptorMetrics().bindTo(metrics);
    new UptimeMetrics().bindTo(metrics);
    JvmGcMetrics garbage = new JvmGcMetrics();
    garbage.bindTo(metrics);
    return garbage;
  }

  /** The port that was bound. */
  public int port() {
    return javalin.port();
  }

  /** Stops serving; streams end, requests under way are given a moment. */
  @Override
  public void close() {
    profiles.close();
    mcp.close();
    awaitWorkers();
    javalin.stop();
    garbage.close();
    if (workers != null) {
      workers.shutdownNow();
    }
  }

  /** Until what they have worked out has left; they send it themselves. */
  private void awaitWorkers() {
    if (workers == null) {
      return;
    }
    workers.shutdown();
    try {
      if (!workers.awaitTermination(LAST_CALLS_MS, TimeUnit.MILLISECONDS)) {
        LOG.warn("calls that take long are broken off");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
