package dev.perfusion.engine.io;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Reads the individuals of a {@code PopulationSimulation}. */
final class PopulationParser {
  private final XmlCursor xml;
  private final Map<String, double[]> population = new LinkedHashMap<>();
  private final Map<String, double[]> ofSimulation = new LinkedHashMap<>();
  private final List<String> aging = new ArrayList<>();
  private double[] ids;

  /** The cursor stands on the root element. */
  PopulationParser(XmlCursor xml) {
    this.xml = xml;
  }

  Individuals parse(String simulation) {
    xml.children(
        child -> {
          switch (child) {
            case "UsedBuildingBlocks" ->
                xml.children(used -> xml.children(block -> xml.children(this::blockPart)));
            case "ParameterValuesCache" -> values(ofSimulation);
            case "AgingData" -> xml.children(data -> xml.children(parameter -> aging()));
            default -> {}
          }
        });
    xml.toEnd();
    Map<String, double[]> all = new LinkedHashMap<>(population);
    all.putAll(ofSimulation);
    if (all.isEmpty() && ids == null) {
      throw new ModelFormatException(
          xml.file(), "PopulationSimulation", "holds no individuals of its population");
    }
    int count = ids == null ? all.values().iterator().next().length : ids.length;
    all.forEach(
        (path, values) -> {
          if (values.length != count) {
            throw new ModelFormatException(
                xml.file(),
                "parameter " + path,
                "has " + values.length + " values for " + count + " individuals");
          }
        });
    List<String> warnings = new ArrayList<>();
    if (!aging.isEmpty()) {
      warnings.add(
          "Parameters that change with the age of an individual are not read, they keep one value: "
              + String.join(", ", aging)
              + '.');
    }
    return new Individuals(
        simulation,
        IntStream.range(0, count).map(i -> ids == null ? i : (int) ids[i]).toArray(),
        List.copyOf(all.keySet()),
        all.values().toArray(double[][]::new),
        warnings);
  }

  private void blockPart(String part) {
    if (part.equals("IndividualPropertiesCache") || part.equals("IndividualValuesCache")) {
      xml.children(
          child -> {
            if (child.equals("ParameterValuesCache")) {
              values(population);
            } else if (child.equals("IndividualIds")) {
              ids = StoredNumbers.decode(xml.text(), false, xml);
            }
          });
    }
  }

  private void values(Map<String, double[]> target) {
    xml.children(
        all ->
            xml.children(
                parameter -> {
                  String path = xml.attributes().require("parameterPath", xml);
                  xml.children(
                      part -> {
                        if (part.equals("Values")) {
                          target.put(path, StoredNumbers.decode(xml.text(), false, xml));
                        }
                      });
                }));
  }

  private void aging() {
    aging.add(xml.attributes().get("parameterPath", "a parameter without a path"));
  }
}
