package dev.perfusion.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perfusion.engine.Results;
import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.io.ProjectSimulation.Kind;
import dev.perfusion.engine.model.Model;
import dev.perfusion.fixtures.SqliteImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Project files with the model dA/dt = -k A, written for this test in the layouts that occur. */
class ProjectTest {
  @TempDir Path folder;

  // A falls from 8 by k = 0.5 / min; the parameter T is a state that refers to itself.
  private static String pkSimModel(String name, String element, String formulas) {
    return """
        <%2$s id="m" name="%1$s"><Root id="r" name="%1$s" containerType="Simulation"><Children>
        <Organism id="o" name="Organism"><Children>
          <Para id="k" name="k" default="NaN" formula="f9" value="0.5" %4$s="1"><Info flag="2"/></Para>
          <Para id="x" name="x" value="4"/>
          <Para id="t" name="T" value="3" rhs="fT"/>
          <DistPara id="d" name="Height" formula="fD"><Children>
            <Para id="d1" name="Percentile" value="0.5"/><Para id="d2" name="Mean" value="17"/>
            <Para id="d3" name="Deviation" value="1"/></Children></DistPara>
          <MoleculeAmount id="a" name="A" value="8" isFixedValue="0" persistable="1"/>
          <MoleculeAmount id="b" name="B" value="0" isFixedValue="0" persistable="0"/>
          <Organ id="pv" name="PeripheralVenousBlood"><Children>
            <Container id="pa" name="A"><Children>
              <Observer id="po" name="Plasma (Peripheral Venous Blood)" formula="fO"
                quantityType="Drug, Observer"/></Children></Container></Children></Organ>
          <Transport id="tr" name="loss" formula="fR" sourceAmount="a" targetAmount="b"/>
          <Event id="e" name="E" formula="fE" oneTime="1"><Children>
            <EventAssignment id="ea" name="set" objectPath="%1$s|Organism|x" changedEntity="x"
              formula="fS" useAsValue="1"/></Children></Event>
        </Children></Organism></Children></Root>%3$s</%2$s>
        """
        .formatted(name, element, formulas, element.equals("Model") ? "isFixedValue" : "fix");
  }

  private static final String FORMULAS =
      """
      <FormulaCache><Formulas>
        <Formula id="f9" formula="99"/>
        <Formula id="fR" formula="k*A"><Paths><Path path="0" as="1"/><Path path="2" as="3"/></Paths></Formula>
        <Formula id="fT" formula="-T/2"><Paths><Path path="6" as="7"/></Paths></Formula>
        <Formula id="fO" formula="A+x"><Paths><Path path="4" as="3"/><Path path="5" as="8"/></Paths></Formula>
        <Formula id="fE" formula="Time=1"><Paths><TimePath/></Paths></Formula>
        <Formula id="fS" formula="5"/>
        <NormalDistributionFormula id="fD"/>
      </Formulas><StringMap>
        <Map s="..|k" id="0"/><Map s="k" id="1"/><Map s="..|A" id="2"/><Map s="A" id="3"/>
        <Map s="S|Organism|A" id="4"/><Map s="S|Organism|x" id="5"/><Map s="..|T" id="6"/>
        <Map s="T" id="7"/><Map s="x" id="8"/>
      </StringMap></FormulaCache>
      """;

  private static final String SETTINGS =
      """
      <Solver id="so" name="CVODES"><Children>
        <Para id="s1" name="Absolute tolerance" value="1E-10"/>
        <Para id="s2" name="Relative tolerance" value="1E-05"/>
        <Para id="s3" name="CheckForNegativeValues" value="0"/></Children></Solver>
      <OutputSchema id="os" name="Output schema"><Children>
        <OutputInterval id="oi" name="I"><Children><Para id="i1" name="Start time" value="0"/>
          <Para id="i2" name="End time" value="2"/><Para id="i3" name="Resolution" value="2"/>
        </Children></OutputInterval></Children></OutputSchema>
      <OutputSelections/>
      """;

  private static final String DECOY =
      "<UsedBuildingBlocks><UsedBuildingBlock><Individual><Root id=\"r\" name=\"S\"/><FormulaCache/>"
          + "</Individual></UsedBuildingBlock>%s</UsedBuildingBlocks>";

