package dev.perfusion.engine.pk;

/**
 * A parameter on a stretch of the curve that the user chooses.
 *
 * @param name how it is called in the answer
 * @param quantity what is asked for
 * @param start where the stretch begins
 * @param end where it ends
 * @param normalisation the value is divided by it; 1 for none
 * @param threshold for {@link Quantity#T_THRESHOLD}, in the unit of the curve
 */
public record UserDefinedPk(
    String name,
    Quantity quantity,
    Bound start,
    Bound end,
    double normalisation,
    double threshold) {

  /**
   * End of a stretch: a time, or the start of a dose, and an offset to it.
   *
   * @param time min; NaN to leave it to the application or to the curve
   * @param application index of the dose, 0 the first; negative for none
   * @param offset min
   */
  public record Bound(double time, int application, double offset) {
    /** The start or end of the curve. */
    public static final Bound OPEN = new Bound(Double.NaN, -1, 0);

    double time(Dosing dosing, double open) {
      if (application >= 0) {
        return application < dosing.applications().size()
            ? dosing.applications().get(application).startTime() + offset
            : Double.NaN;
      }
      return (Double.isNaN(time) ? open : time) + offset;
    }
  }

  /** What can be asked for. */
  public enum Quantity {
    C_MAX("C_max"),
    T_MAX("t_max"),
    C_MIN("C_min"),
    T_MIN("t_min"),
    C_TROUGH("C_trough"),
    AUC_TEND("AUC_tEnd"),
    AUC_INF("AUC_inf"),
    AUC_TEND_INF("AUC_tEnd_inf"),
    FRACTION_AUC_LAST_TO_INF("FractionAucLastToInf"),
    MRT("MRT"),
    T_HALF("Thalf"),
    CL("CL"),
    VSS("Vss"),
    VD("Vd"),
    T_THRESHOLD("T_threshold");

    private final String standardName;

    Quantity(String standardName) {
      this.standardName = standardName;
    }

    /** Name in PK-Sim. */
    public String standardName() {
      return standardName;
    }

    double of(CurvePart part, Dosing dosing, double threshold) {
      double dose = dosing.dosePerWeight();
      double infusion = dosing.applications().size() == 1 ? dosing.firstInfusionTime() : 0;
      return switch (this) {
        case C_MAX -> part.cMax();
        case T_MAX -> part.tMax();
        case C_MIN -> part.cMin();
        case T_MIN -> part.tMin();
        case C_TROUGH -> part.last();
        case AUC_TEND -> part.auc();
        case AUC_INF -> part.aucInf();
        case AUC_TEND_INF -> part.aucLastToInf();
        case FRACTION_AUC_LAST_TO_INF -> part.fractionLastToInf();
        case MRT -> part.mrt(infusion);
        case T_HALF -> part.halfLife();
        case CL -> part.clearance(dose);
        case VSS -> part.vss(dose, infusion);
        case VD -> part.vd(dose);
        case T_THRESHOLD -> part.timeBelow(threshold);
      };
    }

    String unit(PkUnits units) {
      return switch (this) {
        case C_MAX, C_MIN, C_TROUGH -> units.curve();
        case T_MAX, T_MIN, MRT, T_HALF, T_THRESHOLD -> PkUnits.TIME;
        case AUC_TEND, AUC_INF, AUC_TEND_INF -> units.auc();
        case FRACTION_AUC_LAST_TO_INF -> "";
        case CL -> units.clearance();
        case VSS, VD -> units.volume();
      };
    }
  }
}
