package dev.perfusion.gate.check;

import java.util.List;

/**
 * What a verdict rests on.
 *
 * @param rows one per step, in the order of the document, then what is missing
 * @param failures one line per failure
 * @param openQuestions one line per reason why something cannot be judged
 * @param notes one line per warning or improvement
 * @param tolerancePercent tolerance of the p95 rule; null without a baseline
 */
public record Evidence(
    List<StepRow> rows,
    List<String> failures,
    List<String> openQuestions,
    List<String> notes,
    Double tolerancePercent) {}
