package dev.perfusion.engine.model;

/**
 * One process in a right-hand side: {@code coefficient * rate}, times a volume for
 * concentration-based kinetics.
 *
 * @param coefficient signed stoichiometry
 * @param rate formula of the process
 * @param volumeId quantity id of the volume (l) that turns µmol/l/min into µmol/min; {@link
 *     #NO_VOLUME} for an amount-based rate
 */
public record RateTerm(double coefficient, Formula rate, int volumeId) {
  /** The rate is an amount per time already. */
  public static final int NO_VOLUME = -1;
}
