package dev.perfusion.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perfusion.engine.model.Event;
import dev.perfusion.engine.model.Formula;
import dev.perfusion.engine.model.Model;
import dev.perfusion.engine.model.OutputSchema;
import dev.perfusion.engine.model.Parameter;
import dev.perfusion.engine.model.Quantity;
import dev.perfusion.engine.model.RateTerm;
import dev.perfusion.engine.model.Species;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The public models in the shared folder: sizes of the flat model as published in the notes. Every
 * reference of a file is resolved while it is read, so that a file that reads has none unresolved.
 */
class SharedModelsTest {
  private static final Set<String> SOLVER_PARAMETERS =
      Set.of("AbsTol", "RelTol", "H0", "HMin", "HMax", "MxStep", "UseJacobian");

  @ParameterizedTest
  @CsvSource({
    // file, species, parameters, observers, events, assignments, tables
    "RemoveBelowAbsTolTest,2,8,3,0,0,0",
    "S1_concentrBased,70,232,4,0,0,0",
    "concentration_based,0,4,0,0,0,0",
    "not_ok_sim,126,647,11,6,28,0",
    "run,1,21,0,0,0,0",
    "simple,5,29,8,0,0,1",
    "simple_simulation,150,2944,197,1,1,0",
    "warnings,0,9,6,0,0,0"
  })
  void pkmlSizes(
      String name,
      int species,
      int parameters,
      int observers,
      int events,
      int assignments,
      int tables) {
    Model model = read("pkml/" + name + ".pkml");

    assertThat(model.species()).hasSize(species);
    assertThat(model.parameters()).hasSize(parameters);
    assertThat(model.observers()).hasSize(observers);
    assertThat(model.events()).hasSize(events);
    assertThat(assignments(model)).isEqualTo(assignments);
    assertThat(count(model, Formula.Table.class)).isEqualTo(tables);
    assertConsistent(model);
  }

