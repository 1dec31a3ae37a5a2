package dev.perfusion.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.perfusion.engine.model.Formula;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad input: one exception that names the file, the element and the reason. */
class ModelReaderErrorsTest {
  private static final String REACTION =
      "<MoleculeAmount id='A' name='A' value='1'/><Reaction id='r' name='R' formula='f' %s>"
          + "<Educts><ReactionPartner partner='%s' stoichiometricCoefficient='1'/></Educts></Reaction>";

  @TempDir private Path folder;

  @Test
  void missingFile() {
    Path file = folder.resolve("nowhere.pkml");

    ModelFormatException error = error(file);

    assertThat(error.file()).isEqualTo(file.toString());
    assertThat(error).hasMessageContaining("there is no such file");
    assertThat(error(folder)).hasMessageContaining("is a folder");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "'' # the file is empty",
        "'  ' # the file is empty",
        "Time,A # not XML: it starts with \"Time,A\"",
        "{\"Version\":80} # PK-Sim snapshot",
        "'SQLite format 3' # not XML: it starts with \"SQLite format 3\"",
        "<html><body/></html> # root element html: not a simulation",
        "<Module version='17'/> # root element Module: a module, not a simulation",
        "<SpatialStructure/> # a building block, not a simulation",
        "<ObserverBuildingBlock/> # a building block, not a simulation",
        "<McDataRepository/> # observed data, not a simulation",
        "<Chart/> # a chart",
        "<MoBiSimulation version='19'/> # has no Model",
        "<Simulation xmlns='urn:x'/> # unknown namespace \"urn:x\"",
        "<SimulationTransfer version='18'/> # has no Simulation",
        "<SimulationTransfer version='18'><Simulation/></SimulationTransfer> # has no Model",
        "<SimulationTransfer version='x'/> # version is not an integer: \"x\"",
        "<Simulation><V id='1'> # line 1, element V: not well-formed XML, the file is damaged or cut off",
        "<Simulation></Simulation><x/> # not well-formed XML",
        "<Simulation a='1' a='2'/> # not well-formed XML",
        "<Simulation>&nbsp;</Simulation> # nbsp",
        "<!DOCTYPE x><Simulation/> # document type declaration"
      })
  void notASimulation(String content, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("x.pkml"), content);

    assertThat(error(file)).hasMessageStartingWith(file.toString()).hasMessageContaining(message);
    assertThat(error(content)).hasMessageStartingWith("in memory").hasMessageContaining(message);
  }

  @Test
  void externalEntitiesAreNeverResolved() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret.txt"), "TOP-SECRET");
    for (String doctype :
        new String[] {
          "<!DOCTYPE Simulation [<!ENTITY x SYSTEM '" + secret.toUri() + "'>]>",
          "<!DOCTYPE Simulation [<!ENTITY % x SYSTEM '" + secret.toUri() + "'> %x;]>",
          "<!DOCTYPE Simulation SYSTEM '" + secret.toUri() + "'>",
          "<!DOCTYPE Simulation [<!ENTITY x 'y'><!ENTITY z '&x;&x;&x;'>]>"
        }) {
      String xml =
          "<?xml version='1.0'?>"
              + doctype
              + "<Simulation><ParameterList><P id='1' name='&x;' path='&z;' value='1'/></ParameterList></Simulation>";

      ModelFormatException error = error(xml);

      assertThat(error).hasMessageContaining("document type declaration");
      assertThat(error.getMessage()).doesNotContain("TOP-SECRET");
    }
  }

  @Test
  void cutOffFilesNameLineAndElement() {
    String xml = new PkmlText("<Parameter id='a' name='x' value='1'/>").xml().replace("><", ">\n<");

    for (int length = xml.length() - 1; length > 40; length -= 7) {
      ModelFormatException error = error(xml.substring(0, length));
      assertThat(error.element()).startsWith("line ");
      assertThat(error.reason()).contains("not well-formed XML");
      assertThat(error.getMessage()).doesNotContain("ParseError");
    }
  }

  @Test
  void valuesThatDoubleTheirWorkAreComputedOnce() {
    StringBuilder parts = new StringBuilder("<Parameter id='p0' name='p0' value='1'/>");
    PkmlText[] text = new PkmlText[1];
    for (int i = 1; i <= 60; i++) {
      parts.append("<Parameter name='p%1$d' formula='f%1$d'/>".formatted(i));
    }
    text[0] =
        new PkmlText(
                "<DistributedParameter id='d' name='D' formula='n'><Children>"
                    + parts
                    + "<Parameter name='Mean' formula='f61'/></Children></DistributedParameter>")
            .other("DiscreteDistributionFormula id='n'", "");
    for (int i = 1; i <= 61; i++) {
      text[0].formula("f" + i, "p+q", "..|p" + (i - 1), "p", "..|p" + (i - 1), "q");
    }

    double value = ((Formula.Constant) PkmlText.parameter(text[0].read(), "S|D").formula()).value();

    assertThat(value).isEqualTo(Math.pow(2, 61));
  }

  @Test
  void aHugeValueIsShortenedInTheMessage() {
    String value = "9".repeat(1_000_000) + "x";

    assertThat(error(new PkmlText("<Parameter id='a' name='x' value='" + value + "'/>").xml()))
        .hasMessageContaining("Parameter \"S|x\": value is not a number: \"999")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(10_000));
  }

  @Test
  void deepNestingIsRefused() {
    assertThat(error("<Simulation>" + "<a>".repeat(100_000)))
        .hasMessageContaining("more than 500 levels of nested XML elements");
    String nested = "<Container name='c'><Children>".repeat(1000);
    assertThat(error(new PkmlText(nested).xml()))
        .hasMessageContaining("more than 500 levels of nested XML elements");
  }

  @Test
  void brokenEncodingIsReported() {
    byte[] bytes = "<Simulation name='\u00e4'/>".getBytes(StandardCharsets.ISO_8859_1);

    ModelFormatException error =
        catchThrowableOfType(
            ModelFormatException.class,
            () -> ModelReader.read(new ByteArrayInputStream(bytes), "latin.xml"));

    assertThat(error).hasMessageStartingWith("latin.xml").hasMessageContaining("not well-formed");
  }

  @Test
  void otherEncodingsAreRead() throws IOException {
    String xml =
        "<?xml version='1.0' encoding='utf-16'?><Simulation><ParameterList>"
            + "<P id='1' name='\u00b5' value='1'/></ParameterList></Simulation>";
    byte[] bytes = xml.getBytes(StandardCharsets.UTF_16);

    assertThat(ModelReader.read(new ByteArrayInputStream(bytes), "x").parameters().get(0).name())
        .isEqualTo("\u00b5");
  }

  static Stream<Arguments> badPkml() {
    return Stream.of(
        bad(
            new PkmlText("<Parameter id='a' name='x' formula='f'/>")
                .formula("f", "q", "..|No|Such", "q"),
            "Parameter \"S|x\"",
            "the path \"..|No|Such\" leads nowhere"),
        bad(
            new PkmlText("<Parameter id='a' name='x' formula='f'/>").formula("f", "2*-3"),
            "Formula (id f)",
            "at position 2 of \"2*-3\""),
        bad(
            new PkmlText("<Parameter id='a' name='x' formula='f'/>").formula("f", "2*foo"),
            "Formula (id f)",
            "\"foo\" is neither an alias"),
        bad(
            new PkmlText("<Parameter id='a' name='x' formula='f'/><Parameter id='b' name='y'/>")
                .formula("f", "q", "S|x", "q", "S|y", "q"),
            "Formula (id f)",
            "the alias \"q\" stands for two quantities"),
        bad(
            new PkmlText("<Parameter id='a' name='x' formula='gone'/>"),
            "Parameter \"S|x\"",
            "uses formula \"gone\""),
        bad(
            new PkmlText("<Container id='c' name='C'/><Parameter id='a' name='x' formula='f'/>")
                .formula("f", "q", "S|C", "q"),
            "Parameter \"S|x\"",
            "the path \"S|C\" leads to a Container, not a quantity"),
        bad(
            new PkmlText(
                    "<DistributedParameter id='d' name='D' isFixedValue='1' value='1'><Children>"
                        + "<Parameter id='m' name='Mean' value='1'/></Children></DistributedParameter>"
                        + "<Parameter id='a' name='x' formula='f'/>")
                .formula("f", "q", "S|D|Mean", "q"),
            "Parameter \"S|x\"",
            "a part of a distributed parameter"),
        bad(
            new PkmlText("<DistributedParameter id='d' name='D' formula='n'/>")
                .other("NormalDistributionFormula id='n'", ""),
            "DistributedParameter \"S|D\"",
            "its distribution has no \"Mean\""),
        bad(
            new PkmlText(
                    "<DistributedParameter id='d' name='D' formula='n'><Children>"
                        + "<Parameter id='m' name='Mean' formula='f'/></Children></DistributedParameter>")
                .other("DiscreteDistributionFormula id='n'", "")
                .formula("f", "q", "..", "q"),
            "DistributedParameter \"S|D\"",
            "depends on itself"),
        bad(
            new PkmlText("<Parameter id='a' name='x' value='1'/><Parameter id='a' name='y'/>"),
            "Parameter \"S|y\"",
            "the id \"a\" is used twice"),
        bad(
            new PkmlText("<Parameter id='a' name='x' value='1'/><Parameter id='b' name='x'/>"),
            "Root \"S\"",
            "two children named \"x\""),
        bad(
            new PkmlText("").formula("f", "1").formula("f", "2"),
            "Formula (id f)",
            "the formula id is used twice"),
        bad(
            new PkmlText("<Parameter id='a' name='x' value='1,5'/>"),
            "Parameter \"S|x\"",
            "value is not a number: \"1,5\""),
        bad(
            new PkmlText("<Parameter id='a' name='x' value='1' isFixedValue='maybe'/>"),
            "Parameter \"S|x\"",
            "isFixedValue is neither 0 nor 1: \"maybe\""),
        bad(
            new PkmlText("<Parameter id='a' name='x' formula='t'/>")
                .other(
                    "TableFormula id='t' name='tab'",
                    "<AllPoints><ValuePoint x='1' y='1'/><ValuePoint x='1' y='2'/></AllPoints>"),
            "TableFormula \"tab\" (id t)",
            "do not increase strictly: 1.0 follows 1.0"),
        bad(
            new PkmlText("<Parameter id='a' name='x' formula='t'/>")
                .other(
                    "TableFormulaWithOffset id='t' tableObjectAlias='q' offsetObjectAlias='o'", ""),
            "TableFormulaWithOffset (id t)",
            "tableObjectAlias is \"q\", which is no alias"),
        bad(
            new PkmlText("<Parameter id='a' name='x' formula='t'/>").other("Mystery id='t'", ""),
            "Mystery (id t)",
            "unknown kind of formula"),
        bad(
            new PkmlText(REACTION.formatted("", "nobody")).formula("f", "1"),
            "Reaction \"S|R\"",
            "refers to the amount \"nobody\""),
        bad(
            new PkmlText(REACTION.formatted("dimension='Concentration (molar) per time'", "A"))
                .formula("f", "1"),
            "Reaction \"S|R\"",
            "the path \"..|Volume\" leads nowhere"),
        bad(
            new PkmlText(
                    "<MoleculeAmount id='A' name='A' value='1' scaleDivisor='0'/>"
                        + "<Transport id='t' name='T' formula='f' sourceAmount='A' targetAmount='A'/>")
                .formula("f", "1"),
            "MoleculeAmount \"S|A\"",
            "scaleDivisor is 0.0, it must be a positive number"),
        bad(
            new PkmlText(
                    "<Parameter id='a' name='x' value='1'/><Parameter id='b' name='y' value='1'/>"
                        + "<Event id='e' name='E' formula='f'><Children><EventAssignment id='i' name='I'"
                        + " formula='f' changedEntity='a'><ObjectPath path='70'/></EventAssignment></Children></Event>")
                .formula("f", "1")
                .string("S|y", 70),
            "EventAssignment \"S|E|I\"",
            "its path \"S|y\" leads to S|y, its id to S|x"),
        bad(
            new PkmlText(
                    "<Event id='e' name='E' formula='f'><Children><EventAssignment id='i' name='I'"
                        + " formula='f' changedEntity='gone'/></Children></Event>")
                .formula("f", "1"),
            "EventAssignment \"S|E|I\"",
            "changes the entity \"gone\""),
        bad(
            new PkmlText("<Event id='e' name='E'/>"),
            "Event \"S|E\"",
            "attribute formula is missing"),
        bad(
            new PkmlText("")
                .settings(
                    "<Solver name='s'><Children><Parameter id='1' name='Absolute tolerance'"
                        + " value='-1'/></Children></Solver>"),
            "Solver \"s\"",
            "absolute tolerance is -1.0"),
        bad(
            new PkmlText("")
                .settings(
                    "<Solver name='s'><Children><Parameter id='1' name='Absolute tolerance'"
                        + " value='0'/></Children></Solver>"),
            "Solver \"s\"",
            "absolute tolerance is 0.0, it must be a positive number"),
        bad(
            new PkmlText("")
                .settings(
                    "<OutputSchema><Children><OutputInterval name='i' startTime='-1e308'"
                        + " endTime='1e308' resolution='0'/></Children></OutputSchema>"),
            "OutputInterval \"i\"",
            "which is no interval"),
        bad(
            new PkmlText("")
                .settings(
                    "<OutputSchema><Children><OutputInterval name='i'><Children>"
                        + "<Parameter id='2' name='End time' value='1e9'/>"
                        + "<Parameter id='3' name='Resolution' value='1e9'/>"
                        + "</Children></OutputInterval></Children></OutputSchema>"),
            "OutputInterval \"i\"",
            "more than 1000000 output times; raise it with -Dperfusion.limit.output-times"));
  }

  @ParameterizedTest
  @MethodSource
  void badPkml(String xml, String element, String reason) {
    ModelFormatException error = error(xml);

    assertThat(error.file()).isEqualTo("in memory");
    assertThat(error.element()).isEqualTo(element);
    assertThat(error.reason()).contains(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "<P id='1' name='a' path='S|a' formulaId='9'/> # P id 1 \"a\" of S|a (line 1) # formulaId is 9, there is no such formula",
        "<P id='1' name='a' path='S|a' value='1' formulaId='1'/> # P id 1 \"a\" of S|a (line 1) # has both value (\"1\") and formulaId",
        "<P id='1' name='a' path='S|a' value='1d'/> # P id 1 # value is not a number: \"1d\"",
        "<P id='x' name='a' path='S|a'/> # P id x # id is not an integer",
        "<P name='a' path='S|a'/> # P \"a\" of S|a # attribute id is missing",
        "<P id='0' name='a' path='S|a'/> # P id 0 # the id must be positive",
        "<P id='1' name='a' path='S|a'/><P id='1' name='b' path='S|b'/> # P id 1 \"b\" of S|b # the id is used twice"
      })
  void badParameters(String parameter, String element, String reason) {
    ModelFormatException error =
        error(
            simModel(
                "<ParameterList>"
                    + parameter
                    + "</ParameterList><FormulaList><ExplicitFormula id='1'><Equation>1</Equation>"
                    + "</ExplicitFormula></FormulaList>"));

    assertThat(error.element()).startsWith(element);
    assertThat(error.reason()).contains(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "<ExplicitFormula id='1'><Equation>x+</Equation></ExplicitFormula> # ExplicitFormula id 1 (line 1) # \"x\" is neither an alias",
        "<ExplicitFormula id='1'><Equation>1+</Equation></ExplicitFormula> # ExplicitFormula id 1 # at position 2 of \"1+\"",
        "<ExplicitFormula id='1'/> # ExplicitFormula id 1 # has no Equation",
        "<ExplicitFormula id='1'><Equation>x</Equation><ReferenceList><R alias='x' id='77'/></ReferenceList></ExplicitFormula> # ExplicitFormula id 1 # refers to quantity 77 (x), which does not exist",
        "<ExplicitFormula id='1'><Equation>x</Equation><ReferenceList><R id='1'/></ReferenceList></ExplicitFormula> # ExplicitFormula id 1 # attribute alias is missing",
        "<ExplicitFormula id='1'><Equation>1</Equation></ExplicitFormula><ExplicitFormula id='1'><Equation>1</Equation></ExplicitFormula> # ExplicitFormula id 1 # the formula id is used twice",
        "<TableFormula id='1'><PointList><Point x='1' y='1'/></PointList></TableFormula> # TableFormula id 1 # at least 2 because its slope is used",
        "<TableFormula id='1' useDerivedValues='0'><PointList><Point x='1' y='1'/><Point x='0' y='1'/></PointList></TableFormula> # TableFormula id 1 # do not increase strictly: 0.0 follows 1.0",
        "<TableFormula id='1' useDerivedValues='0'/> # TableFormula id 1 # at least 1",
        "<TableFormulaWithOffset id='1'><Offset id='0'/></TableFormulaWithOffset> # TableFormulaWithOffset id 1 # has no Table",
        "<TableFormulaWithOffset id='1'><Table id='5'/><Offset id='0'/></TableFormulaWithOffset> # TableFormulaWithOffset id 1 # refers to quantity 5",
        "<Magic id='1'/> # Magic id 1 # unknown kind of formula"
      })
  void badFormulas(String formula, String element, String reason) {
    ModelFormatException error = error(simModel("<FormulaList>" + formula + "</FormulaList>"));

    assertThat(error.element()).startsWith(element);
    assertThat(error.reason()).contains(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "<VariableList><V id='1' name='D' path='S|D' value='1'><ScaleFactor>0</ScaleFactor></V></VariableList> # V id 1 \"D\" of S|D # ScaleFactor is 0.0",
        "<VariableList><V id='1' name='D' path='S|D' value='1'><RHSFormulaList><RHSFormula id='7'/></RHSFormulaList></V></VariableList> # V id 1 \"D\" of S|D # right-hand side: id is 7, there is no such formula",
        "<EventList><Event id='1' conditionFormulaId='2'/></EventList> # Event id 1 # conditionFormulaId is 2, there is no such formula",
        "<OutputSchema><OutputIntervalList><OutputInterval distribution='Logarithmic'/></OutputIntervalList></OutputSchema> # OutputInterval (line 1) # only \"Uniform\"",
        "<OutputSchema><OutputIntervalList><OutputInterval><StartTime>0</StartTime><EndTime>1</EndTime><NumberOfTimePoints>1</NumberOfTimePoints></OutputInterval></OutputIntervalList></OutputSchema> # OutputInterval # has at least 2",
        "<OutputSchema><OutputIntervalList><OutputInterval><StartTime>2</StartTime><EndTime>1</EndTime><NumberOfTimePoints>5</NumberOfTimePoints></OutputInterval></OutputIntervalList></OutputSchema> # OutputInterval # which is no interval",
        "<OutputSchema><OutputIntervalList><OutputInterval/></OutputIntervalList></OutputSchema> # OutputInterval # has no StartTime",
        "<OutputSchema><OutputTimeList><OutputTime>soon</OutputTime></OutputTimeList></OutputSchema> # OutputTime # not a number: \"soon\"",
        "<Solver><AbsTol id='4'/></Solver> # AbsTol id 4 # is parameter 4, which does not exist",
        "<ParameterList><P id='4' name='t' path='S|t' formulaId='1'/></ParameterList><FormulaList><ExplicitFormula id='1'><Equation>T</Equation><ReferenceList><R alias='T' id='0'/></ReferenceList></ExplicitFormula></FormulaList><Solver><AbsTol id='4'/></Solver> # AbsTol id 4 # is parameter S|t, which is not a constant"
      })
  void badLists(String content, String element, String reason) {
    ModelFormatException error = error(simModel(content));

    assertThat(error.element()).startsWith(element);
    assertThat(error.reason()).contains(reason);
  }

  private static Arguments bad(PkmlText text, String element, String reason) {
    return Arguments.of(text.xml(), element, reason);
  }

  private static String simModel(String content) {
    return "<Simulation version='4'>" + content + "</Simulation>";
  }

  private static ModelFormatException error(Path file) {
    ModelFormatException error =
        catchThrowableOfType(ModelFormatException.class, () -> ModelReader.read(file));
    assertThat(error).as(file.toString()).isNotNull();
    return error;
  }

  private static ModelFormatException error(String xml) {
    ModelFormatException error =
        catchThrowableOfType(ModelFormatException.class, () -> ModelReader.read(xml, "in memory"));
    assertThat(error).as(xml).isNotNull();
    return error;
  }
}
