package dev.perfusion.gate.convert;

import dev.perfusion.gate.document.AdapterTimings;
import dev.perfusion.gate.document.BenchmarkDocument;
import dev.perfusion.gate.document.FlameGraph;
import dev.perfusion.gate.document.Step;
import dev.perfusion.gate.jmh.JmhResult;
import dev.perfusion.gate.jmh.JmhResults;
import dev.perfusion.gate.json.InputException;
import dev.perfusion.gate.json.RelativePaths;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** From JMH results and the harness's metadata to the benchmark document. */
public final class Converter {
  private Converter() {}

  /**
   * Joins both sources. A benchmark that failed becomes a step with errors and without samples, so
   * that the check fails; a JMH result that no entry names becomes a warning.
   *
   * @param jmh results of the run
   * @param meta what the harness knows
   * @param out file the document is meant for: links are made relative to its folder
   * @throws InputException when both do not fit together: two entries for one step or one result,
   *     or an entry that matches several results
   */
  public static BenchmarkDocument convert(JmhResults jmh, RunMetadata meta, Path out) {
    List<String> warnings = new ArrayList<>(meta.warnings());
    Map<MeasuredBenchmark, MatchedResults> matches = match(jmh, meta, warnings);
    Map<String, Step> steps = new TreeMap<>();
    for (MeasuredBenchmark entry : meta.entries()) {
      Step step = new StepAssembly(entry, matches.get(entry), warnings).build();
      if (steps.put(entry.step().toString(), step) != null) {
        throw entry
            .place()
            .problem("second entry for step " + entry.step(), "give every step one entry");
      }
    }
    return new BenchmarkDocument(
        meta.timestamp(),
        meta.scenario(),
        meta.label(),
        meta.config(),
        ConfigHash.of(meta, matches),
        meta.dataset(),
        meta.environment(),
        meta.summary(),
        steps,
        meta.jobMetrics(),
        meta.resources(),
        adapterTimings(meta),
        meta.runs(),
        meta.processMetrics() == null
            ? meta.config().objectNode().put("supported", false)
            : meta.processMetrics(),
        warnings,
        flameGraphs(meta, out),
        meta.profile(),
        null);
  }

  private static Map<MeasuredBenchmark, MatchedResults> match(
      JmhResults jmh, RunMetadata meta, List<String> warnings) {
    Map<MeasuredBenchmark, MatchedResults> matches = new IdentityHashMap<>();
    Map<JmhResult, MeasuredBenchmark> owners = new IdentityHashMap<>();
    Set<JmhResult> named = Collections.newSetFromMap(new IdentityHashMap<>());
    for (MeasuredBenchmark entry : meta.entries()) {
      MatchedResults matched = MatchedResults.find(entry, jmh);
      matches.put(entry, matched);
      named.addAll(matched.all());
      JmhResult latencies = matched.latencies();
      if (entry.recorded() != null || latencies == null) {
        continue;
      }
      MeasuredBenchmark owner = owners.put(latencies, entry);
      if (owner != null) {
        throw entry
            .place()
            .problem(
                "takes the same JMH result as "
                    + owner.place().path()
                    + ": "
                    + latencies.identity(),
                "correct benchmark, params, mode or threads");
      }
      if (latencies.threads() != entry.step().concurrency()) {
        warnings.add(entry.step() + ": measured with " + latencies.threads() + " JMH threads");
      }
    }
    for (JmhResult result : jmh.results()) {
      if (!named.contains(result)) {
        warnings.add("JMH result without metadata, left out: " + result.identity());
      }
    }
    return matches;
  }

  private static AdapterTimings adapterTimings(RunMetadata meta) {
    if (meta.adapterTimings() != null) {
      return meta.adapterTimings().toTimings();
    }
    return AdapterSeries.pooled(
        meta.entries().stream()
            .map(MeasuredBenchmark::adapterTimings)
            .filter(Objects::nonNull)
            .toList());
  }

  private static List<FlameGraph> flameGraphs(RunMetadata meta, Path out) {
    return meta.flameGraphs().stream()
        .map(
            graph ->
                new FlameGraph(graph.step(), RelativePaths.moved(graph.file(), meta.file(), out)))
        .toList();
  }
}
