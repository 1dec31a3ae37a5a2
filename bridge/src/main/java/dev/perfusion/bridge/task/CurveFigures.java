package dev.perfusion.bridge.task;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.engine.Results;
import dev.perfusion.engine.pk.Dosing;
import dev.perfusion.engine.pk.PkParameters;
import dev.perfusion.engine.pk.PkValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Figures of a curve by name: {@code cmax}, {@code tmax} and {@code auc}, or any parameter of
 * {@link PkParameters}.
 */
final class CurveFigures {
  static final List<String> DEFAULT = List.of("cmax", "tmax", "auc");
  private static final Map<String, String> SHORT =
      Map.of("cmax", "C_max", "tmax", "t_max", "auc", "AUC_tEnd");

  private CurveFigures() {}

  /**
   * The figures asked for as they are called in reports; names of parameters that the dosing does
   * not give are NaN.
   */
  static Map<String, Double> of(
      double[] times, Results.Series series, Dosing dosing, List<String> wanted) {
    Map<String, Double> all = new LinkedHashMap<>();
    for (PkValue value :
        PkParameters.of(times, series.values(), series.quantity().unit(), dosing)) {
      all.put(value.name(), value.value());
    }
    Map<String, Double> figures = new LinkedHashMap<>();
    for (String name : wanted) {
      figures.put(name, all.getOrDefault(SHORT.getOrDefault(name, name), Double.NaN));
    }
    return figures;
  }

  /**
   * Names as a caller writes them in the form of reports; none means the three of old.
   *
   * @throws BridgeException {@code InvalidInput} for a name that is none
   */
  static List<String> names(List<String> wanted) {
    if (wanted == null || wanted.isEmpty()) {
      return DEFAULT;
    }
    return wanted.stream().map(CurveFigures::name).distinct().toList();
  }

  private static String name(String wanted) {
    String plain = wanted.strip().toLowerCase(Locale.ROOT);
    if (SHORT.containsKey(plain)) {
      return plain;
    }
    for (Map.Entry<String, String> entry : SHORT.entrySet()) {
      if (entry.getValue().equalsIgnoreCase(plain)) {
        return entry.getKey();
      }
    }
    return PkParameters.names().stream()
        .filter(name -> name.equalsIgnoreCase(plain))
        .findFirst()
        .orElseThrow(
            () ->
                BridgeException.invalid(
                    "metrics",
                    "there is no metric \"" + wanted + "\"",
                    "there are cmax, tmax, auc, " + String.join(", ", PkParameters.names())));
  }
}
