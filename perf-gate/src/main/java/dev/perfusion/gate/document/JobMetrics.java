package dev.perfusion.gate.document;

import dev.perfusion.gate.stats.SeriesStats;
import java.util.Map;

/**
 * What the job registry recorded; a series is null when it was not recorded.
 *
 * @param queueWaitSeconds submission to start
 * @param runtimeSeconds start to end
 * @param pollCount status calls until a job ended
 * @param statuses jobs by final status
 */
public record JobMetrics(
    SeriesStats queueWaitSeconds,
    SeriesStats runtimeSeconds,
    SeriesStats pollCount,
    Map<String, Long> statuses) {}