  private static String individual(int versionOfResults) {
    return "\ufeff<IndividualSimulation id=\"s\" name=\"S\" version=\"3\" resultsVersion=\""
        + versionOfResults
        + "\" xmlVersion=\"81\"><Root name=\"ROOT\"/>"
        + DECOY.formatted("")
        + pkSimModel("S", "Model", FORMULAS)
        + "<Settings>"
        + SETTINGS
        + "</Settings></IndividualSimulation>";
  }

  private static String population() {
    String values =
        "<ParameterValuesCache><AllParameterValues>"
            + values("Organism|k", doubles(0.5, 1, 2))
            + values("Organism|x", doubles(1, 2, 3))
            + "</AllParameterValues></ParameterValuesCache>";
    String block =
        "<UsedBuildingBlock><RandomPopulation><IndividualValuesCache><IndividualIds>"
            + Base64.getEncoder().encodeToString("[4,5,7]".getBytes(StandardCharsets.UTF_8))
            + "</IndividualIds>"
            + values
            + "</IndividualValuesCache></RandomPopulation></UsedBuildingBlock>";
    return "<PopulationSimulation id=\"p\" name=\"P\" version=\"1\" resultsVersion=\"0\""
        + " xmlVersion=\"79\">"
        + pkSimModel("P", "Model", FORMULAS.replace("S|Org", "P|Org"))
        + "<SimulationSettings>"
        + SETTINGS
        + "</SimulationSettings>"
        + DECOY.formatted(block)
        + "<ParameterValuesCache><AllParameterValues>"
        + values("Organism|x", doubles(7, 8, 9))
        + "</AllParameterValues></ParameterValuesCache></PopulationSimulation>";
  }

  private static String values(String path, byte[] array) {
    return "<ParameterValues parameterPath=\""
        + path
        + "\"><Values>"
        + Base64.getEncoder().encodeToString(array)
        + "</Values></ParameterValues>";
  }

  private static byte[] doubles(double... values) {
    ByteBuffer buffer = head(28 + 8 * values.length, values.length, 6);
    for (double value : values) {
      buffer.putDouble(value);
    }
    return buffer.put((byte) 11).array();
  }

  private static byte[] floats(float... values) {
    ByteBuffer buffer = head(28 + 4 * values.length, values.length, 11);
    for (float value : values) {
      buffer.putFloat(value);
    }
    return buffer.put((byte) 11).array();
  }

  private static ByteBuffer head(int size, int count, int type) {
    ByteBuffer buffer = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put((byte) 0).putInt(1).putInt(-1).putInt(1).putInt(0).put((byte) 15);
    return buffer.putInt(1).putInt(count).put((byte) type);
  }

  private static byte[] zipped(String xml) {
    byte[] plain = xml.getBytes(StandardCharsets.UTF_8);
    CRC32 crc = new CRC32();
    crc.update(plain);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater =
        new DeflaterOutputStream(packed, new Deflater(Deflater.BEST_SPEED, true))) {
      deflater.write(plain);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    ByteBuffer entry = ByteBuffer.allocate(34 + packed.size()).order(ByteOrder.LITTLE_ENDIAN);
    entry.putInt(0, 0x04034b50).putShort(8, (short) 8).putInt(14, (int) crc.getValue());
    entry.putInt(18, -1).putInt(22, -1).putShort(26, (short) 4);
    entry.position(30);
    return entry.put("Name".getBytes(StandardCharsets.US_ASCII)).put(packed.toByteArray()).array();
  }

