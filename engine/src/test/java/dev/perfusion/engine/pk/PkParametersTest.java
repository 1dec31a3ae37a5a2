package dev.perfusion.engine.pk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perfusion.engine.pk.UserDefinedPk.Bound;
import dev.perfusion.engine.pk.UserDefinedPk.Quantity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** One-compartment curves, whose parameters are known in closed form. */
class PkParametersTest {
  private static final double K = 0.01;
  private static final double WEIGHT = 70;
  private static final double VOLUME = 0.5;
  private static final double DOSE = 3;
  private static final double END = 600;
  private static final int POINTS = 60_001;

  /** The trapezoids' share of error on this grid is (k h)^2 / 12, about 1e-9. */
  private static final double GRID = 1e-7;

  private static double[] times() {
    double[] t = new double[POINTS];
    for (int i = 0; i < POINTS; i++) {
      t[i] = END * i / (POINTS - 1);
    }
    return t;
  }

  private static double[] curve(DoubleUnaryOperator c) {
    double[] t = times();
    double[] values = new double[t.length];
    for (int i = 0; i < t.length; i++) {
      values[i] = c.applyAsDouble(t[i]);
    }
    return values;
  }

  private static Dosing dosing(Dosing.Application... applications) {
    double total = 0;
    for (Dosing.Application one : applications) {
      total += one.drugMass();
    }
    return new Dosing(WEIGHT, total, List.of(applications));
  }

  private static Dosing.Application bolus(double start) {
    return new Dosing.Application(start, Double.NaN, DOSE * WEIGHT);
  }

  private static Map<String, PkValue> of(DoubleUnaryOperator c, Dosing dosing) {
    Map<String, PkValue> byName = new HashMap<>();
    for (PkValue value : PkParameters.of(times(), curve(c), "µmol/l", dosing)) {
      assertThat(byName.put(value.name(), value)).as(value.name()).isNull();
    }
    return byName;
  }

  private static void check(Map<String, PkValue> all, String name, double value, String unit) {
    assertThat(all).containsKey(name);
    assertThat(all.get(name).value()).as(name).isCloseTo(value, within(GRID * Math.abs(value)));
    assertThat(all.get(name).unit()).as(name).isEqualTo(unit);
  }

  private static double afterBolus(double t) {
    return t < 0 ? 0 : DOSE / VOLUME * Math.exp(-K * t);
  }

  @Test
  void aBolusHasTheParametersOfItsCompartment() {
    var all = of(PkParametersTest::afterBolus, dosing(bolus(0)));
    double c0 = DOSE / VOLUME;
    double rest = Math.exp(-K * END);
    check(all, "C_max", c0, "µmol/l");
    check(all, "C_max_norm", 1 / VOLUME, "kg/l");
    check(all, "t_max", 0, "min");
    check(all, "C_tEnd", c0 * rest, "µmol/l");
    check(all, "AUC_tEnd", c0 / K * (1 - rest), "µmol*min/l");
    check(all, "AUC_tEnd_norm", (1 - rest) / (K * VOLUME), "kg*min/l");
    check(all, "AUC_inf", c0 / K, "µmol*min/l");
    check(all, "AUC_inf_norm", 1 / (K * VOLUME), "kg*min/l");
    check(all, "FractionAucLastToInf", rest, "");
    check(all, "MRT", 1 / K, "min");
    check(all, "Thalf", Math.log(2) / K, "min");
    check(all, "CL", K * VOLUME, "l/min/kg");
    check(all, "Vss", VOLUME, "l/kg");
    check(all, "Vd", VOLUME, "l/kg");
    assertThat(all).hasSize(14);
  }

