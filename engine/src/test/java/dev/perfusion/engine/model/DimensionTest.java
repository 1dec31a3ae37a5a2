package dev.perfusion.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Units against conversions known from SI, and spellings that mean the same. */
class DimensionTest {
  private static final double ROUNDING = 1e-14;

  @ParameterizedTest
  @CsvSource({
    "Volume, 2, L, 2",
    "Volume, 250, ml, 0.25",
    "Volume, 250, mL, 0.25",
    "Volume, 3, dL, 0.3",
    "Volume, 5, uL, 5e-6",
    "Flow per weight, 15, ml/min/kg, 0.015",
    "Flow, 1.2, L/h, 0.02",
    "Flow per weight organ, 40, ml/min/100g organ, 0.4",
    "Amount, 3, mmol, 3000",
    "Amount, 3, umol, 3",
    "Amount, 3, \u00b5mol, 3",
    "Amount, 3, \u03bcmol, 3",
    "Concentration (molar), 2, uM, 2",
    "Concentration (molar), 2, mM, 2000",
    "Concentration (molar), 2, nmol/mL, 2",
    "Concentration (mass), 4, mg/l, 4e-6",
    "Concentration (mass), 4, \u03bcg/ml, 4e-6",
    "Time, 2, h, 120",
    "Time, 2, hours, 120",
    "Time, 1, day(s), 1440",
    "Time, 1, d, 1440",
    "Time, 1, weeks, 10080",
    "Age in years, 6, months, 0.5",
    "Area, 1.8, m2, 180",
    "Area, 1.8, m^2, 180",
    "BMI, 25, kg/m\u00b2, 0.25",
    "Length, 176, cm, 17.6",
    "Molecular weight, 400, g/mol, 4e-7",
    "Molecular weight, 0.4, kDa, 4e-7",
    "Temperature, 37, \u00b0C, 310.15",
    "Temperature, 98.6, \u00b0F, 310.15",
    "Pressure, 1, mmHg, 47996.052624",
    "Inversed time, 1, 1/s, 60",
    "Resolution, 12, pts/h, 0.2",
    "Fraction, 35, %, 0.35",
    "Second order rate constant, 6, l/mmol/h, 1e-4",
    "AUC (mass), 1, mg*h/l, 6e-5",
    "Log Units, 2.5, Log Units, 2.5"
  })
  void knownConversions(String dimension, double value, String unit, double base) {
    Dimension d = Dimension.of(dimension);
    assertThat(d.toBase(value, unit)).isCloseTo(base, within(ROUNDING * Math.abs(base)));
    assertThat(d.fromBase(base, unit)).isCloseTo(value, within(1e-12 * Math.abs(value)));
  }

  @Test
  void baseUnitsHaveFactorOne() {
    assertThat(Dimension.all()).hasSizeGreaterThan(70);
    for (Dimension dimension : Dimension.all()) {
      Unit base = dimension.unit(dimension.baseUnit());
      assertThat(base.factor()).as(dimension.name()).isEqualTo(1);
      assertThat(base.offset()).as(dimension.name()).isZero();
    }
  }

  @Test
  void unitsOfADimensionDifferInAnySpelling() {
    for (Dimension dimension : Dimension.all()) {
      assertThat(dimension.units().stream().map(u -> UnitSpelling.normal(u.name())))
          .as(dimension.name())
          .doesNotHaveDuplicates();
      for (Unit unit : dimension.units()) {
        assertThat(dimension.unit(unit.name())).isEqualTo(unit);
      }
    }
  }

  @Test
  void formerNamesStandForTheSameDimension() {
    assertThat(Dimension.of("MolarConcentration")).isSameAs(Dimension.of("Concentration (molar)"));
    assertThat(Dimension.of("Dimensionless")).isSameAs(Dimension.of("Fraction"));
  }

  @Test
  void aUnitOfAnotherDimensionIsRefusedWithTheUnitsAllowed() {
    assertThatThrownBy(() -> Dimension.of("Volume").toBase(1, "kg"))
        .isInstanceOf(UnitException.class)
        .hasMessage("\"kg\" is not a unit of Volume; allowed: l, dl, ml, \u00b5l, nl");
  }

  @ParameterizedTest
  @CsvSource({"MMOL", "mMol", "Mmol", "MOL", "g"})
  void caseOfPrefixesCounts(String unit) {
    assertThat(Dimension.of("Amount").find(unit)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "l, Volume",
    "L, Volume",
    "\u00b5mol/l, Concentration (molar)",
    "l/min, Flow",
    "1/min, Inversed time",
    "cm, Length",
    "years, Age in years",
    "min, Time",
    "'', Fraction"
  })
  void aUnitAloneTellsTheDimension(String unit, String dimension) {
    assertThat(Dimension.ofUnit(unit)).map(Dimension::name).hasValue(dimension);
  }

  @Test
  void unknownUnitsHaveNoDimension() {
    assertThat(Dimension.ofUnit("furlong")).isEmpty();
  }
}
