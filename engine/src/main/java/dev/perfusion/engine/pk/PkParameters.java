package dev.perfusion.engine.pk;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Pharmacokinetic parameters of one curve, with the names, definitions and the choice of parameters
 * by dosing that PK-Sim has; docs/pk-parameters.md lists them.
 *
 * <p>Times are absolute (min). Doses count per body weight (µmol/kg). For a curve that does not
 * begin with an intravenous dose {@code CL}, {@code Vss} and {@code Vd} are those divided by the
 * share of the dose that arrives.
 */
public final class PkParameters {
  private final double[] t;
  private final double[] c;
  private final Dosing dosing;
  private final PkUnits units;
  private final List<PkValue> values = new ArrayList<>();

  private PkParameters(double[] t, double[] c, String unit, Dosing dosing) {
    this.t = t;
    this.c = c;
    this.dosing = dosing;
    this.units = new PkUnits(unit);
  }

  /**
   * The parameters that PK-Sim shows for this dosing.
   *
   * @param times min, increasing, at least one
   * @param values one per time
   * @param unit unit of the values
   */
  public static List<PkValue> of(double[] times, double[] values, String unit, Dosing dosing) {
    return new PkParameters(times, values, unit, dosing).all();
  }

  /** All names that {@link #of(double[], double[], String, Dosing)} can give. */
  public static List<String> names() {
    double[] t = {0, 1, 2, 3};
    Dosing one = new Dosing(1, 1, List.of(new Dosing.Application(0, Double.NaN, 1)));
    Dosing two =
        new Dosing(
            1,
            1,
            List.of(
                new Dosing.Application(0, Double.NaN, 1),
                new Dosing.Application(1, Double.NaN, 1)));
    return Stream.of(one, two)
        .flatMap(dosing -> of(t, t, "", dosing).stream())
        .map(PkValue::name)
        .distinct()
        .toList();
  }

  private List<PkValue> all() {
    List<Dosing.Interval> intervals = dosing.intervals(t[t.length - 1]);
    CurvePart whole = CurvePart.whole(t, c);
    double dose = dosing.dosePerWeight();
    add("C_max", whole.cMax(), units.curve(), dose);
    add("t_max", whole.tMax(), PkUnits.TIME);
    add("C_tEnd", whole.last(), units.curve());
    add("AUC_tEnd", whole.auc(), units.auc(), dose);
    if (intervals.size() <= 1) {
      single(whole, dose);
    } else {
      multiple(intervals);
    }
    return List.copyOf(values);
  }

  private void single(CurvePart whole, double dose) {
    double infusion = dosing.firstInfusionTime();
    add("AUC_inf", whole.aucInf(), units.auc(), dose);
    add("FractionAucLastToInf", whole.fractionLastToInf(), "");
    add("MRT", whole.mrt(infusion), PkUnits.TIME);
    add("Thalf", whole.halfLife(), PkUnits.TIME);
    add("CL", whole.clearance(dose), units.clearance());
    add("Vss", whole.vss(dose, infusion), units.volume());
    add("Vd", whole.vd(dose), units.volume());
  }

  private void multiple(List<Dosing.Interval> intervals) {
    int n = intervals.size();
    part(intervals.get(0))
        .ifPresent(
            first -> {
              double dose = intervals.get(0).dose();
              add("MRT", first.mrt(0), PkUnits.TIME);
              add("Thalf", first.halfLife(), PkUnits.TIME);
              add("C_max_tD1_tD2", first.cMax(), units.curve(), dose);
              add("t_max_tD1_tD2", first.tMax(), PkUnits.TIME);
              add("C_trough_tD2", first.last(), units.curve());
              add("AUC_tD1_tD2", first.auc(), units.auc(), dose);
              add("AUC_inf_tD1", first.aucInf(), units.auc(), dose);
            });
    part(intervals.get(n - 2))
        .ifPresent(
            before -> {
              double dose = intervals.get(n - 2).dose();
              add("AUC_tDLast_minus_1_tDLast", before.auc(), units.auc(), dose);
              add("C_trough_tDLast", before.last(), units.curve());
            });
    part(intervals.get(n - 1))
        .ifPresent(
            last -> {
              double dose = intervals.get(n - 1).dose();
              add("C_max_tDLast_tEnd", last.cMax(), units.curve(), dose);
              add("t_max_tDLast_tEnd", last.tMax(), PkUnits.TIME);
              add("Thalf_tDLast_tEnd", last.halfLife(), PkUnits.TIME);
              add("AUC_inf_tDLast", last.aucInf(), units.auc(), dose);
            });
  }

  private Optional<CurvePart> part(Dosing.Interval interval) {
    return CurvePart.between(t, c, interval.start(), interval.end());
  }

  private void add(String name, double value, String unit) {
    values.add(new PkValue(name, value, unit));
  }

  /** A parameter and the same per dose. */
  private void add(String name, double value, String unit, double dose) {
    add(name, value, unit);
    add(name + "_norm", value / dose, units.perDose(unit));
  }

  /**
   * A parameter on a stretch of the curve that the user chooses.
   *
   * @return NaN when the curve has no such stretch
   */
  public static PkValue of(
      double[] times, double[] values, String unit, Dosing dosing, UserDefinedPk wanted) {
    PkUnits units = new PkUnits(unit);
    double start = wanted.start().time(dosing, times[0]);
    double end = wanted.end().time(dosing, times[times.length - 1]);
    double value =
        CurvePart.between(times, values, start, end)
            .map(part -> wanted.quantity().of(part, dosing, wanted.threshold()))
            .orElse(Double.NaN);
    return new PkValue(
        wanted.name(), value / wanted.normalisation(), wanted.quantity().unit(units));
  }
}