  /** Simulation S of an individual with results, and P of a population without. */
  private static byte[] pkSim(int versionOfResults) {
    byte[] json = "[8,\"NaN\",0.1]".getBytes(StandardCharsets.UTF_8);
    return new SqliteImage(2048)
        .table("PROJECTS", "Id integer primary key, Version INT", row(null, 81L))
        .table(
            "BUILDING_BLOCKS",
            "Id TEXT not null, Name TEXT, ContentId INT, primary key (Id)",
            row("x", "Drug", 1L),
            row("s", "S", 2L),
            row("p", "P", 3L))
        .table(
            "SIMULATIONS",
            "SimulationId TEXT, SimulationMode TEXT, DataRepositoryId TEXT, SimulationResultsId INT",
            row("s", "Individual", null, 1L),
            row("p", "Population", "gone", 2L))
        .table("DATA_REPOSITORIES", "Id TEXT, Name TEXT, ContentId INT")
        .table(
            "CONTENTS",
            "Id integer primary key autoincrement, Data image",
            row(null, null),
            row(null, zipped(individual(versionOfResults))),
            row(null, population().getBytes(StandardCharsets.UTF_8)))
        .table(
            "SIMULATION_RESULTS",
            "Id integer primary key, TimeId INT",
            row(null, 3L),
            row(null, null))
        .table(
            "INDIVIDUAL_RESULTS",
            "Id integer primary key, IndividualId INT, TimeId INT, SimulationResultsId INT",
            row(null, 0L, 3L, 1L))
        .table(
            "INDIVIDUAL_RESULTS_QUANTITY_VALUES",
            "IndividualResultsId INT, QuantityValuesId INT",
            row(1L, 1L),
            row(1L, 2L))
        .table(
            "QUANTITY_VALUES",
            "Id integer primary key, QuantityPath TEXT, ColumnId TEXT, Data image",
            row(null, "Organism|B", "c", floats(6)),
            row(null, "Organism|A", "c", json),
            row(null, "Time", "c", floats(0, 0.5f, 2)))
        .bytes();
  }

  private static Object[] row(Object... values) {
    return values;
  }

  private static byte[] moBi(boolean withModel) {
    String model =
        pkSimModel("M", "Model", FORMULAS.replace("S|Org", "M|Org"))
            .replace("DistPara", "DistributedParameter")
            .replace("Para ", "Parameter ")
            .replace("</Para>", "</Parameter>")
            .replace("rhs=", "rHSFormula=");
    String xml =
        "\ufeff<MoBiSimulation id=\"m\" name=\"M\" hasUpToDateResults=\"1\" version=\"19\">"
            + "<SimulationConfiguration><SimulationSettings>"
            + SETTINGS.replace("Para ", "Parameter ")
            + "</SimulationSettings></SimulationConfiguration>"
            + (withModel
                ? model
                : "<Model name=\"M\"><Root id=\"r\" name=\"M\"><Children/></Root></Model>")
            + "<Results><Columns><McBaseGrid id=\"g\" baseGrid=\"g\"><QuantityInfo Path=\"Time\"/>"
            + array(floats(0, 1))
            + "</McBaseGrid><McDataColumn id=\"c\" baseGrid=\"g\"><QuantityInfo Path=\"Old|Organism|A\"/>"
            + array(floats(8, 4))
            + "</McDataColumn></Columns></Results></MoBiSimulation>";
    return new SqliteImage(2048)
        .table(
            "ENTITIES",
            "Id TEXT, Discriminator TEXT, ContentId INT",
            row("m", "MoBiSimulation", 1L))
        .table("SIMULATIONS", "SimulationId TEXT", row("m", null))
        .table("CONTENTS", "Id integer, Data image, primary key (Id)", row(null, zipped(xml)))
        .bytes();
  }

