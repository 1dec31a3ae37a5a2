package dev.perfusion.engine;

import dev.perfusion.engine.model.Formula;
import dev.perfusion.engine.model.Parameter;
import dev.perfusion.engine.model.RateTerm;
import dev.perfusion.engine.model.Species;
import dev.perfusion.engine.pk.Dosing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Finds what is given of a molecule: outside the organism, each container that holds an amount of
 * it and a parameter {@code Start time} is an application. A molecule that is not given itself is
 * followed back to its parent through reactions of one educt and one product. Made once per
 * simulation.
 */
final class DosingFinder {
  private static final String ORGANISM = "Organism";

  private final Simulation simulation;
  private final String delimiter;
  private final Map<String, List<Application>> byMolecule = new LinkedHashMap<>();
  private final Set<String> molecules = new HashSet<>();
  private Map<String, String> parents;

  /** Parameters of an application; null where there is none. */
  private record Application(Parameter start, Parameter infusion, Parameter mass) {}

  DosingFinder(Simulation simulation) {
    this.simulation = simulation;
    this.delimiter = simulation.model().delimiter();
    Map<String, List<Parameter>> starts = startTimes();
    for (Species species : simulation.model().species()) {
      String path = simulation.info(species).path();
      int cut = path.lastIndexOf(delimiter);
      String molecule = path.substring(cut + 1);
      molecules.add(molecule);
      if (cut < 0 || path.startsWith(ORGANISM + delimiter)) {
        continue;
      }
      for (Parameter start : starts.getOrDefault(path.substring(0, cut), List.of())) {
        byMolecule.computeIfAbsent(molecule, m -> new ArrayList<>()).add(application(start));
      }
    }
  }

  /** Parameters {@code Start time} by each container above them. */
  private Map<String, List<Parameter>> startTimes() {
    Map<String, List<Parameter>> starts = new HashMap<>();
    for (Parameter parameter : simulation.model().parameters()) {
      if (!parameter.name().equals("Start time")) {
        continue;
      }
      String path = simulation.info(parameter).path();
      for (int cut = path.lastIndexOf(delimiter); cut > 0; ) {
        path = path.substring(0, cut);
        starts.computeIfAbsent(path, p -> new ArrayList<>()).add(parameter);
        cut = path.lastIndexOf(delimiter);
      }
    }
    return starts;
  }

  private Application application(Parameter start) {
    String path = simulation.info(start).path();
    String container = path.substring(0, path.lastIndexOf(delimiter) + delimiter.length());
    return new Application(
        start, parameter(container + "Infusion time"), parameter(container + "DrugMass"));
  }

  private Parameter parameter(String path) {
    return simulation.findIfPresent(path) instanceof Parameter p ? p : null;
  }

  /** What the values of a run give of the molecule that an output belongs to. */
  Dosing of(SimulationRun run, QuantityInfo output, double end) {
    String molecule = molecule(output);
    String drug = molecule == null ? null : drug(molecule);
    Parameter weight = parameter(ORGANISM + delimiter + "Weight");
    double bodyWeight = weight == null ? Double.NaN : run.value(weight);
    if (drug == null) {
      return new Dosing(bodyWeight, Double.NaN, List.of());
    }
    List<Dosing.Application> doses = new ArrayList<>();
    for (Application one : byMolecule.get(drug)) {
      double start = run.value(one.start());
      if (start <= end) {
        doses.add(
            new Dosing.Application(
                start,
                one.infusion() == null ? Double.NaN : run.value(one.infusion()),
                one.mass() == null ? Double.NaN : run.value(one.mass())));
      }
    }
    doses.sort(Comparator.comparingDouble(Dosing.Application::startTime));
    Parameter total = parameter(drug + delimiter + "Total drug mass");
    return new Dosing(bodyWeight, total == null ? Double.NaN : run.value(total), doses);
  }

  /** The last element of the path but one, or the last. */
  private String molecule(QuantityInfo output) {
    List<String> path = List.of(output.path().split(Pattern.quote(delimiter), -1));
    for (int i = path.size() - 2; i < path.size(); i++) {
      if (i >= 0 && molecules.contains(path.get(i))) {
        return path.get(i);
      }
    }
    return null;
  }

  private String drug(String molecule) {
    Set<String> seen = new HashSet<>();
    String at = molecule;
    while (at != null && seen.add(at)) {
      if (byMolecule.containsKey(at)) {
        return at;
      }
      at = parents().get(at);
    }
    return null;
  }

  /** Product to educt, of reactions that turn one molecule into one other. */
  private synchronized Map<String, String> parents() {
    if (parents == null) {
      parents = new HashMap<>();
      Map<Formula, List<Partner>> reactions = new HashMap<>();
      for (Species species : simulation.model().species()) {
        for (RateTerm term : species.rightHandSide()) {
          if (!(term.rate() instanceof Formula.Constant)) {
            reactions
                .computeIfAbsent(term.rate(), f -> new ArrayList<>())
                .add(new Partner(species.name(), term.coefficient()));
          }
        }
      }
      reactions.values().forEach(this::noteParent);
    }
    return parents;
  }

  private record Partner(String molecule, double coefficient) {}

  private void noteParent(List<Partner> partners) {
    Set<String> educts = new TreeSet<>();
    Set<String> products = new TreeSet<>();
    partners.forEach(p -> (p.coefficient() < 0 ? educts : products).add(p.molecule()));
    if (educts.size() == 1 && products.size() == 1 && !educts.equals(products)) {
      parents.putIfAbsent(products.iterator().next(), educts.iterator().next());
    }
  }
}
