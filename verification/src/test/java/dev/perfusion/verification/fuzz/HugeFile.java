package dev.perfusion.verification.fuzz;

import dev.perfusion.fixtures.SqliteImage;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import java.util.function.IntFunction;

/** Files made to use up memory, stack or time, each below 10 MB. */
enum HugeFile {
  NESTED_ELEMENTS(FuzzTarget.PKML, "levels of nested XML elements") {
    @Override
    String text() {
      return "<SimulationTransfer version='18'>" + "<a>".repeat(3_000_000);
    }
  },
  ONE_ATTRIBUTE(FuzzTarget.PKML, "uses formula") {
    @Override
    String text() {
      return pkml("<Parameter id='a' name='x' formula='" + "y".repeat(9_900_000) + "'/>", "", "");
    }
  },
  ONE_TEXT(FuzzTarget.SIMMODEL, "ScaleFactor is not a number") {
    @Override
    String text() {
      return simModel(
          "<VariableList><V id='1' value='1'><ScaleFactor>"
              + "1".repeat(9_900_000)
              + "x</ScaleFactor></V></VariableList>");
    }
  },
  ONE_COMMENT(FuzzTarget.SIMMODEL, "nothing to simulate") {
    @Override
    String text() {
      return simModel("<!--" + "<".repeat(9_900_000) + "-->");
    }
  },
  MANY_ATTRIBUTES(FuzzTarget.SIMMODEL, "") {
    @Override
    String text() {
      return simModel(repeated(1, i -> "<P " + repeated(900_000, k -> "a" + k + "='' ") + "/>"));
    }
  },
  TABLE_POINTS(FuzzTarget.PKML, "") {
    @Override
    String text() {
      String points =
          repeated(255_000, i -> "<P x='" + i + "' y='" + i % 3 + "' restartSolver='1'/>");
      return pkml(
          "<Parameter id='k' name='k' formula='t' persistable='1'/>"
              + "<MoleculeAmount id='A' name='A' value='1'/><MoleculeAmount id='B' name='B' value='1'/>"
              + "<Transport id='y' name='Y' formula='g' sourceAmount='A' targetAmount='B'/>",
          "<TableFormula id='t' useDerivedValues='1'><AllPoints>"
              + points
              + "</AllPoints></TableFormula>"
              + "<Formula id='g' formula='k'><Paths><Path path='0' as='1'/></Paths></Formula>",
          "<Map s='S|k' id='0'/><Map s='k' id='1'/>");
    }
  },
  TINY_PARAMETERS(FuzzTarget.SIMMODEL, "nothing to simulate") {
    @Override
    String text() {
      return simModel(
          "<ParameterList>"
              + repeated(560_000, i -> "<P id='" + (i + 1) + "'/>")
              + "</ParameterList>");
    }
  },
  TINY_SPECIES(FuzzTarget.SIMMODEL, "") {
    @Override
    String text() {
      return simModel(
          "<FormulaList><ExplicitFormula id='1'><Equation>1</Equation></ExplicitFormula></FormulaList>"
              + "<VariableList>"
              + repeated(
                  110_000,
                  i ->
                      "<V id='"
                          + (i + 1)
                          + "' value='1'><RHSFormulaList><RHSFormula id='1'/></RHSFormulaList></V>")
              + "</VariableList>"
              + OUTPUTS);
    }
  },
  EMPTY_CONTAINERS(FuzzTarget.PKML, "") {
    @Override
    String text() {
      return pkml(repeated(550_000, i -> "<C name='" + i + "'/>"), "", "");
    }
  },
  LONG_NAMES(FuzzTarget.PKML, "characters in all paths together") {
    @Override
    String text() {
      StringBuilder tree = new StringBuilder();
      String name = "n".repeat(20_000);
      for (int i = 0; i < 200; i++) {
        tree.append("<C name='").append(name).append("'><Children>");
      }
      tree.append(repeated(100_000, i -> "<Parameter name='" + i + "'/>"));
      return pkml(tree.append("</Children></C>".repeat(200)).toString(), "", "");
    }
  },
  LONG_SUM(FuzzTarget.FORMULA, "operators in a row") {
    @Override
    String text() {
      return "x" + "+x".repeat(2_500_000);
    }
  },
  NESTED_SUMS(FuzzTarget.FORMULA, "") {
    @Override
    String text() {
      String sum = '(' + "x+y*".repeat(2_400) + "k)";
      return sum + ("+" + sum).repeat(500);
    }
  },
  NESTED_BRACKETS(FuzzTarget.FORMULA, "levels of nesting in a formula") {
    @Override
    String text() {
      return "(".repeat(2_500_000) + "x" + ")".repeat(2_500_000);
    }
  },
  NESTED_CONDITIONALS(FuzzTarget.FORMULA, "levels of nesting in a formula") {
    @Override
    String text() {
      return "(x>1?1:".repeat(600_000) + "x" + ")".repeat(600_000);
    }
  },
  LONG_NAME_IN_FORMULA(FuzzTarget.FORMULA, "at position 0 of") {
    @Override
    String text() {
      return "z".repeat(5_000_000);
    }
  },
  LONG_NUMBER(FuzzTarget.FORMULA, "") {
    @Override
    String text() {
      return "1".repeat(2_000_000) + "." + "3".repeat(3_000_000) + "E-1999999";
    }
  },
  ONE_FORMULA_MANY_USERS(FuzzTarget.PKML, "operations in all formulas together") {
    @Override
    String text() {
      return pkml(
          repeated(100_000, i -> "<Parameter name='" + i + "' formula='f'/>"),
          "<Formula id='f' formula='" + ("(1" + "+1".repeat(9_000) + ")*").repeat(200) + "1'/>",
          "");
    }
  },
  MANY_REFERENCES_MANY_USERS(FuzzTarget.PKML, "references of all formulas together") {
    @Override
    String text() {
      return pkml(
          "<Parameter name='k' value='1'/>"
              + repeated(80_000, i -> "<Parameter name='" + i + "' formula='f'/>"),
          "<Formula id='f' formula='1'><Paths>"
              + repeated(80_000, i -> "<P path='0' as='" + (i + 1) + "'/>")
              + "</Paths></Formula>",
          "<Map s='S|k' id='0'/>"
              + repeated(80_000, i -> "<M s='a" + i + "' id='" + (i + 1) + "'/>"));
    }
  },
  SAME_REFERENCES_MANY_USERS(FuzzTarget.SIMMODEL, "references of all formulas together") {
    @Override
    String text() {
      return simModel(
          "<FormulaList><ExplicitFormula id='1'><Equation>1</Equation><ReferenceList>"
              + repeated(100_000, i -> "<R alias='a" + i + "' id='0'/>")
              + "</ReferenceList></ExplicitFormula></FormulaList><ParameterList>"
              + repeated(100_000, i -> "<P id='" + (i + 1) + "' formulaId='1'/>")
              + "</ParameterList>");
    }
  },
  DOUBLING_SUMS(FuzzTarget.SIMMODEL, "") {
    @Override
    String text() {
      return chain(3_000, "p+p");
    }
  },
  DOUBLING_PRODUCTS(FuzzTarget.SIMMODEL, "") {
    @Override
    String text() {
      return chain(3_000, "p*p-p");
    }
  },
  LONG_CHAIN(FuzzTarget.SIMMODEL, "") {
    @Override
    String text() {
      return chain(50_000, "p*0.999");
    }
  },
  LONG_CIRCLE(FuzzTarget.SIMMODEL, "the value depends on itself") {
    @Override
    String text() {
      int n = 50_000;
      return simModel(
          "<FormulaList>"
              + repeated(n, i -> reference(i + 1, "p", (i + 1) % n + 1))
              + "</FormulaList><ParameterList>"
              + repeated(n, i -> parameter(i + 1))
              + "</ParameterList>");
    }
  },
  FULL_JACOBIAN(FuzzTarget.SIMMODEL, "entries in the Jacobian") {
    @Override
    String text() {
      int n = 20_000;
      String sum = "x0" + repeated(9_999, i -> "+x" + (i + 1));
      return simModel(
          "<FormulaList><ExplicitFormula id='1'><Equation>"
              + sum
              + "</Equation><ReferenceList>"
              + repeated(10_000, i -> "<R alias='x" + i + "' id='" + (i + 1) + "'/>")
              + "</ReferenceList></ExplicitFormula>"
              + reference(2, "p", 100_001)
              + "</FormulaList><ParameterList><P id='100001' formulaId='1'/></ParameterList><VariableList>"
              + repeated(
                  n,
                  i ->
                      "<V id='"
                          + (i + 1)
                          + "' value='1'><RHSFormulaList><RHSFormula id='2'/></RHSFormulaList></V>")
              + "</VariableList>"
              + OUTPUTS);
    }
  },
  RANDOM_JACOBIAN(FuzzTarget.SIMMODEL, "entries in the factors") {
    @Override
    String text() {
      int n = 14_000;
      Random random = new Random(1);
      return simModel(
          "<FormulaList>"
              + repeated(
                  n,
                  i ->
                      "<ExplicitFormula id='"
                          + (i + 1)
                          + "'><Equation>a*b-c*d</Equation><ReferenceList>"
                          + repeated(
                              4,
                              k ->
                                  "<R alias='"
                                      + "abcd".charAt(k)
                                      + "' id='"
                                      + (1 + random.nextInt(n))
                                      + "'/>")
                          + "</ReferenceList></ExplicitFormula>")
              + "</FormulaList><VariableList>"
              + repeated(
                  n,
                  i ->
                      "<V id='"
                          + (i + 1)
                          + "' value='1'><RHSFormulaList><RHSFormula id='"
                          + (i + 1)
                          + "'/></RHSFormulaList></V>")
              + "</VariableList>"
              + OUTPUTS);
    }
  },
  CONSTANTS_BY_AND_BY(FuzzTarget.SIMMODEL, "") {
    @Override
    String text() {
      int n = 20_000;
      return simModel(
          "<FormulaList>"
              + repeated(n, i -> reference(i + 1, "p", i == 0 ? n + 1 : i))
              + "</FormulaList><ParameterList><P id='"
              + (n + 1)
              + "' value='0'/></ParameterList><VariableList>"
              + repeated(
                  n,
                  i ->
                      "<V id='"
                          + (i + 1)
                          + "' value='0'><RHSFormulaList><RHSFormula id='"
                          + (i + 1)
                          + "'/></RHSFormulaList></V>")
              + "</VariableList>"
              + OUTPUTS);
    }
  },
  MANY_EVENTS(FuzzTarget.SIMMODEL, "") {
    @Override
    String text() {
      return simModel(
          "<FormulaList>"
              + reference(1, "2*p", 1)
              + reference(2, "p", 0)
              + "<ExplicitFormula id='3'><Equation>T>1</Equation><ReferenceList><R alias='T' id='0'/></ReferenceList></ExplicitFormula>"
              + "</FormulaList><VariableList><V id='1' value='1'><RHSFormulaList><RHSFormula id='2'/></RHSFormulaList></V></VariableList>"
              + "<EventList>"
              + repeated(
                  60_000,
                  i ->
                      "<Event id='"
                          + (i + 10)
                          + "' conditionFormulaId='3' oneTime='1'><AssignmentList><A objectId='1' newFormulaId='1' useAsValue='1'/></AssignmentList></Event>"
                              .replace("<A ", "<Assignment "))
              + "</EventList>"
              + OUTPUTS);
    }
  },
  LONG_CONDITION(FuzzTarget.SIMMODEL, "") {
    @Override
    String text() {
      String condition = "T>0" + " OR T=1".repeat(9_000);
      String formula =
          "<ExplicitFormula id='%d'><Equation>%s</Equation><ReferenceList><R alias='T' id='0'/></ReferenceList></ExplicitFormula>";
      String sum = "1" + "+T".repeat(9_000);
      return simModel(
          "<FormulaList>"
              + formula.formatted(1, condition)
              + formula.formatted(2, sum)
              + formula.formatted(3, sum)
              + "</FormulaList><ParameterList><P id='2' value='1'/></ParameterList><VariableList><V id='1' value='1'><RHSFormulaList><RHSFormula id='2'/></RHSFormulaList></V></VariableList>"
              + "<EventList><Event id='9' conditionFormulaId='1'><AssignmentList><Assignment objectId='2' newFormulaId='2' useAsValue='0'/>"
              + "<Assignment objectId='2' newFormulaId='3' useAsValue='0'/></AssignmentList></Event></EventList>"
              + OUTPUTS);
    }
  },
  MANY_OUTPUT_TIMES(FuzzTarget.SIMMODEL, "output times") {
    @Override
    String text() {
      return simModel(
          "<OutputSchema><OutputIntervalList>"
              + ("<OutputInterval><StartTime>0</StartTime><EndTime>1</EndTime>"
                      + "<NumberOfTimePoints>900000</NumberOfTimePoints></OutputInterval>")
                  .repeat(50_000)
              + "</OutputIntervalList></OutputSchema>");
    }
  },
  MANY_RESULTS(FuzzTarget.SIMMODEL, "numbers in the results") {
    @Override
    String text() {
      return simModel(
          "<VariableList>"
              + repeated(100_000, i -> "<V id='" + (i + 1) + "' value='1'/>")
              + "</VariableList>"
              + OUTPUTS.replace(">3<", ">900000<"));
    }
  },
  WIDE_CSV(FuzzTarget.CSV, "") {
    @Override
    String text() {
      return "IndividualId,Time,ParameterPath,Value," + repeated(1_200_000, i -> i + ",") + "\n";
    }
  },
  SAME_COLUMNS_CSV(FuzzTarget.CSV, "there twice") {
    @Override
    String text() {
      return "IndividualId,Time,ParameterPath,Value" + ",".repeat(9_000_000);
    }
  },
  LONG_CSV(FuzzTarget.CSV, "") {
    @Override
    String text() {
      return "Time,IndividualId,ParameterPath,Value\n"
          + repeated(600_000, i -> (600_000 - i) + ",1,a,1\n");
    }
  },
  INDIVIDUALS_CSV(FuzzTarget.CSV, "") {
    @Override
    String text() {
      return "Time,IndividualId,ParameterPath,Value\n"
          + repeated(620_000, i -> "0," + i + ",a,1\n");
    }
  },
  QUOTES_CSV(FuzzTarget.CSV, "the header has no column") {
    @Override
    String text() {
      return "\"".repeat(9_900_000);
    }
  },
  ZIP_BOMB_DEPTH(FuzzTarget.PROJECT, "levels of nested XML elements") {
    @Override
    byte[] bytes() {
      return moBi(FuzzSeeds.zipped("<MoBiSimulation name='M'>" + "<a>".repeat(60_000_000)));
    }
  },
  ZIP_BOMB_ELEMENTS(FuzzTarget.PROJECT, "XML elements and attributes") {
    @Override
    byte[] bytes() {
      return moBi(
          FuzzSeeds.zipped(
              "<MoBiSimulation name='M'><Model><Root name='r'><Children>"
                  + "<C name='1' a='' b=''/>".repeat(8_000_000)));
    }
  },
  ZIP_BOMB_ATTRIBUTE(FuzzTarget.PROJECT, "bytes in one XML tag") {
    @Override
    byte[] bytes() {
      return moBi(FuzzSeeds.zipped("<MoBiSimulation name='" + "M".repeat(200_000_000)));
    }
  },
  ZIP_BOMB_TEXT(FuzzTarget.PROJECT, "bytes in one XML tag") {
    @Override
    byte[] bytes() {
      return moBi(FuzzSeeds.zipped("<MoBiSimulation name='M'>" + "M".repeat(200_000_000)));
    }
  },
  ZIP_BOMB_TOO_LONG(FuzzTarget.PROJECT, "bytes in one unpacked content") {
    @Override
    byte[] bytes() {
      return moBi(
          FuzzSeeds.zipped("<MoBiSimulation name='M'>" + "<!--1234567890-->".repeat(17_000_000)));
    }
  },
  MANY_SIMULATIONS_ONE_CONTENT(FuzzTarget.PROJECT, "bytes unpacked to list the simulations") {
    @Override
    byte[] bytes() {
      byte[] content =
          FuzzSeeds.zipped(
              "<MoBiSimulation name='M'>"
                  + ("<!--" + "x".repeat(1_000_000) + "-->").repeat(100)
                  + "</MoBiSimulation>");
      Object[][] entities = new Object[500][];
      Object[][] simulations = new Object[500][];
      for (int i = 0; i < entities.length; i++) {
        entities[i] = new Object[] {"m" + i, 1L};
        simulations[i] = new Object[] {"m" + i};
      }
      return new SqliteImage(8192)
          .table("ENTITIES", "Id TEXT, ContentId INT", entities)
          .table("SIMULATIONS", "SimulationId TEXT", simulations)
          .table("CONTENTS", "Id integer primary key, Data image", new Object[] {null, content})
          .bytes();
    }
  },
  WIDE_TABLE(FuzzTarget.PROJECT, "characters in the declaration of a table") {
    @Override
    byte[] bytes() {
      return new SqliteImage(512).table("ENTITIES", repeated(2_000_000, i -> "a,") + "b").bytes();
    }
  },
  LONG_NUMBER_LIST(FuzzTarget.PROJECT, "") {
    @Override
    byte[] bytes() {
      return results("[0" + ",0".repeat(4_500_000) + "]");
    }
  },
  SPREAD_COLUMNS(FuzzTarget.PROJECT, "numbers in the stored results") {
    @Override
    byte[] bytes() {
      String column = column("[0" + ",0".repeat(1_000_000) + "]");
      return moBi(
          FuzzSeeds.zipped(
              "<MoBiSimulation name='M'><Results><Columns><McBaseGrid id='g' baseGrid='g'>"
                  + column
                  + "</McBaseGrid>"
                  + repeated(
                      30_000,
                      i ->
                          "<C baseGrid='g'><QuantityInfo Path='"
                              + i
                              + "'/>"
                              + column("[0]")
                              + "</C>")
                  + "</Columns></Results></MoBiSimulation>"));
    }
  };

