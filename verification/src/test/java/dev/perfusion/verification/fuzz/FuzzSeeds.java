package dev.perfusion.verification.fuzz;

import dev.perfusion.fixtures.DemoModel;
import dev.perfusion.fixtures.SqliteImage;
import dev.perfusion.verification.SharedFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Where fuzzing starts: small inputs written for this purpose, the demo model, and the files of the
 * shared folder when it is there (read where they are, never copied into the project).
 */
final class FuzzSeeds {
  private static final Pattern NAMES = Pattern.compile("</?[A-Za-z]+|[A-Za-z]+='");

  private static final String TREE =
      """
      <Parameter id='k' name='k' value='0.5'><Info flag='2'/></Parameter>
      <Parameter id='V' name='Volume' value='2' isFixedValue='1' formula='f'/>
      <Parameter id='t' name='T' formula='tab'/><Parameter id='tt' name='TT' formula='tabt'/>
      <Parameter id='to' name='TO' formula='tabo'/><Parameter id='tx' name='TX' formula='tabx'/>
      <Parameter id='r' name='R' value='1' rHSFormula='f'/>
      <DistributedParameter id='d' name='D' formula='n'><Children>
        <Parameter id='d1' name='Percentile' value='0.3'/><Parameter id='d2' name='Mean' value='7'/>
        <Parameter id='d3' name='Deviation' value='1'/></Children></DistributedParameter>
      <Container id='c' name='C'><Children>
        <MoleculeAmount id='A' name='A' value='1' persistable='1' scaleDivisor='10'/>
        <MoleculeAmount id='B' name='B' formula='f' negativeValuesAllowed='1'/>
        <Parameter id='v' name='Volume' value='3'/>
        <Observer id='o' name='O' formula='g' persistable='1'/></Children></Container>
      <Reaction id='x' name='X' formula='g' dimension='Concentration (molar) per time'>
        <Educts><ReactionPartner partner='A' stoichiometricCoefficient='2'/></Educts>
        <Products><ReactionPartner partner='B' stoichiometricCoefficient='1'/></Products></Reaction>
      <Transport id='y' name='Y' formula='g' sourceAmount='A' targetAmount='B'/>
      <Event id='e' name='E' formula='h' oneTime='1'><Children>
        <EventAssignment id='ea' name='EA' formula='f' changedEntity='k' useAsValue='1'>
        <ObjectPath path='6'/></EventAssignment></Children></Event>
      """;

  private static final String CACHE =
      """
      <FormulaCache><Formulas>
      <Formula id='f' formula='k*2+1'><Paths><Path path='0' as='1'/></Paths></Formula>
      <Formula id='g' formula='k*A'><Paths><Path path='0' as='1'/><Path path='2' as='3'/></Paths></Formula>
      <Formula id='h' formula='Time&gt;=1 AND (k&lt;3) ? 1 : 0'><Paths><Path path='0' as='1'/><TimePath alias='Time'/></Paths></Formula>
      <ConstantFormula id='c' value='3'/>
      <TableFormula id='tab' useDerivedValues='0'><AllPoints><ValuePoint x='0' y='1'/><ValuePoint x='2' y='3' restartSolver='1'/></AllPoints></TableFormula>
      <TableFormula id='tabt' useDerivedValues='1'><AllPoints><ValuePoint x='0' y='0'/><ValuePoint x='1' y='3'/><ValuePoint x='2' y='3'/></AllPoints></TableFormula>
      <TableFormulaWithOffset id='tabo' tableObjectAlias='T' offsetObjectAlias='k'><Paths><Path path='4' as='5'/><Path path='0' as='1'/></Paths></TableFormulaWithOffset>
      <TableFormulaWithXArgument id='tabx' tableObjectAlias='T' xArgumentAlias='k'><Paths><Path path='4' as='5'/><Path path='0' as='1'/></Paths></TableFormulaWithXArgument>
      <NormalDistributionFormula id='n'/><LogNormalDistributionFormula id='ln'/>
      <UniformDistributionFormula id='u'/><DiscreteDistributionFormula id='dd'/><SumFormula id='s'/>
      </Formulas><StringMap><Map s='S|k' id='0'/><Map s='k' id='1'/><Map s='S|C|A' id='2'/><Map s='A' id='3'/>
      <Map s='S|T' id='4'/><Map s='T' id='5'/><Map s='S|k' id='6'/></StringMap></FormulaCache>
      """;

  private static final String SETTINGS =
      """
      <Solver id='so' name='CVODES'><Children><Parameter id='s1' name='Absolute tolerance' value='1E-10'/>
      <Parameter id='s2' name='Relative tolerance' value='1E-05'/><Parameter id='s3' name='MxStep' value='5000'/>
      <Parameter id='s4' name='CheckForNegativeValues' value='0'/></Children></Solver>
      <OutputSchema id='os' name='Output schema'><Children><OutputInterval id='oi' name='I'><Children>
      <Parameter id='i1' name='Start time' value='0'/><Parameter id='i2' name='End time' value='2'/>
      <Parameter id='i3' name='Resolution' value='2'/></Children></OutputInterval></Children>
      <TimePoints><TimePoint>1.5</TimePoint></TimePoints></OutputSchema>
      <OutputSelections><QuantitySelection path='C|A' quantityType='Drug'/></OutputSelections>
      """;

