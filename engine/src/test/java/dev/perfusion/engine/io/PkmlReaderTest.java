package dev.perfusion.engine.io;

import static dev.perfusion.engine.io.PkmlText.observer;
import static dev.perfusion.engine.io.PkmlText.parameter;
import static dev.perfusion.engine.io.PkmlText.species;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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

class PkmlReaderTest {
  private static final String VOLUME = "<Parameter id='v' name='Volume' dim='Volume' value='2'/>";

  @Test
  void fixedValueBeatsFormulaAndNoValueIsNaN() {
    Model model =
        new PkmlText(
                """
                <Parameter id='a' name='fixed' isFixedValue='1' value='3' formula='f'/>
                <Parameter id='b' name='formula' isFixedValue='0' value='3' formula='f'/>
                <Parameter id='c' name='number' value='2E-09'/>
                <Parameter id='d' name='old' Value='4'/>
                <Parameter id='e' name='none'/>
                <Parameter id='f' name='nan' value='NaN'/>
                <Parameter id='g' name='inf' value='-INF'/>
                <Parameter id='h' name='constant' formula='k'/>
                """)
            .formula("f", "1+1")
            .other("ConstantFormula id='k' value='7'", "")
            .read();

    assertThat(constant(parameter(model, "S|fixed"))).isEqualTo(3);
    assertThat(parameter(model, "S|formula").formula())
        .isInstanceOfSatisfying(
            Formula.Explicit.class,
            explicit -> {
              assertThat(explicit.equation()).isEqualTo("1+1");
              assertThat(explicit.references()).isEmpty();
            });
    assertThat(constant(parameter(model, "S|number"))).isEqualTo(2e-9);
    assertThat(constant(parameter(model, "S|old"))).isEqualTo(4);
    assertThat(constant(parameter(model, "S|none"))).isNaN();
    assertThat(constant(parameter(model, "S|nan"))).isNaN();
    assertThat(constant(parameter(model, "S|inf"))).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(constant(parameter(model, "S|constant"))).isEqualTo(7);
    assertThat(model.parameters().stream().map(Parameter::id))
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
  }

  @Test
  void pathsAreResolvedPerUserRelativeFirst() {
    Model model =
        new PkmlText(
                """
                <Container id='o' name='O'><Children>
                  <Container id='l' name='L'><Children>
                    <Parameter id='lv' name='Volume' value='1'/>
                    <MoleculeAmount id='ld' name='D' formula='start'><Children>
                      <Parameter id='ls' name='Start' value='5'/>
                      <Parameter id='lc' name='C' formula='c'/>
                    </Children></MoleculeAmount>
                  </Children></Container>
                  <Container id='k' name='K'><Children>
                    <Parameter id='kv' name='Volume' value='1'/>
                    <MoleculeAmount id='kd' name='D' value='0'><Children>
                      <Parameter id='kc' name='C' formula='c'/>
                    </Children></MoleculeAmount>
                  </Children></Container>
                </Children></Container>
                <Container id='p' name='C'><Children><Parameter id='pv' name='x' value='1'/></Children></Container>
                <Parameter id='abs' name='A' formula='abs'/>
                <Parameter id='own' name='Own' formula='own'><Children><Parameter id='ox' name='x' value='1'/></Children></Parameter>
                """)
            .formula("c", "M/V + 0*Time", "..", "M", "..|..|Volume", "V", "TIME", "Time")
            .formula("start", "Start*V", "Start", "Start", "..|Volume", "V")
            .formula("abs", "a", "S|O|K|Volume", "a")
            .formula("own", "a", "Own|x", "a")
            .read();

    assertThat(references(parameter(model, "S|O|L|D|C")))
        .isEqualTo(Map.of("M", id(model, "S|O|L|D"), "V", id(model, "S|O|L|Volume"), "Time", 0));
    assertThat(references(parameter(model, "S|O|K|D|C")))
        .isEqualTo(Map.of("M", id(model, "S|O|K|D"), "V", id(model, "S|O|K|Volume"), "Time", 0));
    assertThat(references(parameter(model, "S|O|L|D")))
        .isEqualTo(Map.of("Start", id(model, "S|O|L|D|Start"), "V", id(model, "S|O|L|Volume")));
    assertThat(references(parameter(model, "S|A"))).containsValue(id(model, "S|O|K|Volume"));
    assertThat(references(parameter(model, "S|Own"))).containsValue(id(model, "S|Own|x"));
    assertThat(explicit(parameter(model, "S|O|L|D|C")).expression())
        .as("one tree per formula text")
        .isSameAs(explicit(parameter(model, "S|O|K|D|C")).expression());
  }

