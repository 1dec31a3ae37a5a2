package dev.perfusion.engine.pk;

/** Units of the parameters of a curve in some unit. */
final class PkUnits {
  static final String TIME = "min";
  private static final String DOSE = "µmol/kg";
  private static final String MOLAR = "µmol/l";

  private final String curve;

  PkUnits(String curve) {
    this.curve = curve;
  }

  String curve() {
    return curve;
  }

  String auc() {
    if (curve.isEmpty()) {
      return TIME;
    }
    int slash = curve.indexOf('/');
    return slash < 0
        ? curve + "*" + TIME
        : curve.substring(0, slash) + "*" + TIME + curve.substring(slash);
  }

  String perDose(String unit) {
    if (unit.equals(MOLAR)) {
      return "kg/l";
    }
    if (unit.equals("µmol*min/l")) {
      return "kg*min/l";
    }
    return unit.isEmpty() ? "kg/µmol" : unit + "/(" + DOSE + ")";
  }

  String clearance() {
    return curve.equals(MOLAR) ? "l/min/kg" : DOSE + "/(" + auc() + ")";
  }

  String volume() {
    return curve.equals(MOLAR) ? "l/kg" : DOSE + "/(" + (curve.isEmpty() ? "1" : curve) + ")";
  }
}
