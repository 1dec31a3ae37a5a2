package dev.perfusion.bridge.security;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The header with which a REST caller confirms critical work. */
public final class Confirm {
  /** Header name. */
  public static final String HEADER = "X-MCP-Confirm";

  private static final Set<String> YES = Set.of("true", "1", "yes", "y", "confirmed");

  private Confirm() {}

  /** True when the first word of the header says yes. */
  public static boolean given(Optional<String> header) {
    return header
        .map(value -> value.split(",", 2)[0].strip().toLowerCase(Locale.ROOT))
        .filter(YES::contains)
        .isPresent();
  }
}
