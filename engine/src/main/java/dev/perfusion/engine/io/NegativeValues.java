package dev.perfusion.engine.io;

import java.util.List;

/**
 * Which species may be negative whatever the file says: those of containers that the OSP kernel
 * exempts from its check.
 */
final class NegativeValues {
  private static final List<String> EXEMPT =
      List.of("SalivaGland", "IgG_Source", "ParticleBin_", "|Events|", "|Applications|");

  private NegativeValues() {}

  static boolean allowed(String path, boolean inFile) {
    return inFile || EXEMPT.stream().anyMatch(path::contains);
  }
}