  private static String array(byte[] values) {
    return "<Values>" + Base64.getEncoder().encodeToString(values) + "</Values>";
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("project.pksim5"), bytes);
  }

  private static void assertRefused(ThrowingCallable call, String... parts) {
    assertThatThrownBy(call)
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("project.pksim5")
        .hasMessageContainingAll(parts);
  }

  @Test
  void listsSimulations() throws IOException {
    try (Project project = Project.open(file(pkSim(3)))) {
      assertThat(project.program()).isEqualTo("PK-Sim");
      assertThat(project.simulations())
          .containsExactly(
              new ProjectSimulation("S", Kind.INDIVIDUAL, true, true),
              new ProjectSimulation("P", Kind.POPULATION, false, false));
    }
    try (Project project = Project.open(file(pkSim(2)))) {
      assertThat(project.simulation("S").current()).as("changed after the run").isFalse();
    }
    try (Project project = Project.open(file(moBi(true)))) {
      assertThat(project.program()).isEqualTo("MoBi");
      assertThat(project.simulations())
          .containsExactly(new ProjectSimulation("M", Kind.INDIVIDUAL, true, true));
    }
  }

  @Test
  void runsThePkSimDialect() throws IOException {
    Results results = Simulation.load(file(pkSim(3)), "S").newRun().execute();

    assertThat(results.times()).containsExactly(0, 0.5, 1, 1.5, 2);
    assertThat(results.series())
        .as("nothing is selected: what PK-Sim stores anyway")
        .extracting(s -> s.quantity().path())
        .containsExactly("Organism|PeripheralVenousBlood|A|Plasma (Peripheral Venous Blood)");
    double[] values = results.series().get(0).values();
    for (int i = 0; i < values.length; i++) {
      double t = results.times()[i];
      assertThat(values[i])
          .as("A + x, with x set to 5 after the output at 1 min")
          .isCloseTo(
              8 * Math.exp(-t / 2) + (t > 1 ? 5 : 4), org.assertj.core.api.Assertions.within(1e-3));
    }
  }

  @Test
  void readsThePkSimDialect() throws IOException {
    Model model = ModelReader.read(file(pkSim(3)), "S");

    assertThat(model.format()).isEqualTo("PK-Sim project 81");
    assertThat(model.warnings()).isEmpty();
    assertThat(model.solver().checkNegativeValues()).isFalse();
    assertThat(model.solver().relTol()).isEqualTo(1e-5);
    assertThat(model.species())
        .extracting(s -> s.path())
        .containsExactly("S|Organism|T", "S|Organism|A", "S|Organism|B");
    Simulation simulation = Simulation.of(model);
    assertThat(simulation.newRun().value("Organism|k")).as("fixed beats formula").isEqualTo(0.5);
    assertThat(simulation.newRun().value("Organism|Height")).isEqualTo(17);
  }

  @Test
  void readsTheLayoutOfPkSim5() {
    String xml =
        "<IndividualSimulation id=\"s\" name=\"S\" version=\"1\" xmlVersion=\"22\">"
            + "<Root id=\"x\" name=\"ROOT\"><Children><SimulationSolverSettings id=\"y\" name=\"S\">"
            + "<Children><Para id=\"1\" name=\"Relative tolerance\" value=\"1E-3\"/></Children>"
            + "</SimulationSolverSettings><SimulationOutput id=\"z\" name=\"O\"><Children>"
            + "<SimulationInterval id=\"i\" name=\"I\"><Children>"
            + "<Para id=\"2\" name=\"Start time\" value=\"0\"/>"
            + "<Para id=\"3\" name=\"EndTime\" fix=\"1\" value=\"120\"/>"
            + "<Para id=\"4\" name=\"Resolution\" value=\"4\"/>"
            + "</Children></SimulationInterval></Children></SimulationOutput></Children></Root>"
            + DECOY.formatted("")
            + pkSimModel("S", "PKSimModel", "")
            + FORMULAS
            + "</IndividualSimulation>";

    Model model = ModelReader.read(xml, "old.xml");

    assertThat(model.warnings()).singleElement().asString().contains("version 22 is older than 68");
    assertThat(model.outputs().outputTimes()).hasSize(9).endsWith(105, 120);
    assertThat(model.solver().relTol()).isEqualTo(1e-3);
    assertThat(model.solver().checkNegativeValues()).as("there was no check").isFalse();
    assertThat(model.species())
        .filteredOn(s -> s.persistable())
        .extracting(s -> s.name())
        .containsExactly("A");
  }

  @Test
  void readsMoBi() throws IOException {
    Path file = file(moBi(true));
    Simulation simulation = Simulation.load(file);

    assertThat(simulation.name()).isEqualTo("M");
    assertThat(simulation.model().format()).isEqualTo("MoBi project 19");
    try (Project project = Project.open(file)) {
      StoredResults stored = project.storedResults(null);
      assertThat(stored.times()).containsExactly(0, 1);
      assertThat(stored.individuals())
          .singleElement()
          .satisfies(
              one -> {
                assertThat(one.paths()).as("renamed since the run").containsExactly("M|Organism|A");
                assertThat(one.values()[0]).containsExactly(8, 4);
              });
    }
  }

  @Test
  void readsStoredResults() throws IOException {
    try (Project project = Project.open(file(pkSim(3)))) {
      StoredResults stored = project.storedResults("S");

      assertThat(stored.current()).isTrue();
      assertThat(stored.times()).containsExactly(0, 0.5, 2);
      StoredResults.Individual one = stored.individuals().get(0);
      assertThat(one.id()).isZero();
      assertThat(one.paths()).containsExactly("S|Organism|A", "S|Organism|B");
      assertThat(one.values()[0]).containsExactly(8, Double.NaN, 0.1f);
      assertThat(one.values()[1]).as("a constant is stored once").containsExactly(6, 6, 6);
      assertRefused(() -> project.storedResults("P"), "simulation P", "holds no results");
    }
  }

  @Test
  void readsIndividuals() throws IOException {
    try (Project project = Project.open(file(pkSim(3)))) {
      Individuals individuals = project.individuals("P");

      assertThat(individuals.ids()).containsExactly(4, 5, 7);
      assertThat(individuals.paths()).containsExactly("Organism|k", "Organism|x");
      assertThat(individuals.values()[0]).containsExactly(0.5, 1, 2);
      assertThat(individuals.values()[1]).as("the simulation's own").containsExactly(7, 8, 9);
      assertThat(individuals.warnings()).isEmpty();
      assertRefused(() -> project.individuals("S"), "simulation S", "one individual");
    }
  }

  @Test
  void namesTheSimulationsWhenTheChoiceIsNotClear() throws IOException {
    Path file = file(pkSim(3));

    assertRefused(() -> Simulation.load(file), "several simulations", "\"S\", \"P\"");
    assertRefused(() -> Simulation.load(file, "Q"), "no simulation \"Q\"", "\"S\", \"P\"");
  }

  @Test
  void refusesProjectsWithoutAModel() throws IOException {
    byte[] none =
        new SqliteImage(2048)
            .table("ENTITIES", "Id TEXT, Discriminator TEXT, ContentId INT")
            .table("SIMULATIONS", "SimulationId TEXT")
            .bytes();
    assertRefused(() -> Simulation.load(file(none)), "MoBi project has no simulation");
    assertRefused(() -> Simulation.load(file(moBi(false))), "simulation M", "no equations");
    byte[] other = new SqliteImage(2048).table("T", "A TEXT").bytes();
    assertRefused(() -> Simulation.load(file(other)), "no PK-Sim or MoBi project");
  }

  @Test
  void contentsThatAreCutOffSaySoWithoutNamesOfClasses() throws IOException {
    byte[] whole = zipped(individual(3));
    for (int length = 1; length < whole.length; length += 1 + length / 9) {
      byte[] cut = Arrays.copyOf(whole, length);
      Path file =
          file(
              new SqliteImage(2048)
                  .table("ENTITIES", "Id TEXT, ContentId INT", row("m", 1L))
                  .table("SIMULATIONS", "SimulationId TEXT", row("m", null))
                  .table("CONTENTS", "Id integer primary key, Data image", row(null, cut))
                  .bytes());

      assertThatThrownBy(() -> Project.open(file))
          .isInstanceOf(ModelFormatException.class)
          .hasMessageContaining("project.pksim5")
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain("Exception", "java."));
    }
  }

  @Test
  void noticesDamageInsideOfAContent() throws IOException {
    byte[] packed = zipped(individual(3));
    packed[14] ^= 1;
    assertThatThrownBy(
            () ->
                ModelReader.read(
                    ProjectContent.open(packed, r -> new ModelFormatException("f", "", r)), "f"))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("checksum");
  }

  @Test
  void leavesTheFileAsItIs() throws IOException {
    byte[] bytes = pkSim(3);
    Path file = file(bytes);
    assertThat(file.toFile().setReadOnly()).isTrue();

    try (Project project = Project.open(file)) {
      project.model("P");
      project.storedResults("S");
      project.individuals("P");
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    assertThat(folder.toFile().list()).containsExactly("project.pksim5");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void damageEndsInAnErrorThatNamesTheFile(long seed) {
    Random random = new Random(seed);
    List<byte[]> projects = List.of(pkSim(3), moBi(true));
    int[] refused = new int[1];
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          for (int run = 0; run < 50; run++) {
            byte[] damaged = projects.get(run % 2).clone();
            for (int i = random.nextInt(10); i >= 0; i--) {
              damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            Path file = file(damaged);
            try (Project project = Project.open(file)) {
              for (ProjectSimulation simulation : project.simulations()) {
                project.model(simulation.name());
                if (simulation.storedResults()) {
                  project.storedResults(simulation.name());
                }
                if (simulation.kind() == Kind.POPULATION) {
                  project.individuals(simulation.name());
                }
              }
            } catch (ModelFormatException e) {
              assertThat(e).hasMessageStartingWith(file.toString());
              refused[0]++;
            }
          }
        });
    assertThat(refused[0]).as("some damage is found").isPositive();
  }
}
