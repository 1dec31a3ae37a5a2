package dev.perfusion.gate.document;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.perfusion.gate.json.JsonField;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What a step measured: {@code tool/transport/phase/concurrency[/model]}.
 *
 * @param tool tool path, such as {@code load_simulation} or {@code run_simulation.queue_wait}
 * @param transport how it was called
 * @param phase state of the measured process
 * @param concurrency calls in flight, at least 1
 * @param model name of the model; null for the default one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StepKey(String tool, Transport transport, Phase phase, int concurrency, String model)
    implements Comparable<StepKey> {
  private static final String SHAPE = "tool/transport/phase/concurrency[/model]";

  /** The plan's phase label beside the phase. */
  @JsonProperty("phaseLabel")
  public String phaseLabel() {
    return phase.label();
  }

  /** Reads a key text. */
  public static StepKey read(JsonField field) {
    return parse(field.text(), field);
  }

  /** Reads a key; {@code place} is where errors are reported. */
  public static StepKey parse(String text, JsonField place) {
    String[] parts = text.split("/", -1);
    if (parts.length < 4 || parts.length > 5 || Arrays.stream(parts).anyMatch(String::isBlank)) {
      throw place.problem("step \"" + text + "\" has not the form " + SHAPE, "name all parts");
    }
    int concurrency;
    try {
      concurrency = Integer.parseInt(parts[3]);
    } catch (NumberFormatException e) {
      concurrency = 0;
    }
    if (concurrency < 1) {
      throw place.problem(
          "concurrency \"" + parts[3] + "\" in step \"" + text + "\" is not a whole number above 0",
          "give the number of calls in flight");
    }
    return new StepKey(
        parts[0],
        choose(Transport.values(), parts[1], "transport", place),
        choose(Phase.values(), parts[2], "phase", place),
        concurrency,
        parts.length == 5 ? parts[4] : null);
  }

  /** Reads the parts {@code tool, transport, phase, concurrency, model} of an object. */
  public static StepKey readParts(JsonField field) {
    String model = field.get("model").textOr(null);
    String text =
        field.get("tool").text()
            + "/"
            + field.get("transport").text()
            + "/"
            + field.get("phase").text()
            + "/"
            + field.get("concurrency").wholeNumber(1);
    return parse(model == null ? text : text + "/" + model, field);
  }

  private static <E extends Enum<E>> E choose(E[] all, String name, String what, JsonField place) {
    for (E one : all) {
      if (one.name().toLowerCase(java.util.Locale.ROOT).equals(name)) {
        return one;
      }
    }
    String known =
        Arrays.stream(all)
            .map(one -> one.name().toLowerCase(java.util.Locale.ROOT))
            .collect(Collectors.joining(", "));
    throw place.problem("unknown " + what + " \"" + name + "\"", "use one of " + known);
  }

  @Override
  public int compareTo(StepKey other) {
    return toString().compareTo(other.toString());
  }

  /** The key text. */
  @Override
  public String toString() {
    String text = tool + "/" + transport.wireName() + "/" + phase.wireName() + "/" + concurrency;
    return model == null ? text : text + "/" + model;
  }
}