  @Test
  void halfTheInfusionTimeIsNoResidence() {
    double infusion = 60;
    double rate = DOSE / infusion;
    var all =
        of(
            t ->
                t <= infusion
                    ? rate / (K * VOLUME) * (1 - Math.exp(-K * t))
                    : rate
                        / (K * VOLUME)
                        * (1 - Math.exp(-K * infusion))
                        * Math.exp(-K * (t - infusion)),
            dosing(new Dosing.Application(0, infusion, DOSE * WEIGHT)));
    check(all, "t_max", infusion, "min");
    check(all, "MRT", 1 / K, "min");
    check(all, "CL", K * VOLUME, "l/min/kg");
    check(all, "Vss", VOLUME, "l/kg");
  }

  @Test
  void repeatedDosesAreLookedAtBetweenOneAndTheNext() {
    double tau = 200;
    var all =
        of(
            t -> afterBolus(t) + afterBolus(t - tau) + afterBolus(t - 2 * tau),
            dosing(bolus(0), bolus(tau), bolus(2 * tau)));
    double c0 = DOSE / VOLUME;
    double q = Math.exp(-K * tau);
    check(all, "C_max_tD1_tD2", c0 + c0 * q, "µmol/l");
    check(all, "t_max_tD1_tD2", tau, "min");
    check(all, "C_trough_tD2", c0 + c0 * q, "µmol/l");
    // A jump between two points counts with half a step.
    double jump = c0 * END / (POINTS - 1) / 2;
    check(all, "AUC_tD1_tD2", c0 / K * (1 - q) + jump, "µmol*min/l");
    check(all, "AUC_tD1_tD2_norm", ((1 - q) / K + jump / c0) / VOLUME, "kg*min/l");
    check(all, "AUC_tDLast_minus_1_tDLast", c0 * (1 + q) / K * (1 - q) + jump, "µmol*min/l");
    double peak = c0 * (1 + q + q * q);
    check(all, "C_trough_tDLast", peak, "µmol/l");
    check(all, "C_max_tDLast_tEnd", peak, "µmol/l");
    check(all, "C_max_tDLast_tEnd_norm", peak / DOSE, "kg/l");
    check(all, "t_max_tDLast_tEnd", 2 * tau, "min");
    check(all, "Thalf_tDLast_tEnd", Math.log(2) / K, "min");
    check(all, "AUC_inf_tDLast", peak / K, "µmol*min/l");
    check(all, "AUC_inf_tDLast_norm", peak / K / DOSE, "kg*min/l");
    check(all, "C_max", peak, "µmol/l");
    check(all, "C_max_norm", peak / (3 * DOSE), "kg/l");
    assertThat(all).doesNotContainKeys("AUC_inf", "CL", "Vss", "Vd", "FractionAucLastToInf");
    assertThat(all)
        .containsKeys("MRT", "Thalf", "AUC_inf_tD1", "AUC_inf_tD1_norm", "C_max_tD1_tD2_norm");
    assertThat(all).hasSize(25);
  }

  @Test
  void theHalfLifeOfTheFirstIntervalIsThatOfItsLastTwoPoints() {
    double[] t = {0, 1, 2, 3, 4, 5, 6, 7, 8};
    double[] c = {0, 8, 4, 2, 1, 8, 4, 2, 1};
    Dosing two = dosing(bolus(0), bolus(4));
    List<PkValue> all = PkParameters.of(t, c, "µmol/l", two);
    assertThat(value(all, "Thalf")).isCloseTo(1, within(1e-12));
    assertThat(value(all, "AUC_inf_tD1")).isCloseTo(14.5 + 1 / Math.log(2), within(1e-12));
    assertThat(value(all, "C_trough_tD2")).isEqualTo(1);
    // AUMC by trapezoids, its tail, over the area.
    double slope = Math.log(2);
    double aumc = (0 + 8) / 2.0 + (8 + 8) / 2.0 + (8 + 6) / 2.0 + (6 + 4) / 2.0;
    double expected = (aumc + 1 / slope * (4 + 1 / slope)) / (14.5 + 1 / slope);
    assertThat(value(all, "MRT")).isCloseTo(expected, within(1e-12));
  }

  private static double value(List<PkValue> all, String name) {
    return all.stream().filter(v -> v.name().equals(name)).findFirst().orElseThrow().value();
  }

