package dev.perfusion.bridge.population.summary;

import dev.perfusion.bridge.population.summary.StoredSummaries.Pk;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Single numbers about a population, by name: a figure and a PK parameter of the first output, for
 * example {@code meanCmax}.
 */
public final class Aggregates {
  /** What there is when nothing is asked for. */
  public static final List<String> USUAL =
      List.of(
          "meanCmax",
          "sdCmax",
          "medianCmax",
          "meanTmax",
          "sdTmax",
          "medianTmax",
          "meanAUC",
          "sdAUC",
          "medianAUC");

  private static final Map<String, ToDoubleFunction<Statistics>> FIGURES = figures();
  private static final Map<String, String> PARAMETERS = parameters();

  private Aggregates() {}

  private static Map<String, ToDoubleFunction<Statistics>> figures() {
    Map<String, ToDoubleFunction<Statistics>> all = new LinkedHashMap<>();
    all.put("mean", Statistics::mean);
    all.put("sd", Statistics::deviation);
    all.put("geometricMean", Statistics::geometricMean);
    String[] percentiles = {"p5", "p25", "median", "p75", "p95"};
    for (int i = 0; i < percentiles.length; i++) {
      int place = i;
      all.put(percentiles[i], s -> s.percentiles()[place]);
    }
    all.put("count", Statistics::count);
    return all;
  }

  private static Map<String, String> parameters() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("Cmax", "C_max");
    all.put("Tmax", "t_max");
    all.put("Cend", "C_tEnd");
    all.put("AUC", "AUC_tEnd");
    all.put("AUCinf", "AUC_inf");
    all.put("Thalf", "Thalf");
    all.put("MRT", "MRT");
    all.put("CL", "CL");
    all.put("Vss", "Vss");
    all.put("Vd", "Vd");
    return all;
  }

  /** Whether there is a number of that name. */
  public static boolean known(String name) {
    return FIGURES.keySet().stream()
        .anyMatch(f -> name.startsWith(f) && PARAMETERS.containsKey(name.substring(f.length())));
  }

  /** Which names there are, in words. */
  public static String names() {
    return "a name is one of "
        + String.join(" ", FIGURES.keySet())
        + " and one of "
        + String.join(" ", PARAMETERS.keySet())
        + ", for example meanCmax";
  }

  /**
   * The numbers that there are.
   *
   * @param names all known; none for the usual ones
   * @param path the output
   * @param pk statistics of a group
   * @return those asked for, in their order; what the dosing does not have (CL after several doses)
   *     is left out
   */
  public static Map<String, Double> of(List<String> names, String path, List<Pk> pk) {
    Map<String, Statistics> found = new LinkedHashMap<>();
    pk.stream()
        .filter(p -> p.path().equals(path))
        .forEach(p -> found.put(p.parameter(), p.figures()));
    Map<String, Double> numbers = new LinkedHashMap<>();
    for (String name : names.isEmpty() ? USUAL : names) {
      FIGURES.forEach(
          (figure, value) -> {
            String parameter =
                name.startsWith(figure) ? PARAMETERS.get(name.substring(figure.length())) : null;
            if (parameter != null && found.containsKey(parameter)) {
              numbers.put(name, value.applyAsDouble(found.get(parameter)));
            }
          });
    }
    return numbers;
  }
}
