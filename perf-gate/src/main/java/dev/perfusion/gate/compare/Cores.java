package dev.perfusion.gate.compare;

import dev.perfusion.gate.json.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The cores that this process may use, as Linux tells them; none are known elsewhere. */
public final class Cores {
  private static final String ALLOWED = "Cpus_allowed_list:";

  private final Collection<List<Integer>> physical;
  private final int processors;
  private final boolean bindable;

  private Cores(Collection<List<Integer>> physical, int processors, boolean bindable) {
    this.physical = physical;
    this.processors = processors;
    this.bindable = bindable;
  }

  /** Those of this machine. */
  public static Cores here() {
    long self = ProcessHandle.current().pid();
    return of(
        Path.of("/"),
        Runtime.getRuntime().availableProcessors(),
        taskset("-p", String.valueOf(self)));
  }

  /**
   * Cores by what the kernel says.
   *
   * @param root where proc and sys are
   * @param processors the least of the cores and of what a container grants in time
   * @param bindable whether processes can be bound to cores
   */
  static Cores of(Path root, int processors, boolean bindable) {
    Map<Integer, List<Integer>> physical = new TreeMap<>();
    try {
      for (int core : allowed(root.resolve("proc/self/status"))) {
        physical.computeIfAbsent(firstSibling(root, core), c -> new ArrayList<>()).add(core);
      }
    } catch (IOException e) {
      // No Linux: nothing is known, and a duet impossible.
    }
    return new Cores(physical.values(), processors, bindable);
  }

  /** Hyperthreads of one core share it, so they stay on one side. */
  private static int firstSibling(Path root, int core) {
    try {
      return list(Files.readString(
              root.resolve(
                  "sys/devices/system/cpu/cpu%d/topology/thread_siblings_list".formatted(core))))
          .get(0);
    } catch (IOException e) {
      return core;
    }
  }

  /**
   * The pairing of a comparison on this machine.
   *
   * @param perSide cores that one side needs
   * @throws InputException a duet is asked for and cannot be
   */
  public Pairing pairing(Pairing.Wish wish, int perSide) {
    List<List<Integer>> sets = new ArrayList<>();
    List<Integer> set = new ArrayList<>();
    for (List<Integer> core : physical) {
      set.addAll(core);
      if (set.size() >= perSide) {
        sets.add(set.subList(0, perSide));
        set = new ArrayList<>();
      }
    }
    boolean enough = sets.size() >= 2 && 2 * perSide <= processors;
    if (wish == Pairing.Wish.ALTERNATE || (wish == Pairing.Wish.AUTO && !(enough && bindable))) {
      return Pairing.alternate();
    }
    if (!enough) {
      throw new InputException(
          "--pairing duet",
          "",
          "each side needs %d cores of its own, and this process may use %d (%d physical)"
              .formatted(perSide, processors, physical.size()),
          "give --pairing alternate, or fewer with --cores-per-side");
    }
    if (!bindable) {
      throw new InputException(
          "--pairing duet", "", "there is no taskset", "install util-linux or alternate");
    }
    return Pairing.duet(text(sets.get(0)), text(sets.get(1)));
  }

  /**
   * Binds all threads of a process to cores, and those that they start.
   *
   * @return whether all are bound; a thread that began or ended meanwhile may be in the way
   */
  static boolean bind(long process, String cores) throws IOException {
    if (!taskset("-a", "-p", "-c", cores, String.valueOf(process))) {
      return false;
    }
    List<Path> threads;
    try (Stream<Path> tasks = Files.list(Path.of("/proc", String.valueOf(process), "task"))) {
      threads = tasks.toList();
    }
    List<Integer> wanted = list(cores);
    return threads.stream().allMatch(thread -> isOn(thread.resolve("status"), wanted));
  }

  private static boolean isOn(Path status, List<Integer> wanted) {
    try {
      return allowed(status).equals(wanted);
    } catch (IOException e) {
      return true; // it has ended
    }
  }

  private static boolean taskset(String... arguments) {
    List<String> command = new ArrayList<>(List.of("taskset"));
    command.addAll(List.of(arguments));
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static List<Integer> allowed(Path status) throws IOException {
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith(ALLOWED))
        .flatMap(line -> list(line.substring(ALLOWED.length())).stream())
        .toList();
  }

  /** The numbers of a list like {@code 0-3,8}. */
  static List<Integer> list(String text) {
    List<Integer> cores = new ArrayList<>();
    for (String part : text.strip().split(",")) {
      String[] ends = part.split("-");
      int first = Integer.parseInt(ends[0]);
      int last = Integer.parseInt(ends[ends.length - 1]);
      IntStream.rangeClosed(first, last).forEach(cores::add);
    }
    return cores;
  }

  private static String text(List<Integer> cores) {
    return cores.stream().sorted().map(String::valueOf).collect(Collectors.joining(","));
  }
}
