package dev.perfusion.engine.io;

import java.util.Optional;

/**
 * Which format a simulation was written in.
 *
 * @param name of the format
 * @param version as the file says; 0 when it does not
 * @param oldestFull from here on everything is read as meant
 * @param newest the newest known version
 */
record FormatVersion(String name, int version, int oldestFull, int newest) {
  static FormatVersion pkml(int version) {
    return new FormatVersion("pkml", version, 9, 18);
  }

  /** Inside of a MoBi project; counts as pkml does. */
  static FormatVersion moBi(int version) {
    return new FormatVersion("MoBi project", version, 9, 19);
  }

  /** Inside of a PK-Sim project; 68 is PK-Sim 6.3, 81 is PK-Sim 13. */
  static FormatVersion pkSim(int version) {
    return new FormatVersion("PK-Sim project", version, 68, 81);
  }

  /** Name and version as shown to the user. */
  String text() {
    return name + ' ' + (version == 0 ? "without version" : version);
  }

  /** A remark on versions outside of the known ones. */
  Optional<String> warning() {
    if (version < oldestFull) {
      return Optional.of(
          "Format version "
              + version
              + " is older than "
              + oldestFull
              + ": it is read as well as possible, values whose base unit has changed since are not"
              + " converted.");
    }
    if (version > newest) {
      return Optional.of(
          "Format version "
              + version
              + " is newer than "
              + newest
              + ", the newest known: it is read as that version.");
    }
    return Optional.empty();
  }
}
