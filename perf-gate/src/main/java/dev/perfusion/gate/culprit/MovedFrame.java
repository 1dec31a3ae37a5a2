package dev.perfusion.gate.culprit;

/**
 * A method and how much CPU time per call of the path moved into it.
 *
 * @param method class with slashes, dot, method; in brackets what is no Java
 * @param baseNanos CPU time per call in the method and in the libraries that it calls, without own
 *     methods that it calls
 * @param headNanos the same of the head
 * @param movedNanos difference
 * @param noiseNanos standard error of the difference, from burst to burst
 * @param baseSelfPercent share of the samples with the method itself on top
 * @param headSelfPercent the same of the head
 * @param baseInclusivePercent share of the samples with the method anywhere; recursion counts once
 * @param headInclusivePercent the same of the head
 */
public record MovedFrame(
    String method,
    double baseNanos,
    double headNanos,
    double movedNanos,
    double noiseNanos,
    double baseSelfPercent,
    double headSelfPercent,
    double baseInclusivePercent,
    double headInclusivePercent) {

  private static final double CLEAR = 3;

  /** What moved for sure, in ns: rows are ranked by it. */
  double certain() {
    return movedNanos - noiseNanos;
  }

  /** Whether the difference stands out from its noise. */
  public boolean clear() {
    return movedNanos > CLEAR * noiseNanos;
  }
}
