package dev.perfusion.gate.report;

import dev.perfusion.gate.document.BenchmarkDocument;

/**
 * What a report is about.
 *
 * @param resultName the judged file as the report names it
 * @param result the judged run
 * @param baselineName the baseline's file; null without
 * @param thresholdsName where the limits came from; null without
 * @param linkPrefix what to put before the document's relative links so that they work from the
 *     report; empty or ending in a slash
 */
public record ReportSources(
    String resultName,
    BenchmarkDocument result,
    String baselineName,
    String thresholdsName,
    String linkPrefix) {}
