package dev.perfusion.gate.convert;

import dev.perfusion.gate.document.Resources;
import dev.perfusion.gate.document.StepKey;
import dev.perfusion.gate.document.Timing;
import dev.perfusion.gate.jmh.JmhMode;
import dev.perfusion.gate.json.JsonField;
import dev.perfusion.gate.json.JsonFiles;
import dev.perfusion.gate.stats.Samples;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the harness knows of one measured benchmark: which JMH result it is, and which step it
 * measures.
 *
 * @param benchmark JMH benchmark; null when a recorder stands alone
 * @param mode JMH mode; null takes every mode of the benchmark
 * @param threads JMH threads; null takes the step's concurrency where several match
 * @param params JMH parameters, compared exactly
 * @param step what was measured
 * @param operationsPerInvocation calls per timed operation that JMH knows of and has divided by
 * @param batchSize calls per timed operation that JMH does not divide by; null takes JMH's
 *     measurement batch size
 * @param timing how it was timed; null lets the converter derive it
 * @param resources load of the working process; null when not known
 * @param adapterTimings the bridge's own timings; null when not known
 * @param statuses jobs by final status; null when no jobs were started
 * @param errors failed calls
 * @param recorded samples in ms per fork of an own recorder; null when JMH timed the calls
 * @param place where the entry stands, for messages
 */
public record MeasuredBenchmark(
    String benchmark,
    JmhMode mode,
    Integer threads,
    Map<String, String> params,
    StepKey step,
    long operationsPerInvocation,
    Long batchSize,
    Timing timing,
    Resources resources,
    AdapterSeries adapterTimings,
    Map<String, Long> statuses,
    long errors,
    List<Samples> recorded,
    JsonField place) {

  static MeasuredBenchmark read(JsonField field, Path folder) {
    Map<String, String> params = new TreeMap<>();
    field.get("params").members().forEach((name, value) -> params.put(name, value.scalarText()));
    JsonField step = field.get("step");
    List<Samples> recorded = recorded(field, folder);
    if (recorded == null) {
      field.get("benchmark").text();
    }
    JsonField batch = field.get("batchSize");
    JsonField threads = field.get("threads");
    Map<String, Long> statuses = null;
    if (field.get("statuses").isPresent()) {
      statuses = new TreeMap<>();
      for (var status : field.get("statuses").members().entrySet()) {
        statuses.put(status.getKey(), status.getValue().wholeNumber(0));
      }
    }
    return new MeasuredBenchmark(
        field.get("benchmark").textOr(null),
        field.get("mode").isPresent() ? JmhMode.read(field.get("mode")) : null,
        threads.isPresent() ? Integer.valueOf((int) threads.wholeNumber(1)) : null,
        params,
        step.isPresent() ? StepKey.read(step) : StepKey.readParts(field),
        field.get("operationsPerInvocation").wholeNumberOr(1, 1),
        batch.isPresent() ? Long.valueOf(batch.wholeNumber(1)) : null,
        Timing.read(field.get("timing")),
        Resources.read(field.get("resources")),
        AdapterSeries.read(field.get("adapterTimings")),
        statuses,
        field.get("errors").wholeNumberOr(0, 0),
        recorded,
        field);
  }

  private static List<Samples> recorded(JsonField field, Path folder) {
    JsonField inline = field.get("samples");
    JsonField file = field.get("samplesFile");
    if (inline.isPresent() && file.isPresent()) {
      throw file.problem("stands beside samples", "give one of the two");
    }
    if (!inline.isPresent() && !file.isPresent()) {
      return null;
    }
    JsonField forks = inline.isPresent() ? inline : JsonFiles.read(folder.resolve(file.text()));
    List<Samples> recorded = new ArrayList<>();
    for (JsonField fork : forks.items()) {
      Samples.Collector collector = new Samples.Collector();
      for (JsonField cell : fork.items()) {
        List<JsonField> pair = cell.items();
        if (pair.size() != 2 || pair.get(0).number() < 0) {
          throw cell.problem(
              "value " + cell.node() + " is not a pair of milliseconds and count",
              "write [[ms, count], ...] per fork");
        }
        collector.add(pair.get(0).number(), pair.get(1).wholeNumber(1));
      }
      Samples samples = collector.toSamples();
      if (samples.count() > 0) {
        recorded.add(samples);
      }
    }
    return recorded;
  }
}
