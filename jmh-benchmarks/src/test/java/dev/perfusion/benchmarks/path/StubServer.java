package dev.perfusion.benchmarks.path;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * A jar that prints one line and stays, as the bridge does; and a JVM that starts such a server.
 */
final class StubServer {
  private StubServer() {}

  /**
   * Main class of the jar: prints the variable {@code LINE}; ends at once or is silent if asked.
   */
  public static final class Server {
    private Server() {}

    /** Runs for a minute. */
    public static void main(String[] args) throws InterruptedException {
      if (System.getenv("FAIL") != null) {
        System.err.println("cannot bind");
        System.exit(1);
      }
      if (System.getenv("SILENT") == null) {
        System.out.println(System.getenv("LINE"));
      }
      TimeUnit.MINUTES.sleep(1);
    }
  }

  /** Starts a server from the jar named in the arguments, prints its process id and stays. */
  public static final class Parent {
    private Parent() {}

    /** Runs for a minute. */
    public static void main(String[] args) throws InterruptedException {
      Path folder = Path.of(args[0]);
      ServerProcess server =
          ServerProcess.start(
              folder.resolve("stub.jar"), List.of(), Map.of("LINE", "4711"), folder);
      System.out.println(server.pid());
      TimeUnit.MINUTES.sleep(1);
    }
  }

  /** Writes the jar. */
  static Path jar(Path folder) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Server.class.getName());
    Path jar = folder.resolve("stub.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out, manifest)) {
      String name = Server.class.getName().replace('.', '/') + ".class";
      entries.putNextEntry(new JarEntry(name));
      entries.write(StubServer.class.getClassLoader().getResourceAsStream(name).readAllBytes());
      entries.closeEntry();
    }
    return jar;
  }
}
