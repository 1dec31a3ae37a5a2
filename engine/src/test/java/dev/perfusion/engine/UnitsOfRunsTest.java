package dev.perfusion.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.perfusion.engine.io.ModelReader;
import dev.perfusion.engine.model.UnitException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Values of a run set and read in display units; one molecule of 250 g/mol, one of unknown weight.
 */
class UnitsOfRunsTest {
  private SimulationRun run;

  private static String parameter(int id, String path, String unit, String value) {
    String name = path.substring(path.lastIndexOf('|') + 1);
    return "<P id=\"%d\" name=\"%s\" path=\"M|%s\" unit=\"%s\" value=\"%s\"/>"
        .formatted(id, name, path, unit, value);
  }

  @BeforeEach
  void load() {
    String xml =
        """
        <Simulation objectPathDelimiter="|" version="4" xmlns="http://www.systems-biology.com">
        <FormulaList/><VariableList>
        <V id="1" name="Drug" path="M|Organism|Liver|Drug" unit="µmol" value="8"/>
        </VariableList><ParameterList>%s</ParameterList></Simulation>
        """
            .formatted(
                parameter(2, "Organism|Volume", "l", "1.5")
                    + parameter(3, "Organism|Height", "cm", "176")
                    + parameter(4, "Organism|Liver|Drug|Concentration", "µmol/l", "2")
                    + parameter(5, "Drug|Molecular weight", "g/mol", "250")
                    + parameter(6, "Odd|Molecular weight", "kg/µmol", "NaN")
                    + parameter(7, "Organism|Odd|Concentration", "µmol/l", "2")
                    + parameter(8, "Organism|Concentration", "µmol/l", "2")
                    + parameter(9, "Organism|Dose", "kg", "0")
                    + parameter(10, "Organism|Strange", "Log Kd [mol/l]", "1"));
    run = Simulation.of(ModelReader.read(xml, "units.xml")).newRun();
  }

  @Test
  void valuesAreSetAndReadInUnits() {
    run.set("Organism|Volume", 750, "mL");
    assertThat(run.value("Organism|Volume")).isEqualTo(0.75);
    assertThat(run.value("Organism|Volume", "ml")).isCloseTo(750, within(1e-10));
    run.set("M|Organism|Volume", 2, null);
    assertThat(run.value("Organism|Volume", "L")).isEqualTo(2);
  }

  @Test
  void whatIsStoredInAnotherUnitThanTheBaseUnitStaysSo() {
    run.set("Organism|Height", 1.8, "m");
    assertThat(run.value("Organism|Height")).isCloseTo(180, within(1e-12));
    assertThat(run.value("Organism|Height", "cm")).isEqualTo(run.value("Organism|Height"));
  }

  @Test
  void amountAndMassConvertThroughTheMolecularWeight() {
    assertThat(run.value("Organism|Liver|Drug|Concentration", "mg/l"))
        .isCloseTo(0.5, within(1e-14));
    run.set("Organism|Liver|Drug|Concentration", 1, "mg/l");
    assertThat(run.value("Organism|Liver|Drug|Concentration")).isCloseTo(4, within(1e-13));
    assertThat(run.value("Organism|Liver|Drug", "mg")).isCloseTo(2, within(1e-13));
    run.set("Drug|Molecular weight", 500);
    assertThat(run.value("Organism|Liver|Drug", "mg")).isCloseTo(4, within(1e-13));
  }

  @Test
  void withoutMolecularWeightTheErrorSaysSo() {
    assertThatThrownBy(() -> run.value("Organism|Odd|Concentration", "mg/l"))
        .isInstanceOf(UnitException.class)
        .hasMessageContaining("molecular weight")
        .hasMessageContaining("NaN")
        .hasMessageContaining("\u00b5mol/l");
    assertThatThrownBy(() -> run.value("Organism|Concentration", "mg/l"))
        .isInstanceOf(UnitException.class)
        .hasMessageContaining("Organism|Concentration")
        .hasMessageContaining("<molecule>|Molecular weight");
  }

  @Test
  void aUnitOfAnotherDimensionIsRefused() {
    assertThatThrownBy(() -> run.set("Organism|Volume", 1, "kg"))
        .isInstanceOf(UnitException.class)
        .hasMessageContaining("Volume")
        .hasMessageContaining("allowed: l, dl, ml");
    assertThatThrownBy(() -> run.set("Organism|Liver|Drug|Concentration", 1, "h"))
        .isInstanceOf(UnitException.class)
        .hasMessageContaining("Concentration (molar)")
        .hasMessageContaining("with the molecular weight of the molecule also kg/l");
  }

  @Test
  void anUnknownUnitIsTheOnlyOne() {
    run.set("Organism|Strange", 7, "Log Kd [mol/l]");
    assertThat(run.value("Organism|Strange")).isEqualTo(7);
    assertThatThrownBy(() -> run.set("Organism|Strange", 7, "l"))
        .hasMessageContaining("Log Kd [mol/l]");
  }
}
