package dev.perfusion.bridge.cli;

import dev.perfusion.engine.SimulationRun;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * {@code PATH=VALUE [unit]} of a command line.
 *
 * @param unit null for the base unit
 */
record Assignment(String path, double value, String unit) {
  /** Sets all values of a command line on a run. */
  static void apply(List<Assignment> assignments, SimulationRun run) {
    try {
      for (Assignment assignment : assignments) {
        run.set(assignment.path(), assignment.value(), assignment.unit());
      }
    } catch (IllegalArgumentException e) {
      throw CommandFailure.badInput(e.getMessage());
    }
  }

  /** Reads it; the last {@code =} counts, since paths may hold one. */
  static final class Converter implements ITypeConverter<Assignment> {
    @Override
    public Assignment convert(String text) {
      int at = text.lastIndexOf('=');
      if (at <= 0) {
        throw new TypeConversionException(
            "\"" + text + "\" is not PATH=VALUE [unit], for example 'Organism|Weight=80 kg'");
      }
      String value = text.substring(at + 1).strip();
      int blank = value.indexOf(' ');
      String number = blank < 0 ? value : value.substring(0, blank);
      String unit = blank < 0 ? null : withoutBrackets(value.substring(blank).strip());
      try {
        return new Assignment(text.substring(0, at).strip(), Double.parseDouble(number), unit);
      } catch (NumberFormatException e) {
        throw new TypeConversionException("\"" + number + "\" in \"" + text + "\" is not a number");
      }
    }

    private static String withoutBrackets(String unit) {
      return unit.startsWith("[") && unit.endsWith("]")
          ? unit.substring(1, unit.length() - 1)
          : unit;
    }
  }
}
