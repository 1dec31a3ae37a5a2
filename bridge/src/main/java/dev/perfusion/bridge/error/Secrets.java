package dev.perfusion.bridge.error;

import java.util.regex.Pattern;

/** Keeps secrets out of what people read. */
public final class Secrets {
  /** Stands for a secret. */
  public static final String MASK = "***";

  private static final Pattern ASSIGNED =
      Pattern.compile("(?i)\\b((?:token|secret|password|key)=)[^\\s,;&\"]+");
  private static final Pattern BEARER = Pattern.compile("(?i)\\b(bearer )[A-Za-z0-9._~+/=-]{8,}");
  private static final Pattern IN_ADDRESS = Pattern.compile("(://[^/\\s:@]*:)[^/\\s@]+@");

  private Secrets() {}

  /** The text with the values of {@code token=}, {@code password=} and the like masked. */
  public static String mask(String text) {
    String masked = ASSIGNED.matcher(text).replaceAll("$1" + MASK);
    masked = BEARER.matcher(masked).replaceAll("$1" + MASK);
    return IN_ADDRESS.matcher(masked).replaceAll("$1" + MASK + "@");
  }
}
