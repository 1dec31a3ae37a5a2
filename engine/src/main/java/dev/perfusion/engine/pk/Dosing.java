package dev.perfusion.engine.pk;

import java.util.ArrayList;
import java.util.List;

/**
 * What was given of a drug.
 *
 * @param bodyWeight kg; NaN when the model has none
 * @param totalDrugMass all doses together (µmol); NaN when the model does not say
 * @param applications by start time, those that start within the simulation
 */
public record Dosing(double bodyWeight, double totalDrugMass, List<Application> applications) {
  /** Nothing is known. */
  public static final Dosing UNKNOWN = new Dosing(Double.NaN, Double.NaN, List.of());

  public Dosing {
    applications = List.copyOf(applications);
  }

  /**
   * One dose.
   *
   * @param startTime min
   * @param infusionTime min; NaN for a dose at once
   * @param drugMass µmol; NaN when the model does not say
   */
  public record Application(double startTime, double infusionTime, double drugMass) {}

  /**
   * A time between doses.
   *
   * @param start min
   * @param end min
   * @param dose dose at its start per body weight (µmol/kg); NaN when not known
   */
  record Interval(double start, double end, double dose) {}

  /** All doses per body weight (µmol/kg). */
  double dosePerWeight() {
    return totalDrugMass / bodyWeight;
  }

  /**
   * From each dose to the next, the last to the end of the simulation; up to the first that is
   * empty.
   */
  List<Interval> intervals(double simulationEnd) {
    List<Interval> intervals = new ArrayList<>();
    for (int i = 0; i < applications.size(); i++) {
      Application one = applications.get(i);
      double end =
          i + 1 < applications.size() ? applications.get(i + 1).startTime() : simulationEnd;
      if (end <= one.startTime()) {
        break;
      }
      intervals.add(new Interval(one.startTime(), end, one.drugMass() / bodyWeight));
    }
    return intervals;
  }

  /** Duration of the first infusion (min); 0 when it is none. */
  double firstInfusionTime() {
    double time = applications.isEmpty() ? 0 : applications.get(0).infusionTime();
    return Double.isNaN(time) ? 0 : time;
  }
}
