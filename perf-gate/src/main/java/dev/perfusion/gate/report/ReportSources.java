package dev.perfusion.gate.report;

import dev.perfusion.gate.document.BenchmarkDocument;
import java.util.function.UnaryOperator;

/**
 * What a report is about.
 *
 * @param resultName the judged file as the report names it
 * @param result the judged run
 * @param baselineName the baseline's file; null without
 * @param thresholdsName where the limits came from; null without
 * @param links turns a link that stands in the document into one that works from the report
 */
public record ReportSources(
    String resultName,
    BenchmarkDocument result,
    String baselineName,
    String thresholdsName,
    UnaryOperator<String> links) {}
