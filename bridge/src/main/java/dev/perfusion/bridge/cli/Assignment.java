package dev.perfusion.bridge.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * {@code PATH=VALUE} of a command line.
 *
 * @param value base unit
 */
record Assignment(String path, double value) {
  /** Reads it; the last {@code =} counts, since paths may hold one. */
  static final class Converter implements ITypeConverter<Assignment> {
    @Override
    public Assignment convert(String text) {
      int at = text.lastIndexOf('=');
      if (at <= 0) {
        throw new TypeConversionException(
            "\"" + text + "\" is not PATH=VALUE, for example 'Organism|Weight=80'");
      }
      String number = text.substring(at + 1).strip();
      try {
        return new Assignment(text.substring(0, at).strip(), Double.parseDouble(number));
      } catch (NumberFormatException e) {
        throw new TypeConversionException("\"" + number + "\" in \"" + text + "\" is not a number");
      }
    }
  }
}
