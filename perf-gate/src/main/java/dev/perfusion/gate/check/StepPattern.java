package dev.perfusion.gate.check;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.perfusion.gate.document.StepKey;
import dev.perfusion.gate.json.JsonField;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Chooses steps by {@code tool/transport/phase[/concurrency[/model]]}; {@code *} stands for any
 * characters of one part. Parts that the pattern leaves out may be anything.
 */
public final class StepPattern {
  private final String text;
  private final Pattern regex;

  private StepPattern(String text) {
    this.text = text;
    String parts =
        Arrays.stream(text.split("/"))
            .map(
                part ->
                    Arrays.stream(part.split("\\*", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining("[^/]*")))
            .collect(Collectors.joining("/"));
    regex = Pattern.compile(parts + "(/.*)?");
  }

  static StepPattern read(JsonField field) {
    String text = field.text();
    String[] parts = text.split("/", -1);
    if (parts.length < 3 || parts.length > 5 || Arrays.stream(parts).anyMatch(String::isBlank)) {
      throw field.problem(
          "pattern \"" + text + "\" has not the form tool/transport/phase[/concurrency[/model]]",
          "write * for a part that may be anything");
    }
    return new StepPattern(text);
  }

  /** Whether a step is meant. */
  public boolean fits(StepKey step) {
    return regex.matcher(step.toString()).matches();
  }

  /** The pattern as it was written. */
  @JsonValue
  @Override
  public String toString() {
    return text;
  }
}
