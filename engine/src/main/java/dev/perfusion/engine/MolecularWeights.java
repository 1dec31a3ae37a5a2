package dev.perfusion.engine;

import dev.perfusion.engine.model.Dimension;
import dev.perfusion.engine.model.Parameter;
import dev.perfusion.engine.model.Quantity;
import dev.perfusion.engine.model.Unit;
import dev.perfusion.engine.model.UnitException;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;

/**
 * Finds the molecular weight that belongs to a quantity: the parameter {@code <molecule>|Molecular
 * weight}, where the molecule is the last element of the path but one, else the last (the amount
 * itself), else one further up.
 */
final class MolecularWeights {
  private static final String NAME = "Molecular weight";

  private final Simulation simulation;
  private final ToDoubleFunction<Quantity> values;

  /**
   * @param values value of a quantity at time 0 as stored
   */
  MolecularWeights(Simulation simulation, ToDoubleFunction<Quantity> values) {
    this.simulation = simulation;
    this.values = values;
  }

  /**
   * Molecular weight (kg/µmol) of the molecule a quantity belongs to.
   *
   * @throws UnitException the model has no such parameter, or one without a unit of weight
   */
  double of(Quantity quantity) {
    String delimiter = simulation.model().delimiter();
    List<String> path =
        List.of(simulation.info(quantity).path().split(Pattern.quote(delimiter), -1));
    Parameter weight = path.size() > 1 ? weight(path.get(path.size() - 2), delimiter) : null;
    for (int i = path.size() - 1; i >= 0 && weight == null; i--) {
      weight = weight(path.get(i), delimiter);
    }
    if (weight == null) {
      throw new UnitException(
          "",
          "conversion between amount and mass needs the molecular weight, but no element of \""
              + simulation.info(quantity).path()
              + "\" is a molecule with a parameter <molecule>"
              + delimiter
              + NAME);
    }
    Dimension dimension = Dimension.of(NAME);
    String stored = weight.dimension().isEmpty() ? weight.unit() : dimension.baseUnit();
    Unit unit = dimension.unit(stored);
    return unit.toBase(values.applyAsDouble(weight));
  }

  private Parameter weight(String molecule, String delimiter) {
    return simulation.findIfPresent(molecule + delimiter + NAME) instanceof Parameter p ? p : null;
  }
}
