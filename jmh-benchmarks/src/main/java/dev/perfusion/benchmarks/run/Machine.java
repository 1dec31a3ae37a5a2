package dev.perfusion.benchmarks.run;

import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.nio.file.Path;
import java.util.stream.Collectors;
import oshi.SystemInfo;
import oshi.hardware.HardwareAbstractionLayer;
import tools.jackson.databind.node.ObjectNode;

/** Where a run was measured. The benchmark document hashes it into the environment fingerprint. */
public final class Machine {
  private Machine() {}

  /** Writes operating system, processor, memory, JDK, VM and commit. */
  public static void describe(ObjectNode environment, Path repository) {
    SystemInfo info = new SystemInfo();
    HardwareAbstractionLayer hardware = info.getHardware();
    environment
        .put("os", info.getOperatingSystem().toString())
        .put("kernel", System.getProperty("os.version"))
        .put("architecture", System.getProperty("os.arch"))
        .put("cpuModel", hardware.getProcessor().getProcessorIdentifier().getName().strip())
        .put("logicalCpus", hardware.getProcessor().getLogicalProcessorCount())
        .put("memoryBytes", hardware.getMemory().getTotal())
        .put("jdk", System.getProperty("java.vendor") + " " + System.getProperty("java.version"))
        .put("vm", virtualMachine());
    GitCommit.of(repository)
        .ifPresent(
            commit -> environment.put("commit", commit.hash()).put("commitDirty", commit.dirty()));
  }

  /** Name, version and the flags that change what is measured; system properties do not. */
  private static String virtualMachine() {
    RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
    String flags =
        runtime.getInputArguments().stream()
            .filter(argument -> argument.startsWith("-X"))
            .sorted()
            .collect(Collectors.joining(" "));
    String name = runtime.getVmName() + " " + runtime.getVmVersion();
    return flags.isEmpty() ? name : name + " " + flags;
  }
}
