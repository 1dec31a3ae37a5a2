package dev.perfusion.engine.io;

import dev.perfusion.engine.model.Formula;
import dev.perfusion.engine.model.Model;
import dev.perfusion.engine.model.Parameter;
import dev.perfusion.engine.model.SolverSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;

/**
 * The parameters that hold the solver settings in a SimModel XML. A model read from such a file has
 * them among its parameters; for other models they are made.
 */
final class SolverParameters {
  private static final int MAX_ELEMENTS = 2;

  private final Model model;
  private final IntSupplier newId;
  private final List<Parameter> parameters;
  private final Map<String, Integer> ids = new LinkedHashMap<>();

  SolverParameters(Model model, IntSupplier newId) {
    this.model = model;
    this.newId = newId;
    this.parameters = new ArrayList<>(model.parameters());
    SolverSettings solver = model.solver();
    place("H0", solver.h0());
    place("HMax", solver.hMax());
    place("HMin", solver.hMin());
    place("AbsTol", solver.absTol());
    place("MxStep", solver.maxSteps());
    place("RelTol", solver.relTol());
    // Not a setting here: the Jacobian is always the exact one.
    int useJacobian = find("UseJacobian", Double.NaN);
    put("UseJacobian", useJacobian, useJacobian < 0 ? 1 : value(useJacobian));
    String check = "CheckForNegativeValues";
    double checked = solver.checkNegativeValues() ? 1 : 0;
    if (checked == 0 || find(check, checked) >= 0) {
      place(check, checked);
    }
  }

  /** All parameters of the file, the model's first. */
  List<Parameter> parameters() {
    return parameters;
  }

  /** Element of the solver node to parameter id. */
  Map<String, Integer> ids() {
    return ids;
  }

  private void place(String setting, double value) {
    put(setting, find(setting, value), value);
  }

  private void put(String setting, int position, double value) {
    if (position < 0) {
      int id = newId.getAsInt();
      Formula number = new Formula.Constant(value);
      parameters.add(new Parameter(id, setting, setting, setting, "", "", number, false, true));
      ids.put(setting, id);
      return;
    }
    if (value(position) != value) {
      parameters.set(position, parameters.get(position).withValue(value));
    }
    ids.put(setting, parameters.get(position).id());
  }

  /** Files call them by the name of the setting, alone or below one made-up container. */
  private int find(String setting, double value) {
    int found = -1;
    for (int i = 0; i < model.parameters().size(); i++) {
      Parameter parameter = model.parameters().get(i);
      String[] elements = parameter.path().split(Pattern.quote(model.delimiter()));
      boolean called =
          parameter.name().equalsIgnoreCase(setting)
              && elements.length <= MAX_ELEMENTS
              && !Double.isNaN(value(i));
      if (called && value(i) == value) {
        return i;
      }
      boolean ofTheModel = elements.length > 1 && elements[0].equals(model.name());
      if (called && !ofTheModel) {
        found = i;
      }
    }
    return found;
  }

  private double value(int position) {
    return SimModelFormulas.constant(parameters.get(position).formula());
  }
}
