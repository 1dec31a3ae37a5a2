package dev.perfusion.bridge;

/** The version of this program. */
final class Version {
  private Version() {}

  /** From the manifest of the jar; {@code development} when run from classes. */
  static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
