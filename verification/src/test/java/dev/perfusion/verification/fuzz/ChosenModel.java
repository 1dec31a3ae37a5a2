package dev.perfusion.verification.fuzz;

/**
 * A SimModel XML that bytes choose: always well-formed, with valid ids, otherwise anything that the
 * format allows: cycles, self-reference, division by zero, NaN, growth without end, tables, events.
 * Bytes that run out choose 0.
 */
final class ChosenModel {
  private static final String[] NUMBERS = {
    "0", "1", "2", "0.5", "1E-30", "1E30", "NaN", "INF", "-1", "-INF", "1E-308", "60", "3.7"
  };
  private static final String[] BINARY = {
    "+", "-", "*", "/", "^", "<", ">", "<=", ">=", "=", "<>", " AND ", " OR "
  };
  private static final String[] FUNCTIONS = {
    "EXP", "LN", "SQRT", "SIN", "TANH", "ACOS", "LOG10", "TAN", "SINH", "ATAN"
  };

  private final byte[] choices;
  private final StringBuilder formulas = new StringBuilder();
  private final StringBuilder quantities = new StringBuilder();
  private int at;
  private int formulaCount;
  private int species;
  private int parameters;
  private int observers;

  ChosenModel(byte[] choices) {
    this.choices = choices;
  }

  private int choose(int below) {
    int choice = at < choices.length ? choices[at++] & 0xff : 0;
    return choice % below;
  }

  private String number() {
    return NUMBERS[choose(NUMBERS.length)];
  }

  /** Ids from 1: species, parameters, observers. */
  private int quantity() {
    return 1 + choose(species + parameters + observers);
  }

  private String expression(int depth) {
    int kind = depth == 0 ? choose(2) : choose(7);
    return switch (kind) {
      case 0 -> "a" + choose(4);
      case 1 -> plain(number());
      case 2, 3 ->
          '(' + expression(depth - 1) + BINARY[choose(BINARY.length)] + expression(depth - 1) + ')';
      case 4 -> FUNCTIONS[choose(FUNCTIONS.length)] + '(' + expression(depth - 1) + ')';
      case 5 ->
          '('
              + expression(depth - 1)
              + '?'
              + expression(depth - 1)
              + ':'
              + expression(depth - 1)
              + ')';
      default ->
          (choose(2) == 0 ? "MIN(" : "MAX(")
              + expression(depth - 1)
              + ';'
              + expression(depth - 1)
              + ')';
    };
  }

  private static String plain(String number) {
    return number.startsWith("-") ? '(' + number + ')' : number;
  }

  private int formula() {
    int id = ++formulaCount;
    switch (choose(10)) {
      case 0 -> table(id);
      case 1 -> reference(id, "TableFormulaWithOffset", "Offset");
      case 2 -> reference(id, "TableFormulaWithXArgument", "XArgument");
      default -> {
        formulas.append("<ExplicitFormula id='").append(id).append("'><Equation>");
        formulas.append(expression(3).replace("<", "&lt;")).append("</Equation><ReferenceList>");
        for (int alias = 0; alias < 4; alias++) {
          int target = choose(5) == 4 ? 0 : quantity();
          formulas.append("<R alias='a").append(alias).append("' id='").append(target);
          formulas.append("'/>");
        }
        formulas.append("</ReferenceList></ExplicitFormula>");
      }
    }
    return id;
  }

  private void table(int id) {
    formulas.append("<TableFormula id='").append(id).append("' useDerivedValues='");
    formulas.append(choose(2)).append("'><PointList>");
    double x = choose(5) - 2;
    for (int i = 2 + choose(4); i > 0; i--) {
      formulas.append("<Point x='").append(x).append("' y='").append(number());
      formulas.append("' restartSolver='").append(choose(2)).append("'/>");
      x += 0.5 + choose(3);
    }
    formulas.append("</PointList></TableFormula>");
  }

  private void reference(int id, String tag, String argument) {
    formulas.append('<').append(tag).append(" id='").append(id).append("'><Table id='");
    formulas.append(quantity()).append("'/><").append(argument).append(" id='");
    formulas.append(quantity()).append("'/></").append(tag).append('>');
  }

  private void named(String tag, int id, String formulaAttribute) {
    quantities.append('<').append(tag).append(" id='").append(id).append("' entityId='q");
    quantities.append(id).append("' name='q").append(id).append("' path='M|q").append(id);
    quantities.append("' persistable='1'");
    if (choose(2) == 0) {
      quantities.append(' ').append(formulaAttribute).append("='").append(formula()).append('\'');
    } else {
      quantities.append(" value='").append(number()).append('\'');
    }
  }

  String xml() {
    species = 1 + choose(4);
    parameters = choose(5);
    observers = choose(3);
    int id = 1;
    quantities.append("<VariableList>");
    for (; id <= species; id++) {
      named("V", id, "initialValueFormulaId");
      quantities.append(" negativeValuesAllowed='").append(choose(2)).append("'><RHSFormulaList>");
      for (int i = choose(3); i > 0; i--) {
        quantities.append("<RHSFormula id='").append(formula()).append("'/>");
      }
      quantities.append("</RHSFormulaList></V>");
    }
    quantities.append("</VariableList><ParameterList>");
    for (; id <= species + parameters; id++) {
      named("P", id, "formulaId");
      quantities.append("/>");
    }
    quantities.append("</ParameterList><ObserverList>");
    for (; id <= species + parameters + observers; id++) {
      quantities.append("<Observer id='").append(id).append("' name='q").append(id);
      quantities.append("' path='M|q").append(id).append("' formulaId='").append(formula());
      quantities.append("'/>");
    }
    quantities.append("</ObserverList><EventList>");
    for (int event = choose(3); event > 0; event--) {
      event(1000 + event);
    }
    quantities.append("</EventList>");
    return "<Simulation version='4'><FormulaList>"
        + formulas
        + "</FormulaList>"
        + quantities
        + solver()
        + "<OutputSchema><OutputIntervalList><OutputInterval><StartTime>"
        + (choose(3) - 1)
        + "</StartTime><EndTime>"
        + (2 + choose(100))
        + "</EndTime><NumberOfTimePoints>"
        + (2 + choose(20))
        + "</NumberOfTimePoints></OutputInterval></OutputIntervalList></OutputSchema>"
        + "</Simulation>";
  }

  private void event(int id) {
    quantities.append("<Event id='").append(id).append("' entityId='e").append(id);
    quantities.append("' oneTime='").append(choose(2)).append("' conditionFormulaId='");
    quantities.append(formula()).append("'><AssignmentList>");
    for (int i = choose(3); i > 0; i--) {
      quantities.append("<Assignment objectId='").append(quantity()).append("' newFormulaId='");
      quantities.append(formula()).append("' useAsValue='").append(choose(2)).append("'/>");
    }
    quantities.append("</AssignmentList></Event>");
  }

  /** Settings are parameters; those of the model serve, whatever their numbers. */
  private String solver() {
    if (parameters == 0) {
      return "";
    }
    String[] settings = {"AbsTol", "RelTol", "H0", "HMin", "HMax", "MxStep"};
    StringBuilder solver = new StringBuilder("<Solver>");
    for (String setting : settings) {
      if (choose(8) == 7) {
        solver.append('<').append(setting).append(" id='");
        solver.append(species + 1 + choose(parameters)).append("'/>");
      }
    }
    return solver.append("</Solver>").toString();
  }
}
