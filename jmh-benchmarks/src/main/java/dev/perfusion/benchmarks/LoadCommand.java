package dev.perfusion.benchmarks;

import dev.perfusion.benchmarks.compare.Environment;
import dev.perfusion.benchmarks.load.JmhTimes;
import dev.perfusion.benchmarks.load.LoadPlan;
import dev.perfusion.benchmarks.load.LoadResult;
import dev.perfusion.benchmarks.load.LoadRun;
import dev.perfusion.benchmarks.load.ToolMix;
import dev.perfusion.benchmarks.path.Endpoint;
import dev.perfusion.benchmarks.path.ServerProcess;
import dev.perfusion.benchmarks.path.TemporaryFolder;
import dev.perfusion.benchmarks.path.ToolPaths;
import dev.perfusion.benchmarks.run.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Loads a server at constant rates and reports what callers wait for. */
@Command(
    name = "load",
    mixinStandardHelpOptions = true,
    description =
        "Measures the closed-loop maximum of a server, then loads it at shares of that with planned"
            + " starts (open loop): response times beside service times. Exit code 1: a rate was not"
            + " kept or calls failed.")
final class LoadCommand implements Callable<Integer> {
  private static final String SERVER_JAR = "bridge/target/perfusion-bridge.jar";
  private static final String OUT = "reports/perf/load";
  private static final String CLASS_PATH = "classpath:";
  private static final String DEMO = "demo";

  @Spec private CommandSpec spec;

  @Option(names = "--transport", defaultValue = "rest", description = "rest (default) or mcp")
  private String transport;

  @Option(
      names = {"--mix", "--tool"},
      description = "a tool, or TOOL=WEIGHT,TOOL=WEIGHT; without it what a user does")
  private String mix;

  @Option(
      names = "--base-url",
      description = "a running server, http(s)://HOST:PORT; without it the shipped jar is started")
  private String baseUrl;

  @Option(
      names = "--token",
      defaultValue = "${env:MCP_TOKEN}",
      description = "bearer token of that server; better in the variable MCP_TOKEN")
  private String token;

  @Option(
      names = "--model",
      defaultValue = "classpath:demo.pkml",
      description = "as load_simulation of the server takes it (default: ${DEFAULT-VALUE})")
  private String model;

  @Option(
      names = "--simulation",
      description = "which simulation of a project file (.pksim5, .mbp3) with several")
  private String simulation;

  @Option(
      names = {"--concurrency", "--users"},
      defaultValue = "8",
      description = "callers of the closed loop (default: ${DEFAULT-VALUE})")
  private int users;

  @Option(
      names = "--open-users",
      description = "calls under way at most in the open loop; default 512, 128 before JDK 21")
  private Integer openUsers;

  @Option(
      names = "--seconds",
      defaultValue = "30",
      description = "of the closed loop and of each rate (default: ${DEFAULT-VALUE})")
  private double seconds;

  @Option(
      names = "--warmup",
      defaultValue = "10",
      description = "seconds of closed loop beforehand (default: ${DEFAULT-VALUE})")
  private double warmUp;

  @Option(
      names = "--percent",
      split = ",",
      defaultValue = "20,50,80",
      description = "rates in percent of the maximum (default: ${DEFAULT-VALUE})")
  private List<Double> percents;

  @Option(names = "--rate", split = ",", description = "rates in calls per second instead")
  private List<Double> rates;

  @Option(names = "--seed", defaultValue = "1", description = "of the mix (default: 1)")
  private long seed;

  @Option(names = "--label", description = "free text for the document")
  private String label;

  @Mixin private RootOption root;

  @Option(names = "--server-jar", description = "the shipped jar (default: " + SERVER_JAR + ")")
  private Path serverJar;

  @Option(
      names = "--out",
      description = "path of the .json and the .md that are written (default: " + OUT + ")")
  private Path out;

  @Override
  public Integer call() throws Exception {
    LoadPlan plan;
    Optional<Endpoint> running;
    try {
      plan = plan();
      running =
          Optional.ofNullable(baseUrl)
              .map(url -> Endpoint.of(url, Optional.ofNullable(token).filter(t -> !t.isBlank())));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    LoadResult result =
        running.isPresent()
            ? LoadRun.of(plan, running.get(), spec.commandLine().getOut())
            : ofOwnServer(plan).beside(measured(plan));
    write(result, start);
    return result.good() ? 0 : 1;
  }

  private JmhTimes measured(LoadPlan plan) throws IOException {
    ObjectNode environment = JsonMapper.shared().createObjectNode();
    Machine.describe(environment, root.path());
    return JmhTimes.latest(
        root.path().resolve("var/benchmarks"),
        plan.transport(),
        Path.of(model).getFileName().toString().replace(CLASS_PATH, ""),
        plan.simulation(),
        plan.mix().weights().keySet(),
        environment);
  }

  private LoadPlan plan() {
    boolean ours = baseUrl == null && !model.startsWith(CLASS_PATH) && !model.equals(DEMO);
    if (ours && !Files.isRegularFile(Path.of(model))) {
      throw new IllegalArgumentException("The model file " + model + " does not exist");
    }
    if (simulation != null && (model.startsWith(CLASS_PATH) || model.equals(DEMO))) {
      throw new IllegalArgumentException(
          "--simulation " + simulation + ": name its project file with --model");
    }
    return new LoadPlan(
        BenchmarkKeys.transport(transport),
        mix == null ? ToolMix.DEFAULT : ToolMix.parse(mix),
        // Our server works in another folder, and may load what lies beside the file.
        ours ? Path.of(model).getFileName().toString() : model,
        Optional.ofNullable(simulation),
        users,
        openUsers == null ? LoadPlan.manyUsers() : openUsers,
        warmUp,
        seconds,
        percents,
        rates == null ? List.of() : rates,
        seed);
  }

  private LoadResult ofOwnServer(LoadPlan plan) throws IOException, InterruptedException {
    Path jar = root.file(serverJar, SERVER_JAR);
    try (TemporaryFolder state = new TemporaryFolder("perfusion-load");
        ServerProcess server = ToolPaths.startServer(jar, models(state.path()), state.path())) {
      return LoadRun.of(plan, Endpoint.ofLoopback(server.port()), spec.commandLine().getOut());
    }
  }

  /** A model file has to lie where the server may load from. */
  private Path models(Path state) {
    Path file = Path.of(model).toAbsolutePath().getParent();
    return Files.isRegularFile(Path.of(model)) ? file : state;
  }

  private void write(LoadResult result, Instant start) throws IOException {
    ObjectNode describe = JsonMapper.shared().createObjectNode();
    describe.put("timestamp", start.toString());
    if (label != null) {
      describe.put("label", label);
    }
    Machine.describe(describe.putObject("environment"), root.path());
    Path prefix = root.file(out, OUT).toAbsolutePath();
    Path folder = prefix.getParent();
    Files.createDirectories(folder);
    Path json = folder.resolve(prefix.getFileName() + ".json");
    Path markdown = folder.resolve(prefix.getFileName() + ".md");
    Files.write(
        json,
        JsonMapper.shared()
            .writerWithDefaultPrettyPrinter()
            .writeValueAsBytes(result.json(describe)));
    Files.writeString(markdown, result.markdown(start + ", " + Environment.of(root.path()) + "."));
    spec.commandLine().getOut().printf("Document %s%nReport   %s%n", json, markdown);
    spec.commandLine().getOut().flush();
  }
}
