package dev.perfusion.benchmarks.compare;

import dev.perfusion.benchmarks.run.Machine;
import java.nio.file.Path;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Where the figures come from, in one phrase. */
final class Environment {
  private static final int SHORT_HASH = 12;

  private Environment() {}

  /** Processor, operating system, JDK and commit. */
  static String of(Path repository) {
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