  @Test
  void withoutASlopeThereIsNoTail() {
    double[] t = {0, 1, 2};
    List<PkValue> flat = PkParameters.of(t, new double[] {1, 1, 1}, "µmol/l", dosing(bolus(0)));
    assertThat(value(flat, "AUC_inf")).isNaN();
    assertThat(value(flat, "Thalf")).isNaN();
    List<PkValue> rising = PkParameters.of(t, new double[] {1, 2, 4}, "µmol/l", dosing(bolus(0)));
    assertThat(value(rising, "AUC_inf")).isZero();
    assertThat(value(rising, "MRT")).isNaN();
    List<PkValue> below = PkParameters.of(t, new double[] {4, -2, 1}, "µmol/l", dosing(bolus(0)));
    assertThat(value(below, "AUC_inf")).isNaN();
    List<PkValue> two =
        PkParameters.of(new double[] {0, 1}, new double[] {2, 1}, "µmol/l", dosing(bolus(0)));
    assertThat(value(two, "AUC_inf")).isNaN();
    assertThat(value(two, "AUC_tEnd")).isEqualTo(1.5);
  }

  @Test
  void withoutADoseThereIsNoClearance() {
    List<PkValue> all =
        PkParameters.of(times(), curve(PkParametersTest::afterBolus), "µmol/l", Dosing.UNKNOWN);
    assertThat(value(all, "CL")).isNaN();
    assertThat(value(all, "C_max_norm")).isNaN();
    assertThat(value(all, "MRT")).isCloseTo(1 / K, within(GRID / K));
  }

  @Test
  void unitsFollowThoseOfTheCurve() {
    Map<String, String> units = new HashMap<>();
    PkParameters.of(times(), curve(PkParametersTest::afterBolus), "mg/l", dosing(bolus(0)))
        .forEach(v -> units.put(v.name(), v.unit()));
    assertThat(units)
        .containsEntry("AUC_inf", "mg*min/l")
        .containsEntry("C_max_norm", "mg/l/(µmol/kg)")
        .containsEntry("CL", "µmol/kg/(mg*min/l)");
  }

  @Test
  void aStretchOfTheCurveCanBeChosen() {
    double[] t = times();
    double[] c = curve(PkParametersTest::afterBolus);
    Dosing dosing = dosing(bolus(0), bolus(200), bolus(400));
    List<Double> found = new ArrayList<>();
    for (UserDefinedPk wanted :
        List.of(
            new UserDefinedPk(
                "a",
                Quantity.AUC_TEND,
                new Bound(100, -1, 0),
                new Bound(200, -1, 0),
                1,
                Double.NaN),
            new UserDefinedPk(
                "b",
                Quantity.AUC_TEND,
                new Bound(Double.NaN, 1, -100),
                new Bound(Double.NaN, 1, 0),
                2,
                Double.NaN),
            new UserDefinedPk(
                "c", Quantity.T_THRESHOLD, Bound.OPEN, Bound.OPEN, 1, DOSE / VOLUME / 2),
            new UserDefinedPk("d", Quantity.C_MIN, Bound.OPEN, new Bound(50, -1, 0), 1, Double.NaN),
            new UserDefinedPk(
                "e", Quantity.C_MAX, new Bound(Double.NaN, 7, 0), Bound.OPEN, 1, Double.NaN))) {
      found.add(PkParameters.of(t, c, "µmol/l", dosing, wanted).value());
    }
    double area = DOSE / VOLUME / K * (Math.exp(-1) - Math.exp(-2));
    assertThat(found.get(0)).isCloseTo(area, within(GRID * area));
    assertThat(found.get(1)).isCloseTo(area / 2, within(GRID * area));
    assertThat(found.get(2)).isCloseTo(Math.log(2) / K, within(END / (POINTS - 1)));
    assertThat(found.get(3)).isCloseTo(afterBolus(50), within(1e-12));
    assertThat(found.get(4)).isNaN();
  }
}
