package dev.perfusion.benchmarks.compare;

import dev.perfusion.benchmarks.compare.Section.Findings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Measures sections and writes the report. Sections that are not measured anew are taken over from
 * the report that is there.
 */
public final class EngineReport {
  private static final List<Section> SECTIONS =
      List.of(
          SingleRuns.wholeBody(),
          SingleRuns.restartHeavy(),
          new PopulationLoop(),
          new LoadTimes(),
          new ColdStarts(),
          new LiveHeap(),
          new GrowingModels(),
          new StopLatency(),
          new Methods(),
          new KernelCosts());

  private static final String INTRODUCTION =
      """
      # Speed of the engine

      Written by `java -jar jmh-benchmarks/target/benchmarks.jar engine` (docs/benchmarks.md); each section says when and where. Official: the OSP solver
      (OSPSuite.SimModel with CVODES), called through its C interface in the same run.
      """;

  private static final List<Section> OF_POPULATIONS =
      List.of(new PopulationTimes(), new PopulationEfficiency(), new PopulationMemory());

  private static final String INTRODUCTION_OF_POPULATIONS =
      """
      # Populations

      Written by `java -jar jmh-benchmarks/target/benchmarks.jar population` (docs/benchmarks.md); each section says when and where.
      """;

  private final ReportRequest request;
  private final PrintWriter out;
  private final List<Section> all;
  private final String introduction;

  /**
   * Prepares a report.
   *
   * @param out where progress is printed
   * @throws IllegalArgumentException a section that does not exist; names those that do
   */
  public EngineReport(ReportRequest request, PrintWriter out) {
    this(request, out, SECTIONS, INTRODUCTION);
  }

  private EngineReport(
      ReportRequest request, PrintWriter out, List<Section> all, String introduction) {
    this.request = request;
    this.out = out;
    this.all = all;
    this.introduction = introduction;
    Set<String> unknown = new TreeSet<>(request.only());
    Set<String> known = new TreeSet<>(all.stream().map(Section::key).toList());
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("no section " + unknown + "; there are " + known);
    }
  }

  /**
   * Prepares the report on populations.
   *
   * @param out where progress is printed
   * @throws IllegalArgumentException a section that does not exist; names those that do
   */
  public static EngineReport ofPopulations(ReportRequest request, PrintWriter out) {
    return new EngineReport(request, out, OF_POPULATIONS, INTRODUCTION_OF_POPULATIONS);
  }

  /**
   * Measures and writes.
   *
   * @throws IOException a model or reference is missing, or the report cannot be written
   */
  public void write() throws IOException {
    ReportFile file = ReportFile.read(request.out(), introduction);
    Bench bench = new Bench(request, out);
    for (Section section : all) {
      if (!request.only().isEmpty() && !request.only().contains(section.key())) {
        continue;
      }
      out.println(section.key() + ". " + section.title());
      out.flush();
      Findings findings = section.measure(bench);
      file.replace(section.key(), section.title(), stamp(), findings);
      save(file);
    }
    out.println("Report " + request.out());
    out.flush();
  }

  private String stamp() throws IOException {
    return "Measured %s on %s, %s%s."
        .formatted(
            Instant.now().truncatedTo(ChronoUnit.MINUTES),
            Environment.of(request.root()),
            Environment.peer(request.libraries()),
            request.quick() ? ", with little effort (--quick): the figures mean little" : "");
  }

  private void save(ReportFile file) throws IOException {
    Path target = request.out().toAbsolutePath();
    Files.createDirectories(target.getParent());
    Files.writeString(target, file.text());
  }
}
