package dev.perfusion.engine.io;

import static dev.perfusion.engine.io.PkmlText.observer;
import static dev.perfusion.engine.io.PkmlText.parameter;
import static dev.perfusion.engine.io.PkmlText.species;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.engine.model.Event;
import dev.perfusion.engine.model.Formula;
import dev.perfusion.engine.model.Model;
import dev.perfusion.engine.model.OutputSchema.Interval;
import dev.perfusion.engine.model.Parameter;
import dev.perfusion.engine.model.RateTerm;
import dev.perfusion.engine.model.SolverSettings;
import dev.perfusion.engine.model.Species;
import dev.perfusion.engine.model.TablePoint;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimModelReaderTest {
  private static final String ONE =
      "<FormulaList><ExplicitFormula id='1'><Equation>1</Equation></ExplicitFormula></FormulaList>";

  @Test
  void idsOfFormulasAndQuantitiesAreSeparate() {
    Model model =
        read(
            """
            <FormulaList>
              <ExplicitFormula id='5'><Equation>M/V+Time</Equation><ReferenceList>
                <R alias='M' id='5'/><R alias='V' id='1'/><R alias='Time' id='0'/></ReferenceList>
              </ExplicitFormula>
              <ExplicitFormula id='1'><Equation>-(2)</Equation></ExplicitFormula>
            </FormulaList>
            <VariableList><V id='5' entityId='z' name='D' path='S|D' unit='µmol' value='3'>
              <ScaleFactor>100</ScaleFactor>
              <RHSFormulaList><RHSFormula id='1'/><RHSFormula id='5'/></RHSFormulaList></V></VariableList>
            <ParameterList>
              <P id='1' entityId='w' name='V' path='S|V' unit='l' value='2' canBeVaried='0'/>
              <P id='2' name='W' path='S|W' formulaId='5'/>
            </ParameterList>
            <ObserverList><Observer id='9' name='C' path='S|D|C' formulaId='5' persistable='0'/>
              <Observer id='10' name='K' path='S|D|K' value='4'/></ObserverList>
            """);

    Species drug = species(model, "S|D");
    assertThat(model.name()).isEqualTo("S");
    assertThat(drug.id()).isEqualTo(5);
    assertThat(drug.entityId()).isEqualTo("z");
    assertThat(drug.unit()).isEqualTo("µmol");
    assertThat(drug.initialValue()).isEqualTo(new Formula.Constant(3));
    assertThat(drug.scaleFactor()).isEqualTo(100);
    assertThat(drug.rightHandSide()).hasSize(2).allMatch(t -> t.coefficient() == 1);
    assertThat(drug.rightHandSide()).allMatch(t -> t.volumeId() == RateTerm.NO_VOLUME);
    assertThat(drug.rightHandSide().get(1).rate())
        .as("one formula object for all users")
        .isSameAs(parameter(model, "S|W").formula())
        .isSameAs(observer(model, "S|D|C").formula());
    assertThat(((Formula.Explicit) drug.rightHandSide().get(1).rate()).references())
        .isEqualTo(Map.of("M", 5, "V", 1, "Time", Formula.TIME));
    assertThat(observer(model, "S|D|K").formula()).isEqualTo(new Formula.Constant(4));
  }

  @Test
  void defaults() {
    Model model =
        read(
            ONE
                + "<VariableList><V id='1' name='D' path='S|D' value='3'/></VariableList>"
                + "<ParameterList><P id='2' name='P' path='S|P' formulaId='1'/>"
                + "<P id='3' name='N' path='S|N'/></ParameterList>"
                + "<ObserverList><Observer id='4' name='O' path='S|O' formulaId='1'/></ObserverList>"
                + "<EventList><Event id='5' entityId='ev' conditionFormulaId='1'><AssignmentList>"
                + "<Assignment objectId='1' newFormulaId='1'/></AssignmentList></Event></EventList>");

    assertThat(species(model, "S|D").persistable()).isTrue();
    assertThat(species(model, "S|D").negativeValuesAllowed()).isTrue();
    assertThat(species(model, "S|D").scaleFactor()).isEqualTo(1);
    assertThat(species(model, "S|D").rightHandSide()).isEmpty();
    assertThat(observer(model, "S|O").persistable()).isTrue();
    assertThat(parameter(model, "S|P").persistable()).isFalse();
    assertThat(parameter(model, "S|P").canBeVaried()).isTrue();
    assertThat(((Formula.Constant) parameter(model, "S|N").formula()).value()).isNaN();
    Event event = model.events().get(0);
    assertThat(event.entityId()).isEqualTo("ev");
    assertThat(event.oneTime()).isFalse();
    assertThat(event.assignments())
        .containsExactly(new Event.Assignment(1, parameter(model, "S|P").formula(), false));
    assertThat(model.solver()).isEqualTo(SolverSettings.DEFAULT);
    assertThat(model.warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'', |, S|Organ, S|Organ|D, 2",
    "version='2', |, S|Organ, S|Organ|D, 2",
    "version='3', /, S/Organ, S/Organ/D, 3",
    "version='4', |, S|Organ|D, S|Organ|D, 4",
    "version='4', /, S/Organ/D, S/Organ/D, 4"
  })
  void pathMeansTheContainerBeforeVersion4(
      String version, String delimiter, String path, String full, String format) {
    Model model =
        ModelReader.read(
            "<Simulation objectPathDelimiter='%s' %s><VariableList><V id='1' name='D' path='%s' value='1'/></VariableList></Simulation>"
                .formatted(delimiter, version, path),
            "test.xml");

    assertThat(model.species().get(0).path()).isEqualTo(full);
    assertThat(model.species().get(0).name()).isEqualTo("D");
    assertThat(model.delimiter()).isEqualTo(delimiter);
    assertThat(model.format()).isEqualTo("SimModel XML " + format);
    assertThat(model.name()).isEqualTo("S");
  }

  @Test
  void nameIsThePathWhenThereIsNone() {
    Model model =
        ModelReader.read(
            "<Simulation><ParameterList><P id='6' name='AbsTol' value='1'/></ParameterList></Simulation>",
            "some/folder/test.v1.xml");

    assertThat(model.parameters().get(0).path()).isEqualTo("AbsTol");
    assertThat(model.name()).isEqualTo("test.v1");
  }

  @ParameterizedTest
  @CsvSource({"ReferenceList, R", "ParameterList, P", "VariableList, V", "ObserverList, Observer"})
  void allFourReferenceListsAreAlike(String list, String element) {
    Model model =
        read(
            """
            <ParameterList><P id='1' name='a' path='S|a' formulaId='1'/></ParameterList>
            <VariableList><V id='2' name='b' path='S|b' value='1'/></VariableList>
            <FormulaList><ExplicitFormula id='1'><Equation>x</Equation>
              <ParameterList>
              </ParameterList>
              <%s><%s alias='x' id='2'/></%s>
            </ExplicitFormula></FormulaList>
            """
                .formatted(list, element, list));

    assertThat(model.parameters()).hasSize(1);
    assertThat(model.species()).hasSize(1);
    assertThat(((Formula.Explicit) parameter(model, "S|a").formula()).references())
        .isEqualTo(Map.of("x", 2));
  }

  @ParameterizedTest
  @CsvSource({
    "NaN, NaN",
    "nan, NaN",
    "N.Def., NaN",
    "INF, Infinity",
    "inf, Infinity",
    "Infinity, Infinity",
    "-inf, -Infinity",
    "-INFINITY, -Infinity",
    "1e-3, 0.001",
    "' 2 ', 2"
  })
  void values(String text, double expected) {
    Model model =
        read("<ParameterList><P id='1' name='a' path='S|a' value='" + text + "'/></ParameterList>");

    assertThat(((Formula.Constant) parameter(model, "S|a").formula()).value())
        .isEqualTo(Double.valueOf(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "S|Organism|SalivaGland|D, true",
    "S|Organism|IgG_Source|D, true",
    "S|Applications|x|D, true",
    "S|Events|x|D, true",
    "S|x|ParticleBin_1|D, true",
    "S|EventsX|D, false",
    "S|Organism|D, false"
  })
  void someContainersMayBeNegative(String path, boolean allowed) {
    Model model =
        read(
            "<VariableList><V id='1' name='D' path='%s' value='1' negativeValuesAllowed='0'/></VariableList>"
                .formatted(path));

    assertThat(species(model, path).negativeValuesAllowed()).isEqualTo(allowed);
  }

  @Test
  void tables() {
    Model model =
        read(
            """
            <ParameterList><P id='1' name='t' path='S|t' formulaId='1'/><P id='2' name='o' path='S|o' formulaId='2'/>
              <P id='3' name='x' path='S|x' formulaId='3'/><P id='4' name='n' path='S|n' formulaId='4'/></ParameterList>
            <FormulaList>
              <TableFormula id='1'><PointList><Point x='0' y='1'/><Point x='2' y='3' restartSolver='1'/></PointList></TableFormula>
              <TableFormulaWithOffset id='2'><Table id='1'/><Offset id='0'/></TableFormulaWithOffset>
              <TableFormulaWithXArgument id='3'><Table id='1'/><XArgument id='2'/></TableFormulaWithXArgument>
              <TableFormulaWithXArgument id='4'><Table id='1'/></TableFormulaWithXArgument>
            </FormulaList>
            """);

    assertThat(parameter(model, "S|t").formula())
        .as("the slope is the default")
        .isEqualTo(
            new Formula.Table(
                List.of(new TablePoint(0, 1, false), new TablePoint(2, 3, true)), true));
    assertThat(parameter(model, "S|o").formula()).isEqualTo(new Formula.TableWithOffset(1, 0));
    assertThat(parameter(model, "S|x").formula()).isEqualTo(new Formula.TableWithXArgument(1, 2));
    assertThat(parameter(model, "S|n").formula()).isEqualTo(new Formula.TableWithXArgument(1, -1));
  }

  @Test
  void solverParametersAreReadAndStayParameters() {
    Model model =
        read(
            """
            <FormulaList><ExplicitFormula id='1'><Equation>1E-12</Equation></ExplicitFormula>
              <ExplicitFormula id='2'><Equation>10^(-5)</Equation></ExplicitFormula></FormulaList>
            <ParameterList><P id='1' name='AbsTol' path='AbsTol' formulaId='1'/>
              <P id='2' name='RelTol' path='RelTol' formulaId='2'/>
              <P id='3' name='H0' path='H0' value='0'/><P id='4' name='HMin' path='HMin' value='1e-20'/>
              <P id='5' name='HMax' path='HMax' value='15'/><P id='6' name='MxStep' path='MxStep' value='1e5'/>
              <P id='7' name='UseJacobian' path='UseJacobian' value='1'/>
              <P id='8' name='Check' path='Check' value='0'/></ParameterList>
            <Solver name='CVODES'><H0 id='3'/><HMax id='5'/><HMin id='4'/><AbsTol id='1'/><MxStep id='6'/>
              <RelTol id='2'/><UseJacobian id='7'/><CheckForNegativeValues id='8'/></Solver>
            """);

    assertThat(model.solver())
        .isEqualTo(new SolverSettings(1e-12, 1e-5, 0, 1e-20, 15, 100_000, false));
    assertThat(model.parameters().stream().map(Parameter::name))
        .containsExactly(
            "AbsTol", "RelTol", "H0", "HMin", "HMax", "MxStep", "UseJacobian", "Check");
  }

  @Test
  void outputs() {
    Model model =
        read(
            """
            <OutputSchema><OutputIntervalList>
              <OutputInterval distribution='Uniform'><StartTime>-1</StartTime><EndTime>1440</EndTime>
                <NumberOfTimePoints>289</NumberOfTimePoints></OutputInterval>
              <OutputInterval><StartTime>5</StartTime><EndTime>5</EndTime>
                <NumberOfTimePoints>1</NumberOfTimePoints></OutputInterval>
              </OutputIntervalList><OutputTimeList><OutputTime>15</OutputTime><OutputTime> 0.5 </OutputTime></OutputTimeList>
            </OutputSchema>
            """);

    assertThat(model.outputs().intervals())
        .containsExactly(new Interval(-1, 1440, 289), new Interval(5, 5, 1));
    assertThat(model.outputs().times()).containsExactly(15.0, 0.5);
  }

  @Test
  void namespaceMayBePrefixedOrAbsent() {
    String body = "ParameterList><%1$sP id='1' name='a' path='S|a' value='1'/></%1$sParameterList>";
    String prefixed =
        "<x:Simulation xmlns:x='http://www.systems-biology.com'><x:"
            + body.formatted("x:")
            + "</x:Simulation>";
    String none = "<Simulation><" + body.formatted("") + "</Simulation>";

    assertThat(ModelReader.read(prefixed, "test.xml").parameters()).hasSize(1);
    assertThat(ModelReader.read(none, "test.xml").parameters()).hasSize(1);
  }

  private static Model read(String content) {
    return ModelReader.read(
        "<Simulation objectPathDelimiter='|' version='4' xmlns='http://www.systems-biology.com'>"
            + content
            + "</Simulation>",
        "test.xml");
  }
}