  private static final String PKML =
      "<?xml version='1.0' encoding='utf-8'?><SimulationTransfer version='18'><Simulation name='S'>"
          + "<SimulationConfiguration><SimulationSettings>"
          + SETTINGS
          + "</SimulationSettings></SimulationConfiguration>"
          + model("Model")
          + "</Simulation></SimulationTransfer>";

  private static final String CSV =
      """
      # comment
      IndividualId,Gender,Organism|Weight [kg],"Organism|Liver|Volume",Time,ParameterPath,Value
      1,1,70.5,2.3,0,"a|b",1
      2,2,61,NaN,1.5,a|b,2
      """;

  private static final List<String> FORMULAS =
      List.of(
          "k*x-y/(1+T)",
          "Time > 1 AND NOT (x <= 2) OR k<>3 ? EXP(-k*Time) : LN(x)+SQRT(y)",
          "MIN(x;y)^MAX(k;2)-POW(x;-1)",
          "1E-3+0x1p4+inf+nan+PI+E",
          "GEQ(x;1)*LEQ(y;2)+EQ(T;2)+NEQ(k;1)",
          "(((x+y)+(x+y))*((x+y)-(x+y)))/0",
          "ACOS(x)+ASIN(y)+ATAN(k)+COSH(T)+SINH(x)+TANH(y)+TAN(k)+LOG10(x)");

  private FuzzSeeds() {}

  /** All seeds of a target by name; those of the shared folder only while it is there. */
  static Map<String, byte[]> of(FuzzTarget target) {
    Map<String, byte[]> seeds = new LinkedHashMap<>();
    switch (target) {
      case PKML -> {
        seeds.put("small.pkml", utf8(PKML));
        seeds.put("old.pkml", utf8(PKML.replace("version='18'", "version='5'")));
        seeds.put("demo.pkml", DemoModel.bytes());
        shared(seeds, "models/pkml", ".pkml");
      }
      case SIMMODEL -> {
        for (int i = 0; i < 8; i++) {
          seeds.put("chosen-" + i + ".xml", utf8(new ChosenModel(bytes(i, 400)).xml()));
        }
        shared(seeds, "models/simmodel", ".xml");
      }
      case PROJECT -> {
        seeds.put("small.pksim5", pkSim());
        seeds.put("small.mbp3", moBi());
        shared(seeds, "models/projects", "");
        shared(seeds, "models/projects/negative", "");
      }
      case CSV -> {
        seeds.put("all.csv", utf8(CSV));
        seeds.put("semicolon.csv", utf8(CSV.replace(',', ';')));
        seeds.put("wide.csv", utf8("Time,\"S|A\"\n0,1\n1,-2.5E-3\n2,Infinity\n"));
        seeds.put("long.csv", utf8("IndividualId,Time [h],A [\u00b5mol]\n0,0,1\n0,1,2\n1,0,1\n"));
        shared(seeds, "models/population", ".csv");
      }
      case FORMULA -> FORMULAS.forEach(f -> seeds.put("formula-" + seeds.size(), utf8(f)));
      case MODEL -> {
        for (int i = 0; i < 16; i++) {
          seeds.put("choices-" + i, bytes(100 + i, 300));
        }
      }
    }
    return seeds;
  }

  /** Names of elements and attributes and other words of a format, for the mutator. */
  static Set<String> words(FuzzTarget target) {
    Set<String> words =
        new TreeSet<>(
            List.of("NaN", "INF", "1E308", "-1", "0", "1e-320", "2147483647", "..|", "|", "&#x1;"));
    if (target == FuzzTarget.PKML || target == FuzzTarget.PROJECT) {
      addNames(words, PKML);
      words.addAll(List.of("TimePath", "ParentPath", "IndividualSimulation", "MoBiSimulation"));
    }
    if (target == FuzzTarget.SIMMODEL) {
      addNames(words, new ChosenModel(bytes(0, 400)).xml());
      addNames(words, "<RHSFormulaList><ScaleFactor><XArgument><Table><Offset><OutputTime>");
    }
    if (target != FuzzTarget.CSV) {
      words.addAll(List.of("AND", "OR", "NOT(", "MIN(", "EXP(", "LN(", "POW(", "?", ":", "<>"));
    } else {
      words.addAll(List.of("IndividualId", "Time", "ParameterPath", "Value", "\"\"", " [h]", ";"));
    }
    return words;
  }

  private static void addNames(Set<String> words, String xml) {
    Matcher matcher = NAMES.matcher(xml);
    while (matcher.find()) {
      words.add(matcher.group());
    }
  }