  private static final String OUTPUTS =
      "<OutputSchema><OutputIntervalList><OutputInterval><StartTime>0</StartTime><EndTime>1</EndTime>"
          + "<NumberOfTimePoints>3</NumberOfTimePoints></OutputInterval></OutputIntervalList></OutputSchema>";

  private final FuzzTarget target;
  private final String refusal;

  HugeFile(FuzzTarget target, String refusal) {
    this.target = target;
    this.refusal = refusal;
  }

  /** What reads it. */
  FuzzTarget target() {
    return target;
  }

  /** Part of the expected message; empty when the file may be accepted. */
  String refusal() {
    return refusal;
  }

  String text() {
    throw new UnsupportedOperationException(name() + " is not a text");
  }

  /** The file. */
  byte[] bytes() {
    return text().getBytes(StandardCharsets.UTF_8);
  }

  private static String repeated(int count, IntFunction<String> part) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < count; i++) {
      all.append(part.apply(i));
    }
    return all.toString();
  }

  private static String pkml(String tree, String formulas, String strings) {
    return "<SimulationTransfer version='18'><Simulation name='S'><Model name='S'><Root name='S'><Children>"
        + tree
        + "</Children></Root><FormulaCache><Formulas>"
        + formulas
        + "</Formulas><StringMap>"
        + strings
        + "</StringMap></FormulaCache></Model><SimulationConfiguration><SimulationSettings><OutputSchema>"
        + "<Children><OutputInterval name='i' startTime='0' endTime='300000' resolution='0.00001'/></Children>"
        + "</OutputSchema></SimulationSettings></SimulationConfiguration></Simulation></SimulationTransfer>";
  }

  private static String simModel(String content) {
    return "<Simulation version='4'>" + content.replace("T>", "T&gt;") + "</Simulation>";
  }

  private static String reference(int id, String equation, int quantity) {
    return "<ExplicitFormula id='"
        + id
        + "'><Equation>"
        + equation
        + "</Equation><ReferenceList><R alias='p' id='"
        + quantity
        + "'/></ReferenceList></ExplicitFormula>";
  }

  private static String parameter(int id) {
    return "<P id='" + id + "' path='M|p" + id + "' formulaId='" + id + "'/>";
  }

  /** Parameters that each depend on the one before, the last being the rate of a species. */
  private static String chain(int length, String equation) {
    int species = length + 1;
    return simModel(
        "<FormulaList>"
            + repeated(length, i -> reference(i + 1, equation, i == 0 ? species : i))
            + "</FormulaList><ParameterList>"
            + repeated(length, i -> parameter(i + 1))
            + "</ParameterList><VariableList><V id='"
            + species
            + "' value='1E-9'><RHSFormulaList><RHSFormula id='"
            + length
            + "'/></RHSFormulaList></V></VariableList>"
            + OUTPUTS);
  }

  private static String column(String numbers) {
    return "<Values>"
        + Base64.getEncoder().encodeToString(numbers.getBytes(StandardCharsets.UTF_8))
        + "</Values>";
  }

  private static byte[] moBi(byte[] content) {
    return new SqliteImage(4096)
        .table("ENTITIES", "Id TEXT, ContentId INT", new Object[] {"m", 1L})
        .table("SIMULATIONS", "SimulationId TEXT", new Object[] {"m"})
        .table("CONTENTS", "Id integer primary key, Data image", new Object[] {null, content})
        .bytes();
  }

  private static byte[] results(String numbers) {
    return moBi(
        FuzzSeeds.zipped(
            "<MoBiSimulation name='M'><Results><Columns><McBaseGrid id='g' baseGrid='g'>"
                + column(numbers)
                + "</McBaseGrid></Columns></Results></MoBiSimulation>"));
  }
}
