package dev.perfusion.benchmarks.compare;

import dev.perfusion.benchmarks.run.Machine;
import dev.perfusion.bridge.adapter.simmodel.NativeSimModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Where the figures come from, in one phrase. */
public final class Environment {
  private static final int SHORT_HASH = 12;

  private Environment() {}

  /**
   * Which official solver it is: the hash of its library.
   *
   * @param libraries empty when it is not on the machine
   */
  static String peer(Optional<Path> libraries) throws IOException {
    if (libraries.isEmpty()) {
      return "without the official solver";
    }
    byte[] library = Files.readAllBytes(NativeSimModel.library(libraries.get()));
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(library);
      return "official solver " + HexFormat.of().formatHex(hash).substring(0, SHORT_HASH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Processor, operating system, JDK and commit. */
  public static String of(Path repository) {
    ObjectNode machine = JsonNodeFactory.instance.objectNode();
    Machine.describe(machine, repository);
    String text =
        "%d x %s, %s, JDK %s (%s)"
            .formatted(
                machine.path("logicalCpus").asInt(),
                machine.path("cpuModel").asString(),
                machine.path("os").asString(),
                machine.path("jdk").asString(),
                machine.path("vm").asString());
    if (!machine.has("commit")) {
      return text;
    }
    return text
        + ", commit "
        + machine.path("commit").asString().substring(0, SHORT_HASH)
        + (machine.path("commitDirty").asBoolean() ? " with changes" : "");
  }
}
