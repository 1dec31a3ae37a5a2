package dev.perfusion.engine.model;

import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ways to write a unit that mean the same: both micro signs and {@code u}, {@code L} for {@code l},
 * {@code h} written out, {@code ^2}, {@code m2}. Case counts otherwise, as in SI: {@code mM} is not
 * {@code MM}.
 */
final class UnitSpelling {
  private static final char MICRO = '\u00b5';
  private static final char MU = '\u03bc';
  private static final Pattern TOKEN =
      Pattern.compile("[\\p{L}\u00b5%]+(?:\\(s\\))?[\u00b2\u00b3]?");
  private static final Pattern POWER = Pattern.compile("(?<=[a-z])\\^?([23])(?![0-9])");
  private static final Pattern MICRO_U = Pattern.compile("u(mol|g|l|L|m|M)(?![a-z])");
  private static final Pattern LITRE = Pattern.compile("([dcm\u00b5np]?)L");

  private static final Map<String, String> WORDS =
      Map.ofEntries(
          Map.entry("sec", "s"),
          Map.entry("minute", "min"),
          Map.entry("minutes", "min"),
          Map.entry("hr", "h"),
          Map.entry("hour", "h"),
          Map.entry("hours", "h"),
          Map.entry("d", "day(s)"),
          Map.entry("day", "day(s)"),
          Map.entry("days", "day(s)"),
          Map.entry("week", "week(s)"),
          Map.entry("weeks", "week(s)"),
          Map.entry("month", "month(s)"),
          Map.entry("months", "month(s)"),
          Map.entry("year", "year(s)"),
          Map.entry("years", "year(s)"),
          Map.entry("y", "year(s)"));

  /** Spellings that stand for a unit of their own name. */
  private static final Set<String> KEPT = Set.of("pts/day");

  private UnitSpelling() {}

  /** The form under which a unit is looked up. */
  static String normal(String unit) {
    String text = unit.strip().replace(MU, MICRO);
    if (KEPT.contains(text)) {
      return text;
    }
    text = POWER.matcher(text).replaceAll(m -> m.group(1).equals("2") ? "\u00b2" : "\u00b3");
    Matcher tokens = TOKEN.matcher(text);
    return tokens.replaceAll(m -> Matcher.quoteReplacement(token(m.group())));
  }

  private static String token(String token) {
    String word = WORDS.get(token);
    if (word != null) {
      return word;
    }
    Matcher micro = MICRO_U.matcher(token);
    String text = micro.lookingAt() ? MICRO + token.substring(1) : token;
    Matcher litre = LITRE.matcher(text);
    return litre.matches() ? litre.group(1) + 'l' : text;
  }
}