  @Test
  void blanksInAliasesBecomeUnderscores() {
    Model model =
        new PkmlText("<Parameter id='a' name='x' formula='f'/>" + VOLUME)
            .formula("f", "my_volume*2", "..|Volume", "my volume")
            .read();

    assertThat(references(parameter(model, "S|x"))).isEqualTo(Map.of("my_volume", 2));
  }

  @Test
  void amountsWithAProcessAreSpeciesOthersAreFixedParameters() {
    Model model =
        new PkmlText(
                VOLUME
                    + """
                    <MoleculeAmount id='A' name='A' dim='Amount' value='1' scaleDivisor='10'/>
                    <MoleculeAmount id='B' name='B' value='0' negativeValuesAllowed='1' persistable='0'/>
                    <MoleculeAmount id='C' name='C' value='0'/>
                    <MoleculeAmount id='D' name='D' value='4'/>
                    <MoleculeAmount id='Z' name='Z' value='0'/>
                    <Reaction id='r' name='R' dimension='Amount per time' formula='rate'>
                      <Educts><ReactionPartner partner='A' stoichiometricCoefficient='2'/>
                        <ReactionPartner partner='B' stoichiometricCoefficient='1'/></Educts>
                      <Products><ReactionPartner partner='B' stoichiometricCoefficient='1.5'/>
                        <ReactionPartner partner='Z' stoichiometricCoefficient='0'/></Products>
                      <ModifierNames><ModifierNamesChild>D</ModifierNamesChild></ModifierNames>
                    </Reaction>
                    <Container id='c' name='N'><Children>
                      <Transport id='t' name='T' formula='rate' sourceAmount='B' targetAmount='C'/>
                    </Children></Container>
                    <Parameter id='y' name='Y' value='9' rHSFormula='rhs'/>
                    """)
            .formula("rate", "3")
            .formula("rhs", "1")
            .read();

    assertThat(model.species().stream().map(Species::name))
        .containsExactly("A", "B", "C", "Z", "Y");
    assertThat(coefficients(species(model, "S|A"))).containsExactly(-2.0);
    assertThat(coefficients(species(model, "S|B"))).containsExactly(-1.0, 1.5, -1.0);
    assertThat(coefficients(species(model, "S|C"))).containsExactly(1.0);
    assertThat(coefficients(species(model, "S|Z"))).isEmpty();
    assertThat(coefficients(species(model, "S|Y"))).containsExactly(1.0);
    assertThat(species(model, "S|Y").initialValue()).isEqualTo(new Formula.Constant(9));
    assertThat(species(model, "S|A").scaleFactor()).isEqualTo(10);
    assertThat(species(model, "S|A").unit()).isEqualTo("µmol");
    assertThat(species(model, "S|A").negativeValuesAllowed()).isFalse();
    assertThat(species(model, "S|B").negativeValuesAllowed()).isTrue();
    assertThat(species(model, "S|Y").negativeValuesAllowed()).isTrue();
    assertThat(species(model, "S|A").persistable()).isTrue();
    assertThat(species(model, "S|B").persistable()).isFalse();
    assertThat(species(model, "S|A").rightHandSide())
        .allMatch(term -> term.volumeId() == RateTerm.NO_VOLUME);
    Parameter unused = parameter(model, "S|D");
    assertThat(unused.canBeVaried()).isFalse();
    assertThat(constant(unused)).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({
    "Concentration (molar) per time, true",
    "Concentration (molar), true",
    "Amount per time, false",
    "'', false"
  })
  void concentrationBasedRatesAreTimesTheVolumeOfTheContainer(String dimension, boolean perVolume) {
    Model model =
        new PkmlText(
                "<Container id='c' name='Cell'><Children>"
                    + VOLUME
                    + "<MoleculeAmount id='A' name='A' value='1'/>"
                    + "<MoleculeAmount id='B' name='B' value='1'/>"
                    + "<Reaction id='r' name='R' formula='rate'"
                    + (dimension.isEmpty() ? "" : " dimension='" + dimension + "'")
                    + "><Educts><ReactionPartner partner='A' stoichiometricCoefficient='1'/></Educts>"
                    + "<Products><ReactionPartner partner='B' stoichiometricCoefficient='1'/></Products>"
                    + "</Reaction></Children></Container>")
            .formula("rate", "3")
            .read();

    RateTerm term = species(model, "S|Cell|B").rightHandSide().get(0);
    assertThat(term.volumeId())
        .isEqualTo(perVolume ? id(model, "S|Cell|Volume") : RateTerm.NO_VOLUME);
    assertThat(term.rate()).isSameAs(species(model, "S|Cell|A").rightHandSide().get(0).rate());
  }

  @ParameterizedTest
  @CsvSource({
    "Normal, 0.975, 10, 2, 13.919927969080108",
    "Normal, 0.5, 10, 2, 10",
    "Normal, 0, 10, 2, -10",
    "Discrete, 0.3, 10, 2, 10",
    "LogNormal, 0.975, 10, 2, 38.905226653725393",
    "Uniform, 0.25, 10, 2, 4"
  })
  void distributedParametersAreComputedOnceAndLoseTheirParts(
      String kind, double percentile, double mean, double deviation, double expected) {
    Model model =
        new PkmlText(
                """
                <DistributedParameter id='d' name='D' dim='Volume' formula='dist'><Children>
                  <Parameter id='p' name='Percentile' isFixedValue='1' value='%s' formula='half'/>
                  <Parameter id='m' name='Mean' formula='mean'/>
                  <Parameter id='s' name='Deviation' value='%s'/>
                  <Parameter id='g' name='GeometricDeviation' value='%s'/>
                  <Parameter id='lo' name='Minimum' value='2'/>
                  <Parameter id='hi' name='Maximum' value='10'/>
                </Children></DistributedParameter>
                <DistributedParameter id='e' name='E' isFixedValue='1' value='6' formula='dist'/>
                <Parameter id='x' name='x' value='%s'/>
                """
                    .formatted(percentile, deviation, deviation, mean / 2))
            .other("ConstantFormula id='half' value='0.5'", "")
            .formula("mean", "h*2", "S|x", "h")
            .other(kind + "DistributionFormula id='dist'", "", "Mean", "Mean")
            .read();

    assertThat(model.parameters().stream().map(Parameter::name)).containsExactly("D", "E", "x");
    assertThat(constant(parameter(model, "S|D"))).isCloseTo(expected, within(1e-12));
    assertThat(constant(parameter(model, "S|E"))).isEqualTo(6);
  }

  @Test
  void tables() {
    Model model =
        new PkmlText(
                """
                <Parameter id='t' name='T' formula='table'/>
                <Parameter id='u' name='U' formula='table'/>
                <Parameter id='o' name='Offset' value='3'/>
                <Parameter id='w' name='W' formula='offset'/>
                <Parameter id='x' name='X' formula='argument'/>
                <Parameter id='n' name='N' formula='missing'/>
                <Parameter id='d' name='D' formula='derived'/>
                """)
            .other(
                "TableFormula id='table' useDerivedValues='0'",
                "<AllPoints><ValuePoint x='0' y='1' restartSolver='1'/>"
                    + "<ValuePoint x='2' y='3'/></AllPoints>")
            .other(
                "DistributedTableFormula id='derived'",
                "<AllPoints><ValuePoint x='0' y='1'/><ValuePoint x='1' y='2'/></AllPoints>")
            .other(
                "TableFormulaWithOffset id='offset' tableObjectAlias='tab' offsetObjectAlias='off'",
                "",
                "..|T",
                "tab",
                "..|Offset",
                "off")
            .other(
                "TableFormulaWithXArgument id='argument' tableObjectAlias='tab' xArgumentAlias='x'",
                "",
                "..|T",
                "tab",
                "..|Offset",
                "x")
            .other(
                "TableFormulaWithXArgument id='missing' tableObjectAlias='tab' xArgumentAlias='x'",
                "",
                "..|T",
                "tab",
                "..|Nowhere",
                "x")
            .read();

    assertThat(parameter(model, "S|T").formula())
        .isEqualTo(
            new Formula.Table(
                List.of(new TablePoint(0, 1, true), new TablePoint(2, 3, false)), false));
    assertThat(parameter(model, "S|U").formula()).isSameAs(parameter(model, "S|T").formula());
    assertThat(parameter(model, "S|W").formula()).isEqualTo(new Formula.TableWithOffset(1, 3));
    assertThat(parameter(model, "S|X").formula()).isEqualTo(new Formula.TableWithXArgument(1, 3));
    assertThat(parameter(model, "S|N").formula()).isEqualTo(new Formula.TableWithXArgument(1, -1));
    assertThat(((Formula.Table) parameter(model, "S|D").formula()).useDerivedValues()).isTrue();
  }

  @Test
  void placeholdersAreNaNWithAWarning() {
    Model model =
        new PkmlText("<Parameter id='a' name='x' formula='f'/>")
            .other("BlackBoxFormula id='f'", "")
            .read();

    assertThat(constant(parameter(model, "S|x"))).isNaN();
    assertThat(model.warnings()).singleElement().asString().contains("S|x", "BlackBoxFormula");
  }

  @Test
  void eventsKeepDocumentOrderAndTargets() {
    Model model =
        new PkmlText(
                VOLUME
                    + """
                    <EventGroup id='g' name='Events'><Children>
                      <Event id='e' name='Dose' oneTime='1' formula='cond'><Children>
                        <EventAssignment id='a1' name='one' useAsValue='1' formula='two' changedEntity='v'>
                          <ObjectPath path='90'/></EventAssignment>
                        <EventAssignment id='a2' name='two' formula='up' changedEntity='p'/>
                      </Children></Event>
                      <Parameter id='p' name='P' value='1'/>
                    </Children></EventGroup>
                    """)
            .formula("cond", "Time=V", "TIME", "Time", "S|Volume", "V")
            .formula("two", "2")
            .formula("up", "x", "..|..|P", "x")
            .string("S|Volume", 90)
            .read();

    Event event = model.events().get(0);
    assertThat(event.entityId()).isEqualTo("e");
    assertThat(event.path()).isEqualTo("S|Events|Dose");
    assertThat(event.oneTime()).isTrue();
    assertThat(((Formula.Explicit) event.condition()).references())
        .isEqualTo(Map.of("Time", Formula.TIME, "V", 1));
    assertThat(event.assignments()).hasSize(2);
    assertThat(event.assignments().get(0).targetId()).isEqualTo(1);
    assertThat(event.assignments().get(0).useAsValue()).isTrue();
    assertThat(event.assignments().get(1).targetId()).isEqualTo(2);
    assertThat(event.assignments().get(1).useAsValue()).isFalse();
    assertThat(((Formula.Explicit) event.assignments().get(1).formula()).references())
        .as("the assignment is the user, two levels below the group")
        .isEqualTo(Map.of("x", 2));
  }

  @Test
  void selectionsReplaceStoredFlags() {
    String tree =
        VOLUME
            + "<Container id='c' name='C'><Children>"
            + "<Observer id='o' name='O' formula='one'/>"
            + "<Observer id='q' name='Q' formula='one' persistable='0'/></Children></Container>";
    Model selected =
        new PkmlText(tree)
            .formula("one", "1")
            .settings(
                "<OutputSelections><AllOutputs><QuantitySelection path='Volume'/>"
                    + "<QuantitySelection path='C|Q'/><QuantitySelection path='No|Such'/>"
                    + "</AllOutputs></OutputSelections>")
            .read();
    Model stored = new PkmlText(tree).formula("one", "1").settings("<OutputSelections/>").read();

    assertThat(parameter(selected, "S|Volume").persistable()).isTrue();
    assertThat(observer(selected, "S|C|O").persistable()).isFalse();
    assertThat(observer(selected, "S|C|Q").persistable()).isTrue();
    assertThat(parameter(stored, "S|Volume").persistable()).isFalse();
    assertThat(observer(stored, "S|C|O").persistable()).isTrue();
    assertThat(observer(stored, "S|C|Q").persistable()).isFalse();
  }

  @Test
  void settingsHaveTheirOwnFormulaCache() {
    Model model =
        new PkmlText("<Parameter id='a' name='x' formula='f'/>")
            .formula("f", "11")
            .settings(
                """
                <Solver name='CVODES'><Children>
                  <Parameter id='1' name='Absolute tolerance' value='1E-12'/>
                  <Parameter id='2' name='Relative tolerance' formula='f'/>
                  <Parameter id='3' name='HMax' isFixedValue='1' value='7' formula='f'/>
                  <Parameter id='4' name='MxStep' value='5000'/>
                  <Parameter id='5' name='CheckForNegativeValues' value='0'/>
                </Children></Solver>
                <FormulaCache><Formulas><ConstantFormula id='f' value='0.001'/></Formulas>
                  <StringMap/></FormulaCache>
                """)
            .read();

    assertThat(model.solver()).isEqualTo(new SolverSettings(1e-12, 1e-3, 1e-10, 0, 7, 5000, false));
    assertThat(explicit(parameter(model, "S|x")).equation()).isEqualTo("11");
  }

  /** Number of points: 1 for an empty interval, else at least 2, rounded half to even. */
  @ParameterizedTest
  @CsvSource({
    "0, 300, 0.0666666666666667, 21",
    "0, 7200, 0.333333333333333, 2401",
    "0, 10, 0.01, 2",
    "0, 25, 0.1, 3",
    "0, 35, 0.1, 5",
    "60, 60, 4, 1"
  })
  void outputIntervals(double start, double end, double resolution, int points) {
    Model model =
        new PkmlText("")
            .settings(
                """
                <OutputSchema><Children><OutputInterval name='i'><Children>
                  <Parameter id='1' name='Start time' value='%s'/>
                  <Parameter id='2' name='End time' value='%s'/>
                  <Parameter id='3' name='Resolution' value='%s'/>
                </Children></OutputInterval></Children></OutputSchema>
                """
                    .formatted(start, end, resolution))
            .read();

    assertThat(model.outputs().intervals()).containsExactly(new Interval(start, end, points));
  }

  @Test
  void oldVersionsHaveAttributes() {
    Model model =
        new PkmlText(
                """
                <Parameter id='a' name='x' value='1' canBeVaried='0'/>
                <MoleculeAmount id='A' name='A' value='1' scaleFactor='4'/>
                <MoleculeAmount id='B' name='B' value='1'/>
                <Transport id='t' name='T' formula='f' sourceAmount='A' targetAmount='B'/>
                """)
            .formula("f", "1")
            .version(4)
            .settings(
                """
                <CVODESettings absTol='1E-08' relTol='0.01' h0='1E-9' hMin='0' hMax='30' mxStep='9'/>
                <OutputSchema><Intervals><OutputInterval startTime='0' endTime='10' resolution='1'/></Intervals>
                  <TimePoints><TimePoint>0</TimePoint><TimePoint>2.5</TimePoint></TimePoints></OutputSchema>
                """)
            .read();

    assertThat(model.format()).isEqualTo("pkml 4");
    assertThat(model.solver()).isEqualTo(new SolverSettings(1e-8, 0.01, 1e-9, 0, 30, 9, true));
    assertThat(model.outputs().intervals()).containsExactly(new Interval(0, 10, 11));
    assertThat(model.outputs().times()).containsExactly(0.0, 2.5);
    assertThat(parameter(model, "S|x").canBeVaried()).isFalse();
    assertThat(species(model, "S|A").scaleFactor()).isEqualTo(4);
    assertThat(model.warnings()).singleElement().asString().contains("version 4");
  }

  @Test
  void newVersionsCarryAWarning() {
    assertThat(new PkmlText("").version(19).read().warnings())
        .singleElement()
        .asString()
        .contains("version 19 is newer than 18");
    assertThat(new PkmlText("").version(9).read().warnings()).isEmpty();
  }

  @Test
  void infoFlagsTellWhatCanBeVaried() {
    Model model =
        new PkmlText(
                """
                <Parameter id='a' name='yes' value='1'><Info flag='10'/></Parameter>
                <Parameter id='b' name='no' value='1'><Info flag='8'/></Parameter>
                <Parameter id='c' name='unsaid' value='1'/>
                """)
            .read();

    assertThat(parameter(model, "S|yes").canBeVaried()).isTrue();
    assertThat(parameter(model, "S|no").canBeVaried()).isFalse();
    assertThat(parameter(model, "S|unsaid").canBeVaried()).isTrue();
  }

  @Test
  void prefixOfPartialExportsIsRemoved() {
    String xml =
        new PkmlText("<Parameter id='a' name='x' formula='f'/>" + VOLUME)
            .formula("f", "v", "Outer|S|Volume", "v")
            .xml()
            .replace(
                "<Root id='root' name='S'>", "<Root id='root' name='S'><ParentPath path='Outer'/>");

    Model model = ModelReader.read(xml, "test.pkml");

    assertThat(references(parameter(model, "S|x"))).isEqualTo(Map.of("v", 2));
  }

  @Test
  void someContainersMayBeNegative() {
    Model model =
        new PkmlText(
                """
                <Container id='c' name='Applications'><Children><Container id='d' name='x'><Children>
                  <MoleculeAmount id='A' name='A' value='1' negativeValuesAllowed='0'/>
                </Children></Container></Children></Container>
                <MoleculeAmount id='B' name='B' value='1' negativeValuesAllowed='0'/>
                <Transport id='t' name='T' formula='f' sourceAmount='A' targetAmount='B'/>
                """)
            .formula("f", "1")
            .read();

    assertThat(species(model, "S|Applications|x|A").negativeValuesAllowed()).isTrue();
    assertThat(species(model, "S|B").negativeValuesAllowed()).isFalse();
  }

  @Test
  void byteOrderMarkAndWindowsLinesAreFine() {
    String xml = "\ufeff" + new PkmlText(VOLUME).xml().replace("><", ">\r\n<");

    assertThat(ModelReader.read(xml, "test.pkml").parameters()).hasSize(1);
  }

  private static int id(Model model, String path) {
    return model.parameters().stream()
        .filter(p -> p.path().equals(path))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no parameter " + path))
        .id();
  }

  private static double constant(Parameter parameter) {
    return ((Formula.Constant) parameter.formula()).value();
  }

  private static Formula.Explicit explicit(Parameter parameter) {
    return (Formula.Explicit) parameter.formula();
  }

  private static Map<String, Integer> references(Parameter parameter) {
    return explicit(parameter).references();
  }

  private static List<Double> coefficients(Species species) {
    return species.rightHandSide().stream().map(RateTerm::coefficient).toList();
  }
}
