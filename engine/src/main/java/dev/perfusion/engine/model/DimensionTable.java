package dev.perfusion.engine.model;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The dimensions of {@code units.tsv}. */
final class DimensionTable {
  private static final int COLUMNS = 5;

  /** Molar dimension to the dimension of mass. */
  private static final Map<String, String> MASS_OF =
      Map.of(
          "Amount", "Mass",
          "Amount per time", "Mass per time",
          "Amount per area", "Mass per area",
          "Amount per area per time", "Mass per area per time",
          "Concentration (molar)", "Concentration (mass)",
          "AUC (molar)", "AUC (mass)");

  private static final class Holder {
    static final DimensionTable TABLE = new DimensionTable();
  }

  private final Map<String, Dimension> byName = new LinkedHashMap<>();
  private final List<Dimension> dimensions;

  private DimensionTable() {
    Map<String, List<Unit>> units = new LinkedHashMap<>();
    Map<String, String> bases = new LinkedHashMap<>();
    Map<String, String> formerNames = new LinkedHashMap<>();
    for (String line : lines()) {
      String[] cells = line.split("\t", -1);
      if (cells.length == COLUMNS) {
        bases.put(cells[0], cells[1]);
        units
            .computeIfAbsent(cells[0], name -> new ArrayList<>())
            .add(new Unit(cells[2], Double.parseDouble(cells[3]), Double.parseDouble(cells[4])));
      } else {
        formerNames.put(cells[0], cells[1].substring(1));
      }
    }
    units.forEach((name, list) -> byName.put(name, new Dimension(name, bases.get(name), list)));
    dimensions = List.copyOf(byName.values());
    formerNames.forEach((former, name) -> byName.put(former, byName.get(name)));
  }

  static DimensionTable get() {
    return Holder.TABLE;
  }

  List<Dimension> dimensions() {
    return dimensions;
  }

  Dimension byName(String name) {
    return byName.get(name);
  }

  Optional<Dimension> byUnit(String unit) {
    Dimension any = null;
    for (Dimension dimension : dimensions) {
      Optional<Unit> found = dimension.find(unit);
      if (found.isPresent() && found.get().name().equals(dimension.baseUnit())) {
        return Optional.of(dimension);
      }
      if (any == null && found.isPresent()) {
        any = dimension;
      }
    }
    return Optional.ofNullable(any);
  }

  boolean isMolar(Dimension dimension) {
    return MASS_OF.containsKey(dimension.name());
  }

  Optional<Dimension> counterpart(Dimension dimension) {
    String mass = MASS_OF.get(dimension.name());
    if (mass != null) {
      return Optional.of(byName.get(mass));
    }
    return MASS_OF.entrySet().stream()
        .filter(pair -> pair.getValue().equals(dimension.name()))
        .map(pair -> byName.get(pair.getKey()))
        .findFirst();
  }

  private static List<String> lines() {
    try (InputStream stream = DimensionTable.class.getResourceAsStream("units.tsv");
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.startsWith("#")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
