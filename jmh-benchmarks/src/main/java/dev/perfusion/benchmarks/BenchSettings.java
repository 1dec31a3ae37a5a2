package dev.perfusion.benchmarks;

import dev.perfusion.benchmarks.path.SharedServer;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a benchmark fork has to know. Read once from system properties, the only channel into a JVM
 * that JMH starts; all have defaults, so JMH may also be started by hand.
 *
 * @param model model file; empty for the embedded demo model
 * @param parameter path of the parameter to read and write; empty to choose one
 * @param serverJar the shipped jar of the bridge
 * @param server a running server for all but the cold-JVM benchmarks; empty to start one per fork
 * @param workspace folder in which forks make theirs; a shared server may load models from it
 * @param records folder for {@link dev.perfusion.benchmarks.record.ForkRecord}s; empty to write
 *     none
 * @param flameGraphs folder for flame graphs
 */
public record BenchSettings(
    Optional<Path> model,
    Optional<String> parameter,
    Path serverJar,
    Optional<SharedServer> server,
    Path workspace,
    Optional<Path> records,
    Path flameGraphs) {
  private static final String MODEL = "bench.model";
  private static final String PARAMETER = "bench.parameter";
  private static final String SERVER_JAR = "bench.serverJar";
  private static final String SERVER = "bench.server";
  private static final String WORKSPACE = "bench.workspace";
  private static final String RECORDS = "bench.records";
  private static final String FLAME_GRAPHS = "bench.flameGraphs";

  /** The settings of this JVM. */
  public static BenchSettings ofThisJvm() {
    Path root = repositoryRoot();
    return new BenchSettings(
        property(MODEL).map(Path::of),
        property(PARAMETER),
        property(SERVER_JAR)
            .map(Path::of)
            .orElse(root.resolve("bridge/target/perfusion-bridge.jar")),
        property(SERVER).map(SharedServer::parse),
        Path.of(property(WORKSPACE).orElse(System.getProperty("java.io.tmpdir"))),
        property(RECORDS).map(Path::of),
        property(FLAME_GRAPHS).map(Path::of).orElse(root.resolve("profiling/out")));
  }

  /** Arguments that give a JVM these settings. */
  public List<String> jvmArgs() {
    List<String> args = new ArrayList<>();
    model.ifPresent(file -> args.add(define(MODEL, file.toString())));
    parameter.ifPresent(path -> args.add(define(PARAMETER, path)));
    args.add(define(SERVER_JAR, serverJar.toString()));
    server.ifPresent(address -> args.add(define(SERVER, address.toString())));
    args.add(define(WORKSPACE, workspace.toString()));
    records.ifPresent(folder -> args.add(define(RECORDS, folder.toString())));
    args.add(define(FLAME_GRAPHS, flameGraphs.toString()));
    return args;
  }

  /** The same with a running server. */
  public BenchSettings with(SharedServer running) {
    return new BenchSettings(
        model, parameter, serverJar, Optional.of(running), workspace, records, flameGraphs);
  }

  /** The same with another folder for records. */
  public BenchSettings withRecords(Path folder) {
    return new BenchSettings(
        model, parameter, serverJar, server, workspace, Optional.of(folder), flameGraphs);
  }

  private static String define(String name, String value) {
    return "-D" + name + "=" + value;
  }

  private static Optional<String> property(String name) {
    return Optional.ofNullable(System.getProperty(name)).filter(value -> !value.isBlank());
  }

  /** benchmarks.jar and the module's classes both lie two levels below the module's parent. */
  private static Path repositoryRoot() {
    try {
      Path code =
          Path.of(BenchSettings.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return code.resolve("../../..").normalize();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("cannot tell where the benchmarks are installed", e);
    }
  }
}
