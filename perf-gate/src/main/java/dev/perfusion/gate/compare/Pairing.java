package dev.perfusion.gate.compare;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.perfusion.gate.json.JsonField;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How the sides of a pair work: in turns, or two at once (duet: Bulej et al., Duet benchmarking,
 * ICPE 2020), so that both see the same noise of the machine.
 *
 * @param mode {@code alternate} or {@code duet}
 * @param cores in a duet, the two sets of cores, as lists like {@code 0,1}; else none
 */
public record Pairing(String mode, @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> cores) {
  private static final String ALTERNATE = "alternate";
  private static final String DUET = "duet";

  /** What the user asks for. */
  public enum Wish {
    /** A duet where there are cores for it. */
    AUTO,
    /** A duet, or nothing. */
    DUET,
    /** In turns. */
    ALTERNATE
  }

  /** One side at a time. */
  public static Pairing alternate() {
    return new Pairing(ALTERNATE, List.of());
  }

  /** Two sides at a time, each on one of two sets of cores. */
  static Pairing duet(String first, String second) {
    return new Pairing(DUET, List.of(first, second));
  }

  /** The stored pairing; null when nothing is here, as in documents from before there were two. */
  public static Pairing read(JsonField field) {
    if (!field.isPresent()) {
      return null;
    }
    List<String> cores = field.get("cores").itemsOrNone().stream().map(JsonField::text).toList();
    String mode = field.get("mode").text();
    if (!mode.equals(cores.isEmpty() ? ALTERNATE : DUET) || cores.size() > 2) {
      throw field.problem("is no pairing", "measure again");
    }
    return new Pairing(mode, cores);
  }

  /**
   * Who works in each turn of a block. Sides that alternate come in the given order and in the
   * reverse one (ABBA). In a duet each works with the next, in a ring and back: abc plays a-b, b-c,
   * c-a, a-c, c-b, b-a. So a steady drift cancels out, and each side has been on both sets of
   * cores, with every neighbour, equally often.
   *
   * @param order of the sides, by number
   * @return per turn, the sides that work at once; in a duet the first is on the first set of cores
   */
  List<List<Integer>> turns(List<Integer> order) {
    List<List<Integer>> turns = new ArrayList<>();
    int sides = order.size();
    for (int i = 0; i < sides; i++) {
      turns.add(
          cores.isEmpty()
              ? List.of(order.get(i))
              : List.of(order.get(i), order.get((i + 1) % sides)));
    }
    for (int i = sides - 1; i >= 0; i--) {
      List<Integer> mirrored = new ArrayList<>(turns.get(i));
      Collections.reverse(mirrored);
      turns.add(List.copyOf(mirrored));
    }
    return List.copyOf(turns);
  }

  /** What the sides do, for people. */
  public String text() {
    return cores.isEmpty()
        ? "take turns (ABBA)"
        : "work two at a time (duet), on cores " + String.join(" and ", cores) + " by turns";
  }
}
