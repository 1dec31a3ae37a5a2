package dev.perfusion.verification.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The long fuzz study: each target for a number of minutes in a process of its own with 512 MB of
 * heap, and a record of what came out. See CONTRIBUTING.md for the command.
 *
 * <p>A target passes when nothing but a documented exception was thrown, no input took longer than
 * {@value #SECONDS_PER_INPUT} s, and the heap was enough. The record is written from the output of
 * the fuzzer; inputs that fail are kept below {@code target/fuzz}.
 */
public final class FuzzStudy {
  private static final int HEAP_MB = 512;
  private static final int SECONDS_PER_INPUT = 60;
  private static final int MAX_LENGTH = 350_000;
  private static final Pattern PROGRESS = Pattern.compile("cov: (\\d+) ft: (\\d+)");
  private static final Pattern EXECUTIONS =
      Pattern.compile("stat::number_of_executed_units: *(\\d+)");
  private static final Pattern SECONDS = Pattern.compile("Done \\d+ runs in (\\d+) second");
  private static final Pattern FINDING =
      Pattern.compile("== Java Exception: (.*)|ERROR: libFuzzer: (.*)");

  private final Path module;
  private final Path work;
  private final double minutes;

  private FuzzStudy(Path module, double minutes) {
    this.module = module;
    this.work = module.resolve("target/fuzz");
    this.minutes = minutes;
  }

  /** What one target came to. */
  private record Outcome(
      FuzzTarget target,
      int seeds,
      String seconds,
      String executions,
      String edges,
      String features,
      String finding) {
    boolean passed() {
      return finding.isEmpty();
    }

    String row() {
      return "| %s | %d | %s | %s | %s | %s | %s |"
          .formatted(
              target.title(),
              seeds,
              seconds,
              executions,
              edges,
              features,
              passed() ? "none" : finding.replace("|", "\\|"));
    }
  }

  /**
   * Runs the study.
   *
   * @param arguments minutes per target; {@code all} or target names with commas between; folder of
   *     the module
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    FuzzStudy study = new FuzzStudy(Path.of(arguments[2]), Double.parseDouble(arguments[0]));
    List<Outcome> outcomes = new ArrayList<>();
    for (FuzzTarget target : FuzzTarget.values()) {
      if (arguments[1].equals("all")
          || Arrays.asList(arguments[1].split(",")).contains(target.title())) {
        Outcome outcome = study.run(target);
        System.out.println(outcome.row());
        outcomes.add(outcome);
        study.record(outcomes);
      }
    }
    if (!outcomes.stream().allMatch(Outcome::passed)) {
      System.err.println("There are findings; the inputs are below " + study.work);
      System.exit(1);
    }
  }

  private Outcome run(FuzzTarget target) throws IOException, InterruptedException {
    Path folder = work.resolve(target.title());
    Path corpus = Files.createDirectories(folder.resolve("corpus"));
    Path seeds = Files.createDirectories(folder.resolve("seeds"));
    int count = 0;
    for (Map.Entry<String, byte[]> seed : FuzzSeeds.of(target).entrySet()) {
      if (seed.getValue().length <= MAX_LENGTH) {
        Files.write(seeds.resolve(seed.getKey()), seed.getValue());
        count++;
      }
    }
    Path dictionary = folder.resolve("dictionary.txt");
    Files.write(dictionary, FuzzSeeds.words(target).stream().map(FuzzStudy::quoted).toList());
    Path log = folder.resolve("log.txt");
    System.out.println("Fuzzing " + target.title() + " for " + minutes + " min, log " + log);
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx" + HEAP_MB + "m",
            "-D" + FuzzEntry.PROPERTY + '=' + target.title(),
            "-cp",
            System.getProperty("java.class.path"),
            "com.code_intelligence.jazzer.Jazzer",
            "--target_class=" + FuzzEntry.class.getName(),
            "--instrumentation_includes=dev.perfusion.engine.**",
            "--reproducer_path=" + folder,
            "-artifact_prefix=" + folder + '/',
            "-dict=" + dictionary,
            "-max_total_time=" + Math.round(60 * minutes),
            "-max_len=" + MAX_LENGTH,
            "-timeout=" + SECONDS_PER_INPUT,
            "-rss_limit_mb=0",
            "-print_final_stats=1",
            corpus.toString(),
            seeds.toString());
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    int exit = process.waitFor();
    return outcome(target, count, Files.readString(log, StandardCharsets.ISO_8859_1), exit);
  }

  private static Outcome outcome(FuzzTarget target, int seeds, String log, int exit) {
    String finding = last(FINDING, log, 0);
    return new Outcome(
        target,
        seeds,
        last(SECONDS, log, 1),
        last(EXECUTIONS, log, 1),
        last(PROGRESS, log, 1),
        last(PROGRESS, log, 2),
        finding.isEmpty() && exit != 0 ? "the fuzzer ended with exit code " + exit : finding);
  }

  private static String last(Pattern pattern, String text, int group) {
    Matcher matcher = pattern.matcher(text);
    String found = "";
    while (matcher.find()) {
      found = matcher.group(group);
    }
    return found;
  }

  /** A dictionary entry; bytes outside of plain text are written in hexadecimal. */
  private static String quoted(String word) {
    StringBuilder entry = new StringBuilder("\"");
    for (byte b : word.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = b >= ' ' && b < 127 && b != '"' && b != '\\';
      entry.append(plain ? String.valueOf((char) b) : "\\x%02X".formatted(b & 0xff));
    }
    return entry.append('"').toString();
  }

  /** Writes the record anew after each target, so that a study that is cut short leaves one. */
  private void record(List<Outcome> outcomes) throws IOException {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    String record =
        """
        # Fuzz study of %s

        Commit %s, JDK %s, Jazzer %s, %s minutes per target, %d MB of heap, at most %d s per input.
        Written by `FuzzStudy` from the output of the fuzzer; CONTRIBUTING.md has the command, `findings.md` what earlier
        runs found and how it was fixed.

        | target | seeds | seconds | executions | edges covered | features | findings |
        |---|---|---|---|---|---|---|
        %s
        """
            .formatted(
                today,
                commit(),
                System.getProperty("java.version"),
                version(),
                minutes == Math.rint(minutes) ? Long.toString((long) minutes) : minutes,
                HEAP_MB,
                SECONDS_PER_INPUT,
                String.join("\n", outcomes.stream().map(Outcome::row).toList()));
    Path folder = Files.createDirectories(module.resolve("../reports/fuzz"));
    Files.writeString(folder.resolve(today + ".md"), record);
  }

  private static String version() {
    return Stream.of(
            System.getProperty("java.class.path").split(System.getProperty("path.separator")))
        .map(entry -> Path.of(entry).getFileName().toString())
        .filter(name -> name.startsWith("jazzer-junit-"))
        .map(name -> name.substring("jazzer-junit-".length(), name.length() - ".jar".length()))
        .findFirst()
        .orElse("of unknown version");
  }

  private String commit() {
    String changed = git("status", "--porcelain", "--", "engine", "fixtures", "verification");
    return git("rev-parse", "--short", "HEAD") + (changed.isEmpty() ? "" : " with local changes");
  }

  private String git(String... arguments) {
    try {
      List<String> command = new ArrayList<>(List.of("git"));
      command.addAll(List.of(arguments));
      Process process =
          new ProcessBuilder(command).directory(module.resolve("..").toFile()).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? output.strip() : "unknown";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
