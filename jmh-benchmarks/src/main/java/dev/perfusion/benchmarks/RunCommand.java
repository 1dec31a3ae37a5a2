package dev.perfusion.benchmarks;

import dev.perfusion.benchmarks.path.Endpoint;
import dev.perfusion.benchmarks.path.ToolCallException;
import dev.perfusion.benchmarks.profile.ProfileKind;
import dev.perfusion.benchmarks.run.RunRequest;
import dev.perfusion.benchmarks.run.ScenarioRunner;
import dev.perfusion.benchmarks.run.Storage;
import dev.perfusion.benchmarks.run.Tuning;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Runs a scenario, writes its document and report, and judges it. Blank options count as absent.
 */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Runs a scenario, writes document, report and flame graphs, prints the verdict.")
final class RunCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--scenario",
      defaultValue = "smoke",
      description = "smoke, baseline or stress (default: ${DEFAULT-VALUE})")
  private String scenario;

  @Mixin private RootOption root;

  @Option(
      names = "--base-dir",
      defaultValue = ".",
      description = "folder that relative files are looked up from")
  private String baseDir;

  @Option(names = "--model", description = "model file; without it the demo model")
  private String model;

  @Option(
      names = "--simulation",
      description = "which simulation of a project file (.pksim5, .mbp3) with several")
  private String simulation;

  @Option(
      names = "--parameter",
      description = "parameter to read and write; without it Organism|Weight or the first")
  private String parameter;

  @Option(names = "--baseline", description = "document of a recorded run to compare with")
  private String baseline;

  @Option(
      names = "--profile-all",
      arity = "0..1",
      defaultValue = "false",
      fallbackValue = "true",
      description = "one flame graph per benchmark instead of one")
  private boolean profileAll;

  @Option(names = "--label", description = "free text for the document")
  private String label;

  @Option(
      names = "--iterations",
      description = "measured iterations per benchmark; fresh JVMs of cold ones")
  private Integer iterations;

  @Option(names = "--warmup", description = "warm-up iterations per benchmark")
  private Integer warmUp;

  @Option(names = "--transport", description = "only inprocess, rest or mcp")
  private String transport;

  @Option(
      names = "--concurrency",
      split = ",",
      description = "callers at the same time, such as 8 or 1,4,8; cold starts have one")
  private List<Integer> concurrency = List.of();

  @Option(
      names = "--base-url",
      description =
          "measures this running server, http(s)://HOST:PORT; --model is then what it can load")
  private String baseUrl;

  @Option(
      names = "--token",
      defaultValue = "${env:MCP_TOKEN}",
      description = "bearer token of that server; better in the variable MCP_TOKEN")
  private String token;

  @Option(
      names = "--storage",
      description =
          "what results lie on, file or object: decides the least MB/s (default: file; with"
              + " --base-url not known)")
  private String storage;

  @Option(
      names = "--workload",
      description = "who is in a population; stress: var/workloads/population_1k.json")
  private String workload;

  @Option(names = "--seed", description = "runs the benchmarks in an order drawn from it")
  private Long seed;

  @Option(
      names = "--size-mb",
      defaultValue = "10",
      description = "size of the generated model of scenario baseline, 1 to 25 (default: 10)")
  private int sizeMb;

  @Option(
      names = "--profile",
      description = "a flame graph per benchmark of cpu, alloc, lock, wall or nativemem")
  private String profile;

  @Override
  public Integer call() {
    try {
      RunRequest request = request();
      return new ScenarioRunner(request, spec.commandLine().getOut()).run();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    } catch (UncheckedIOException | ToolCallException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    } catch (IOException e) {
      throw new ParameterException(
          spec.commandLine(), "cannot read or write: " + Failures.text(e), e);
    }
  }

  RunRequest request() {
    if (given(baseUrl).isPresent() && (profileAll || given(profile).isPresent())) {
      throw new IllegalArgumentException(
          "Flame graphs are taken of servers that this command starts; ask the running one for its"
              + " own");
    }
    if (given(simulation).isPresent() && given(model).isEmpty()) {
      throw new IllegalArgumentException(
          "--simulation " + simulation + ": name its project file with --model");
    }
    return new RunRequest(
        scenario,
        root.path().toAbsolutePath().normalize(),
        server().isPresent() ? given(model).map(this::path) : given(model).map(this::fromBase),
        given(simulation),
        given(parameter),
        given(workload).map(this::fromBase),
        server(),
        given(storage)
            .map(Storage::named)
            .orElse(server().isPresent() ? Storage.UNKNOWN : Storage.FILE),
        given(baseline).map(this::fromBase),
        profileAll || given(profile).isPresent(),
        given(label),
        new Tuning(
            Optional.ofNullable(iterations),
            Optional.ofNullable(warmUp),
            given(transport).map(BenchmarkKeys::transport),
            concurrency,
            Optional.ofNullable(seed),
            given(profile).map(ProfileKind::named).orElse(ProfileKind.CPU),
            sizeMb));
  }

  private Optional<Endpoint> server() {
    return given(baseUrl).map(url -> Endpoint.of(url, given(token)));
  }

  private Path fromBase(String file) {
    return path(baseDir).toAbsolutePath().resolve(path(file)).normalize();
  }

  private Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new ParameterException(spec.commandLine(), "'" + text + "' is not a path", e);
    }
  }

  private static Optional<String> given(String text) {
    return Optional.ofNullable(text).filter(value -> !value.isBlank());
  }
}
