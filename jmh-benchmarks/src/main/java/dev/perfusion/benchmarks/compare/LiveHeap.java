package dev.perfusion.benchmarks.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How much live heap does a loaded whole-body model take, and each further run of it? */
final class LiveHeap implements Section {
  private static final int COPIES = 10;

  /** By default the collector leaves some dead objects where they are, and they count as used. */
  private static final List<String> EXACT =
      List.of("-XX:+UseSerialGC", "-XX:MarkSweepAlwaysCompactCount=1");

  private static final double MB = 1 << 20;
  private static final double BAR_MODEL = 16;
  private static final double BAR_RUN = 1;

  @Override
  public String key() {
    return "f";
  }

  @Override
  public String title() {
    return "Live heap";
  }

  @Override
  public Findings measure(Bench bench) throws IOException {
    Map<String, Path> models = new LinkedHashMap<>();
    for (String name : List.of("POPsim", "12.0_Brockmoller2005_CPA", "PKSim_Input_NewSchema_01")) {
      models.put(name, bench.xml(name));
    }
    models.put("simple_simulation.pkml", bench.pkml("simple_simulation"));
    MarkdownTable table =
        new MarkdownTable(
            "model",
            "loaded and compiled MB",
            "generated code adds MB",
            "each run, first tier MB",
            "each run, second tier MB");
    double model = 0;
    double run = 0;
    for (Map.Entry<String, Path> entry : models.entrySet()) {
      double[] mb = measure(entry.getValue());
      bench.progress(entry.getKey() + " " + Figures.plain(mb[0]) + " MB");
      model = Math.max(model, mb[0] + mb[1]);
      run = Math.max(run, Math.max(mb[2], mb[3]));
      table.row(
          entry.getKey(),
          Figures.plain(mb[0]),
          Figures.plain(mb[1]),
          Figures.plain(mb[2]),
          Figures.plain(mb[3]));
    }
    return new Findings(
        List.of(
            Bar.atMost(
                "live heap of a loaded whole-body model, largest",
                model,
                BAR_MODEL,
                "<= 16 MB",
                "8 MB",
                Figures.plain(model) + " MB"),
            Bar.atMost(
                "live heap of each further run, largest",
                run,
                BAR_RUN,
                "<= 1 MB",
                "0.3 MB",
                Figures.plain(run) + " MB")),
        """
        Heap in use after full collections, in a fresh JVM per model: %d copies, then %d runs of one copy that stand half-way, results so far included; divided by their
        number. MB are 2^20 bytes.

        """
                .formatted(COPIES, COPIES)
            + table);
  }

  /** The four numbers of {@link HeapMain}, in MB. */
  private static double[] measure(Path file) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(EXACT);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(HeapMain.class.getName(), file.toString(), Integer.toString(COPIES)));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException("the JVM that measures the heap of " + file + " failed");
      }
      return output.lines().mapToDouble(line -> Double.parseDouble(line) / MB).toArray();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroy();
    }
  }
}
