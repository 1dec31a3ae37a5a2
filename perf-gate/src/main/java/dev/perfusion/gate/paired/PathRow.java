package dev.perfusion.gate.paired;

import java.util.List;

/**
 * One row of a paired comparison. Ratios are head against base: 1.10 is 10 % slower.
 *
 * @param path key of the path
 * @param status the outcome
 * @param ratio of the p95: exp of the mean log ratio over pairs
 * @param lower95 lower end of the two-sided 95 % interval, no look or row corrected for
 * @param upper95 its upper end
 * @param failBound the lower bound that must be above the floor to fail, rows and looks corrected
 *     for
 * @param passBound the upper bound that must be below the limit to pass, looks corrected for
 * @param pairSpreadPercent standard deviation of the ratio of one pair
 * @param smallestDetectable smallest true ratio that would have failed with 90 % probability
 * @param controlRatio same binary against itself
 * @param controlLower lower end of its interval, rows corrected for
 * @param controlUpper upper end
 * @param controlAlarm whether the control says that this run cannot be trusted
 * @param tailSamples samples beyond the p95 on the side that has fewer
 * @param reasons why the row is inconclusive
 */
public record PathRow(
    String path,
    RowStatus status,
    double ratio,
    double lower95,
    double upper95,
    double failBound,
    double passBound,
    double pairSpreadPercent,
    double smallestDetectable,
    double controlRatio,
    double controlLower,
    double controlUpper,
    boolean controlAlarm,
    long tailSamples,
    List<String> reasons) {}
