package dev.perfusion.benchmarks;

import dev.perfusion.benchmarks.path.Endpoint;
import dev.perfusion.benchmarks.path.SharedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a benchmark fork has to know. Read once from system properties, the only channel into a JVM
 * that JMH starts; all have defaults, so JMH may also be started by hand.
 *
 * @param model model file; empty for the embedded demo model
 * @param simulation which one of a project file; empty for the only one
 * @param parameter path of the parameter to read and write; empty to choose one
 * @param serverJar the shipped jar of the bridge
 * @param server a running server for all but the cold-JVM benchmarks; empty to start one per fork
 * @param running a server of somebody else, which is measured in the place of one of ours; models
 *     are then those that it can load
 * @param workspace folder in which forks make theirs; a shared server may load models from it
 * @param records folder for {@link dev.perfusion.benchmarks.record.ForkRecord}s; empty to write
 *     none
 * @param flameGraphs folder for flame graphs; without {@code -Dbench.flameGraphs} {@code
 *     profiling/out} of the project that the benchmarks were built in or, when the jar lies
 *     elsewhere, of the working directory
 * @param workload file that says who is in a population; empty for some subjects of the model
 * @param subjects how many there are; 0 for as many as the file says
 * @param outputs what is stored of a population without a file; empty for the model's own outputs
 */
public record BenchSettings(
    Optional<Path> model,
    Optional<String> simulation,
    Optional<String> parameter,
    Path serverJar,
    Optional<SharedServer> server,
    Optional<Endpoint> running,
    Path workspace,
    Optional<Path> records,
    Path flameGraphs,
    Optional<Path> workload,
    int subjects,
    List<String> outputs) {
  private static final String MODEL = "bench.model";
  private static final String SIMULATION = "bench.simulation";
  private static final String PARAMETER = "bench.parameter";
  private static final String SERVER_JAR = "bench.serverJar";
  private static final String SERVER = "bench.server";
  private static final String WORKSPACE = "bench.workspace";
  private static final String RECORDS = "bench.records";
  private static final String RUNNING = "bench.baseUrl";
  private static final String TOKEN_FILE = "bench.tokenFile";
  private static final String WORKLOAD = "bench.workload";
  private static final String SUBJECTS = "bench.subjects";
  private static final int SOME_SUBJECTS = 4;
  private static final String FLAME_GRAPHS = "bench.flameGraphs";
  private static final String OUTPUTS = "bench.outputs";

  /** The settings of this JVM. */
  public static BenchSettings ofThisJvm() {
    Path root = repositoryRoot();
    return new BenchSettings(
        property(MODEL).map(Path::of),
        property(SIMULATION),
        property(PARAMETER),
        property(SERVER_JAR)
            .map(Path::of)
            .orElse(root.resolve("bridge/target/perfusion-bridge.jar")),
        property(SERVER).map(SharedServer::parse),
        property(RUNNING)
            .map(url -> Endpoint.of(url, property(TOKEN_FILE).map(BenchSettings::text))),
        Path.of(property(WORKSPACE).orElse(System.getProperty("java.io.tmpdir"))),
        property(RECORDS).map(Path::of),
        property(FLAME_GRAPHS).map(Path::of).orElse(root.resolve("profiling/out")),
        property(WORKLOAD).map(Path::of),
        Integer.getInteger(SUBJECTS, SOME_SUBJECTS),
        property(OUTPUTS).map(paths -> List.of(paths.split("\n"))).orElse(List.of()));
  }

  /** Arguments that give a JVM these settings. */
  public List<String> jvmArgs() {
    List<String> args = new ArrayList<>();
    model.ifPresent(file -> args.add(define(MODEL, file.toString())));
    simulation.ifPresent(name -> args.add(define(SIMULATION, name)));
    parameter.ifPresent(path -> args.add(define(PARAMETER, path)));
    args.add(define(SERVER_JAR, serverJar.toString()));
    server.ifPresent(address -> args.add(define(SERVER, address.toString())));
    running.ifPresent(endpoint -> args.add(define(RUNNING, endpoint.toString())));
    running
        .flatMap(Endpoint::token)
        .ifPresent(token -> args.add(define(TOKEN_FILE, tokenFile(token).toString())));
    args.add(define(WORKSPACE, workspace.toString()));
    records.ifPresent(folder -> args.add(define(RECORDS, folder.toString())));
    args.add(flameGraphs(flameGraphs));
    workload.ifPresent(file -> args.add(define(WORKLOAD, file.toString())));
    args.add(define(SUBJECTS, Integer.toString(subjects)));
    args.add(define(OUTPUTS, String.join("\n", outputs)));
    return args;
  }

  /** The same with a running server. */
  public BenchSettings with(SharedServer shared) {
    return new BenchSettings(
        model,
        simulation,
        parameter,
        serverJar,
        Optional.of(shared),
        running,
        workspace,
        records,
        flameGraphs,
        workload,
        subjects,
        outputs);
  }

  /** The same with another folder for records. */
  public BenchSettings withRecords(Path folder) {
    return new BenchSettings(
        model,
        simulation,
        parameter,
        serverJar,
        server,
        running,
        workspace,
        Optional.of(folder),
        flameGraphs,
        workload,
        subjects,
        outputs);
  }

  /**
   * A token goes to the forks in a file of the workspace that only its owner can read: arguments of
   * a process are seen by all users, and JMH writes them down.
   */
  private Path tokenFile(String token) {
    Path file = workspace.resolve("token");
    try {
      if (!Files.exists(file)) {
        Files.createFile(file);
        if (!file.toFile().setReadable(false, false) || !file.toFile().setReadable(true, true)) {
          throw new IOException("others can read it");
        }
        Files.writeString(file, token);
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private static String text(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** The argument that names the folder for flame graphs to a JVM. */
  public static String flameGraphs(Path folder) {
    return define(FLAME_GRAPHS, folder.toString());
  }

  private static String define(String name, String value) {
    return "-D" + name + "=" + value;
  }

  private static Optional<String> property(String name) {
    return Optional.ofNullable(System.getProperty(name)).filter(value -> !value.isBlank());
  }

  /**
   * benchmarks.jar and the module's classes both lie two levels below the module's parent; a jar
   * that was copied elsewhere works for the folder where it is called.
   */
  private static Path repositoryRoot() {
    try {
      return root(
          Path.of(BenchSettings.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
    } catch (URISyntaxException e) {
      throw new IllegalStateException("cannot tell where the benchmarks are installed", e);
    }
  }

  static Path root(Path code) {
    Path root = code.resolve("../../..").normalize();
    return Files.isRegularFile(root.resolve("jmh-benchmarks/pom.xml"))
        ? root
        : Path.of("").toAbsolutePath();
  }
}