  @ParameterizedTest
  @CsvSource({
    // file, species, parameters, observers, events, assignments, tables, with offset, with argument
    "12.0_Brockmoller2005_CPA,295,4967,457,2,5,3,1,14",
    "AdultPopulation,264,4410,270,2,2,0,0,0",
    "BCM_Platelet6Lit,70,239,4,0,0,0,0,0",
    "CPPExportTest01,14,138,35,1,1,2,0,0",
    "ConstantObservers,1,13,3,0,0,0,0,0",
    "GrowConst,152,2995,196,1,1,45,0,0",
    "InfinityTest,155,3110,199,1,1,0,0,0",
    "InvalidSimmodelXML,2,7,0,0,0,0,0,0",
    "Modified_ScaleFactors_opt,1,10,0,0,0,0,0,0",
    "NaN_Inf_NegInf,0,20,0,0,0,0,0,0",
    "Nan_If_Conditional_Min_Max,0,59,0,0,0,0,0,0",
    "NegativeInititalValue,1,9,0,0,0,0,0,0",
    "NegativeValuesForbidden_CheckSettingFalse,2,11,0,0,0,0,0,0",
    "NegativeValuesForbidden_CheckSettingTrue,2,11,0,0,0,0,0,0",
    "NegativeValuesForbidden_NoCheckSetting,2,10,0,0,0,0,0,0",
    "NonMonotoneBasegridTest,3,11,0,0,0,0,0,0",
    "OralTable01,142,2940,155,2,4,1,1,0",
    "OutputSchemaSaveToXml,1,7,0,0,0,0,0,0",
    "PKModelCoreCaseStudy_01,18,77,17,1,1,0,0,0",
    "PKSim_Input_01,64,1094,0,0,0,0,0,0",
    "PKSim_Input_NewSchema_01,453,5417,398,11,17,0,0,0",
    "POPsim,142,3506,177,2,2,0,0,0",
    "PersistableOutputsTest,2,7,2,0,0,0,0,0",
    "PersistableParams,0,9,0,0,0,0,0,0",
    "RemoveBelowAbsTolTest,2,15,3,0,0,0,0,0",
    "S3_reduced,1,9,0,0,0,0,0,0",
    "SensitivityOfPersistableParameter,1,11,0,0,0,0,0,0",
    "SimModel4_ExampleInput04,2,12,0,1,1,0,0,0",
    "SimModel4_ExampleInput06,3,11,1,0,0,0,0,0",
    "SimModel4_ExampleInput06_Modified,4,12,0,0,0,1,0,0",
    // the table of Modified2 belongs to no quantity
    "SimModel4_ExampleInput06_Modified2,4,12,0,0,0,0,0,0",
    "SimModel4_ExampleInput06_Modified_V4,4,12,0,0,0,1,0,0",
    "SimModel4_ExampleInput06_NewSchema,3,11,0,0,0,0,0,0",
    "TableParametersViaDCI_Test01,155,3036,197,4,10,2,2,0",
    "Test4SavingSpeciesInitialValues,2,7,0,0,0,0,0,0",
    "TestAllParametersInitialValues,3,12,0,0,0,0,0,0",
    "TestSimultanEvents,1,9,0,2,2,0,0,0",
    "TestWarnings_LowMxStep,1,9,0,0,0,0,0,0",
    "Test_dynamic_reduced_3,1,11,0,0,0,0,0,0",
    "VersionTest,14,103,20,1,1,0,0,0",
    "cvsRoberts_FSA_dns,3,10,1,0,0,0,0,0",
    "pH_Solubility_Table,152,3044,210,1,4,1,0,12",
    "pH_Solubility_Table_Zero,152,3044,210,1,4,0,0,12"
  })
  void simModelSizes(
      String name,
      int species,
      int parameters,
      int observers,
      int events,
      int assignments,
      int tables,
      int withOffset,
      int withArgument) {
    Model model = read("simmodel/" + name + ".xml");

    assertThat(model.species()).hasSize(species);
    assertThat(model.parameters()).hasSize(parameters);
    assertThat(model.observers()).hasSize(observers);
    assertThat(model.events()).hasSize(events);
    assertThat(assignments(model)).isEqualTo(assignments);
    assertThat(count(model, Formula.Table.class)).isEqualTo(tables);
    assertThat(count(model, Formula.TableWithOffset.class)).isEqualTo(withOffset);
    assertThat(count(model, Formula.TableWithXArgument.class)).isEqualTo(withArgument);
    assertConsistent(model);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        // file; simulation; species; parameters; observers; events
        "Ex_PID_1.pksim5;;153;3292;198;2",
        "ManualModel_Sim.mbp3;S1;9;30;10;1",
        "ManualModel_Sim.mbp3;EmptySim;9;30;10;1",
        "Mucosa_MultipleTransportDirections.pksim5;;155;4592;323;1",
        "SimpleSimulationIV_710.pksim5;Dog;153;3022;210;1",
        "SimpleSimulationIV_710.pksim5;Human;155;3133;212;1",
        "SimpleSimulationIV_710.pksim5;POP;155;3133;212;1",
        "test_project.pksim5;Simulation - IV + Weibull - Default tolerance;168;3283;213;3",
        "test_project.pksim5;Simulation - IV only - Default tolerance;154;3241;212;1",
        "v11_expression_profile.pksim5;;281;4674;457;1"
      })
  void projectSizes(
      String file, String simulation, int species, int parameters, int observers, int events) {
    Model model = ModelReader.read(shared("projects").resolve(file), simulation);

    assertThat(model.species()).hasSize(species);
    assertThat(model.parameters()).hasSize(parameters);
    assertThat(model.observers()).hasSize(observers);
    assertThat(model.events()).hasSize(events);
    assertConsistent(model);
  }

  @Test
  void everySharedModelIsInTheTables() throws IOException {
    try (Stream<Path> pkml = Files.list(shared("pkml"));
        Stream<Path> simModel = Files.list(shared("simmodel"))) {
      assertThat(pkml).hasSize(8 + 1);
      assertThat(simModel).hasSize(43);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "RemoveBelowAbsTolTest,RemoveBelowAbsTolTest,101",
    "S1_concentrBased,BCM_Platelet6Lit,241"
  })
  void twinsAreTheSameModel(String pkml, String xml, int times) {
    Model tree = read("pkml/" + pkml + ".pkml");
    Model flat = read("simmodel/" + xml + ".xml");

    assertThat(tree.name()).isEqualTo(flat.name());
    assertThat(paths(tree.species())).isEqualTo(paths(flat.species()));
    assertThat(paths(tree.observers())).isEqualTo(paths(flat.observers()));
    assertThat(paths(tree.parameters()))
        .isEqualTo(
            paths(
                flat.parameters().stream()
                    .filter(p -> !SOLVER_PARAMETERS.contains(p.entityId()))
                    .toList()));
    assertThat(persistable(tree)).isEqualTo(persistable(flat));
    assertThat(units(tree)).isEqualTo(units(flat));
    assertThat(fixedPaths(tree)).isEqualTo(fixedPaths(flat));
    assertThat(tree.solver()).isEqualTo(flat.solver());
    assertThat(tree.outputs().intervals())
        .hasSize(flat.outputs().intervals().size())
        .containsAll(flat.outputs().intervals());
    assertThat(tree.outputs().intervals().stream().mapToInt(OutputSchema.Interval::points).sum())
        .isEqualTo(times);
    assertThat(tree.species())
        .as("the flat Platelet file is older than the flag, where all species may be negative")
        .noneMatch(Species::negativeValuesAllowed);
  }

  @Test
  void concentrationBasedReactionsNameTheVolumeOfTheirContainer() {
    Model model = read("pkml/S1_concentrBased.pkml");

    List<RateTerm> terms =
        model.species().stream().flatMap(s -> s.rightHandSide().stream()).toList();
    assertThat(terms).isNotEmpty().allMatch(term -> term.volumeId() > 0);
    Set<Integer> volumes = terms.stream().map(RateTerm::volumeId).collect(Collectors.toSet());
    assertThat(model.parameters())
        .filteredOn(p -> volumes.contains(p.id()))
        .isNotEmpty()
        .allMatch(p -> p.name().equals("Volume"));
  }

  @Test
  void moduleIsRefused() {
    Path file = shared("pkml").resolve("Thyroid_module_not_a_simulation.pkml");

    assertThatThrownBy(() -> ModelReader.read(file))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("Thyroid_module_not_a_simulation.pkml")
        .hasMessageContaining("root element Module")
        .hasMessageContaining("export the simulation");
  }

  @Test
  void projectFileIsRefusedAsAStream() throws IOException {
    Path file = shared("projects").resolve("Ex_PID_1.pksim5");

    try (InputStream stream = Files.newInputStream(file)) {
      assertThatThrownBy(() -> ModelReader.read(stream, "upload"))
          .isInstanceOf(ModelFormatException.class)
          .hasMessageContaining("project file: it is read from a file on disk only");
    }
  }

  @Test
  void oldVersionsCarryAWarning() {
    assertThat(read("pkml/simple_simulation.pkml").warnings())
        .singleElement()
        .asString()
        .contains("version 3");
    assertThat(read("pkml/simple.pkml").warnings()).isEmpty();
  }

  @Test
  void distributedParametersAreNumbers() {
    Model model = read("pkml/simple_simulation.pkml");

    assertThat(model.parameters())
        .filteredOn(p -> p.name().equals("Mean") || p.name().equals("Percentile"))
        .isEmpty();
    Parameter weight =
        model.parameters().stream()
            .filter(p -> p.path().equals("Simple|Organism|Height"))
            .findFirst()
            .orElseThrow();
    assertThat(weight.formula()).isInstanceOf(Formula.Constant.class);
    assertThat(((Formula.Constant) weight.formula()).value()).isBetween(10.0, 25.0);
  }

  private static void assertConsistent(Model model) {
    Set<Integer> ids = new TreeSet<>();
    all(model).forEach(q -> assertThat(ids.add(q.id())).as(q.path()).isTrue());
    assertThat(ids).allMatch(id -> id > 0);
    for (Formula formula : formulas(model)) {
      if (formula instanceof Formula.Explicit explicit) {
        assertThat(explicit.references().values())
            .as(explicit.equation())
            .allMatch(id -> id == Formula.TIME || ids.contains(id));
      }
    }
    assertThat(model.events())
        .flatExtracting(Event::assignments)
        .allMatch(assignment -> ids.contains(assignment.targetId()));
  }

  private static Set<Formula> formulas(Model model) {
    Set<Formula> formulas = Collections.newSetFromMap(new IdentityHashMap<>());
    model.parameters().forEach(p -> formulas.add(p.formula()));
    model.observers().forEach(o -> formulas.add(o.formula()));
    for (Species species : model.species()) {
      formulas.add(species.initialValue());
      species.rightHandSide().forEach(term -> formulas.add(term.rate()));
    }
    for (Event event : model.events()) {
      formulas.add(event.condition());
      event.assignments().forEach(a -> formulas.add(a.formula()));
    }
    return formulas;
  }

  private static long count(Model model, Class<? extends Formula> kind) {
    return formulas(model).stream().filter(kind::isInstance).count();
  }

  private static int assignments(Model model) {
    return model.events().stream().mapToInt(event -> event.assignments().size()).sum();
  }

  private static Stream<Quantity> all(Model model) {
    return Stream.of(model.parameters(), model.species(), model.observers()).flatMap(List::stream);
  }

  private static Map<String, String> paths(List<? extends Quantity> quantities) {
    Map<String, String> paths = new TreeMap<>();
    quantities.forEach(q -> paths.put(q.entityId(), q.path()));
    return paths;
  }

  private static Set<String> persistable(Model model) {
    return all(model)
        .filter(Quantity::persistable)
        .map(Quantity::path)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Map<String, String> units(Model model) {
    Map<String, String> units = new TreeMap<>();
    all(model)
        .filter(q -> !SOLVER_PARAMETERS.contains(q.entityId()))
        .forEach(q -> units.put(q.path(), q.unit()));
    return units;
  }

  private static Set<String> fixedPaths(Model model) {
    return model.parameters().stream()
        .filter(p -> !p.canBeVaried())
        .map(Parameter::path)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Model read(String path) {
    String[] parts = path.split("/", 2);
    return ModelReader.read(shared(parts[0]).resolve(parts[1]));
  }

  private static Path shared(String kind) {
    Path folder = Path.of(System.getProperty("perfusion.shared", "../../shared"), "models", kind);
    assumeTrue(
        Files.isDirectory(folder),
        () -> "skipped: the shared models are missing, no folder " + folder.toAbsolutePath());
    return folder;
  }
}