  private static byte[] bytes(long seed, int count) {
    byte[] bytes = new byte[count];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void shared(Map<String, byte[]> seeds, String folder, String ending) {
    for (Path file : SharedFolder.files(folder, ending)) {
      if (Files.isRegularFile(file)) {
        try {
          seeds.put(file.getFileName().toString(), Files.readAllBytes(file));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private static String model(String tag) {
    return "<%1$s id='m' name='S'><Root id='root' name='S'><Children>%2$s</Children></Root>%3$s</%1$s>"
        .formatted(tag, TREE, CACHE);
  }

  private static byte[] pkSim() {
    String individual =
        "<IndividualSimulation id='s' name='S' version='3' resultsVersion='3' xmlVersion='81'>"
            + model("Model")
            + "<Settings>"
            + SETTINGS
            + "</Settings></IndividualSimulation>";
    String population =
        "<PopulationSimulation id='p' name='P' version='1' resultsVersion='0' xmlVersion='79'>"
            + model("Model")
            + "<ParameterValuesCache><AllParameterValues><ParameterValues parameterPath='k'><Values>"
            + Base64.getEncoder().encodeToString(utf8("[1,\"NaN\",3]"))
            + "</Values></ParameterValues></AllParameterValues></ParameterValuesCache>"
            + "</PopulationSimulation>";
    return new SqliteImage(2048)
        .table(
            "BUILDING_BLOCKS",
            "Id TEXT, Name TEXT, ContentId INT, primary key (Id)",
            row("s", "S", 1L),
            row("p", "P", 2L))
        .table(
            "SIMULATIONS",
            "SimulationId TEXT, SimulationMode TEXT, DataRepositoryId TEXT, SimulationResultsId INT",
            row("s", "Individual", null, 1L),
            row("p", "Population", null, null))
        .table(
            "CONTENTS",
            "Id integer primary key, Data image",
            row(null, zipped(individual)),
            row(null, utf8(population)))
        .table("SIMULATION_RESULTS", "Id integer primary key, TimeId INT", row(null, 2L))
        .table(
            "INDIVIDUAL_RESULTS",
            "Id integer primary key, IndividualId INT, SimulationResultsId INT",
            row(null, 0L, 1L))
        .table(
            "INDIVIDUAL_RESULTS_QUANTITY_VALUES",
            "IndividualResultsId INT, QuantityValuesId INT",
            row(1L, 1L))
        .table(
            "QUANTITY_VALUES",
            "Id integer primary key, QuantityPath TEXT, Data image",
            row(null, "C|A", utf8("[8,0.1]")),
            row(null, "Time", floats(0, 2)))
        .bytes();
  }

  private static byte[] moBi() {
    String values = "<Values>" + Base64.getEncoder().encodeToString(floats(0, 1)) + "</Values>";
    String xml =
        "<MoBiSimulation id='m' name='M' hasUpToDateResults='1' version='19'>"
            + "<SimulationConfiguration><SimulationSettings>"
            + SETTINGS
            + "</SimulationSettings></SimulationConfiguration>"
            + model("Model")
            + "<Results><Columns><McBaseGrid id='g' baseGrid='g'>"
            + values
            + "</McBaseGrid><McDataColumn id='c' baseGrid='g'><QuantityInfo Path='S|C|A'/>"
            + values
            + "</McDataColumn></Columns></Results></MoBiSimulation>";
    return new SqliteImage(2048)
        .table(
            "ENTITIES",
            "Id TEXT, Discriminator TEXT, ContentId INT",
            row("m", "MoBiSimulation", 1L))
        .table("SIMULATIONS", "SimulationId TEXT", row("m", null))
        .table("CONTENTS", "Id integer, Data image, primary key (Id)", row(null, utf8(xml)))
        .bytes();
  }

  private static Object[] row(Object... values) {
    return values;
  }

  private static byte[] floats(float... values) {
    ByteBuffer buffer = ByteBuffer.allocate(28 + 4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put((byte) 0).putInt(1).putInt(-1).putInt(1).putInt(0).put((byte) 15);
    buffer.putInt(1).putInt(values.length).put((byte) 11);
    for (float value : values) {
      buffer.putFloat(value);
    }
    return buffer.put((byte) 11).array();
  }

  /** A zip entry as a project holds it: local header and packed data, no directory. */
  static byte[] zipped(String xml) {
    byte[] plain = utf8(xml);
    CRC32 crc = new CRC32();
    crc.update(plain);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater =
        new DeflaterOutputStream(packed, new Deflater(Deflater.BEST_COMPRESSION, true))) {
      deflater.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ByteBuffer entry = ByteBuffer.allocate(31 + packed.size()).order(ByteOrder.LITTLE_ENDIAN);
    entry.putInt(0, 0x04034b50).putShort(8, (short) 8).putInt(14, (int) crc.getValue());
    entry.putInt(18, -1).putInt(22, -1).putShort(26, (short) 1);
    entry.position(30);
    return entry.put((byte) 'N').put(packed.toByteArray()).array();
  }
}
