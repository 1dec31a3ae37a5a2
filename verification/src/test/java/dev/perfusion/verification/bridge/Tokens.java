package dev.perfusion.verification.bridge;

import dev.perfusion.bridge.security.DevelopmentToken;
import dev.perfusion.bridge.security.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** Tokens for tests. */
final class Tokens {
  private Tokens() {}

  static String hs256(String secret, String subject, String... roles) {
    Set<Role> known = EnumSet.noneOf(Role.class);
    Arrays.stream(roles).map(name -> Role.of(name).orElseThrow()).forEach(known::add);
    return DevelopmentToken.sign(secret, subject, known, Instant.now(), Duration.ofMinutes(5));
  }
}
