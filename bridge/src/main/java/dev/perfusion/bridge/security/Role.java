package dev.perfusion.bridge.security;

import java.util.Locale;
import java.util.Optional;

/** What a caller may do. A tool names the roles of which one is enough. */
public enum Role {
  /** Reads. */
  VIEWER,
  /** Loads, changes and runs. */
  OPERATOR,
  /** Everything. */
  ADMIN;

  private final String wireName = name().toLowerCase(Locale.ROOT);

  /** Name in tokens and in annotations. */
  public String wireName() {
    return wireName;
  }

  /** The role of that name, any case; empty for a name that is not ours. */
  public static Optional<Role> of(String name) {
    for (Role role : values()) {
      if (role.name().equalsIgnoreCase(name.strip())) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }
}
