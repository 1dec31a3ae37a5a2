package dev.perfusion.gate.check;

import dev.perfusion.gate.document.StepKey;
import dev.perfusion.gate.json.InputException;
import dev.perfusion.gate.json.JsonField;
import dev.perfusion.gate.json.JsonFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Absolute limits of a scenario, independent of the machine.
 *
 * @param name where they come from
 * @param scenario the scenario they are made for; null for any
 * @param tolerancePercent tolerance of the p95 rule when the baseline states none; null for the
 *     default
 * @param rules the first rule that fits a step counts
 * @param required steps that must be there with samples
 */
public record Thresholds(
    String name,
    String scenario,
    Double tolerancePercent,
    List<CeilingRule> rules,
    List<StepPattern> required) {

  /**
   * Reads a thresholds file.
   *
   * @throws InputException naming the field when one is wrong
   */
  public static Thresholds read(Path file) {
    return of(JsonFiles.read(file));
  }

  /** The limits shipped for a scenario; empty when there are none. */
  public static Optional<Thresholds> shipped(String scenario) {
    if (!scenario.matches("[A-Za-z0-9_-]+")) {
      return Optional.empty();
    }
    String resource = "/dev/perfusion/gate/thresholds/" + scenario + ".json";
    try (InputStream stream = Thresholds.class.getResourceAsStream(resource)) {
      return stream == null
          ? Optional.empty()
          : Optional.of(
              targets(of(JsonFiles.read("shipped thresholds " + scenario + ".json", stream))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The targets of the plan, which hold for every scenario; no step is required. */
  public static Thresholds targets() {
    try (InputStream stream =
        Thresholds.class.getResourceAsStream("/dev/perfusion/gate/targets.json")) {
      return of(JsonFiles.read("shipped targets.json", stream));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a scenario ships are the steps it must have; the limits are the targets. */
  private static Thresholds targets(Thresholds own) {
    Thresholds targets = targets();
    return new Thresholds(
        targets.name(),
        own.scenario(),
        targets.tolerancePercent(),
        targets.rules(),
        own.required());
  }

  /** Reads limits that stand in another file; see {@link #read}. */
  public static Thresholds of(JsonField root) {
    JsonField tolerance = root.get("regressionTolerancePercent");
    Double percent = tolerance.numberOrNull();
    if (percent != null && percent < 0) {
      throw tolerance.problem("value " + percent + " is negative", "give a number of at least 0");
    }
    return new Thresholds(
        root.file(),
        root.get("scenario").textOr(null),
        percent,
        rules(root).stream().map(CeilingRule::read).toList(),
        root.get("required").itemsOrNone().stream().map(StepPattern::read).toList());
  }

  /** Limits or required steps, or both. */
  private static List<JsonField> rules(JsonField root) {
    JsonField rules = root.get("rules");
    return root.get("required").isPresent() ? rules.itemsOrNone() : rules.items();
  }

  /** The rule that counts for a step. */
  public Optional<CeilingRule> ruleFor(StepKey step) {
    return rules.stream().filter(rule -> rule.steps().fits(step)).findFirst();
  }

  /** The same limits without the list of required steps. */
  public Thresholds withoutRequired() {
    return new Thresholds(name, scenario, tolerancePercent, rules, List.of());
  }
}
