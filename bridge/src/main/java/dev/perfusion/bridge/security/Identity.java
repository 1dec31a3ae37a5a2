package dev.perfusion.bridge.security;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * A caller.
 *
 * @param subject who
 * @param roles what they may do
 * @param tokenId {@code jti} of the token; null without one
 * @param serviceAccount a program rather than a person
 */
public record Identity(String subject, Set<Role> roles, String tokenId, boolean serviceAccount) {
  private static final Identity ANONYMOUS =
      new Identity("anonymous", EnumSet.of(Role.VIEWER, Role.OPERATOR), null, true);

  public Identity {
    roles = Set.copyOf(roles);
  }

  /** The caller of a server without authentication: may read and run. */
  public static Identity anonymous() {
    return ANONYMOUS;
  }

  /** The Java program that embeds the bridge. */
  public static Identity embedded() {
    return new Identity("embedded", EnumSet.allOf(Role.class), null, true);
  }

  /** True for a caller that did not prove who it is. */
  public boolean isAnonymous() {
    return this == ANONYMOUS;
  }

  /** True when one of the roles is held. */
  public boolean hasAny(Set<Role> wanted) {
    return !Collections.disjoint(wanted, roles);
  }
}
