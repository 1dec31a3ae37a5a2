package dev.perfusion.gate.cli;

import dev.perfusion.gate.compare.Cores;
import dev.perfusion.gate.compare.Pairing;
import dev.perfusion.gate.compare.Suite;
import dev.perfusion.gate.json.InputException;
import picocli.CommandLine.Option;

/** How the sides of a pair work. */
final class PairingOption {
  @Option(
      names = "--pairing",
      paramLabel = "HOW",
      description =
          "auto: a duet where each side has cores of its own, else alternate; duet; alternate"
              + " (compare: auto; certify: as its evidence, at first alternate)")
  private Pairing.Wish wish;

  @Option(
      names = "--cores-per-side",
      paramLabel = "N",
      description = "cores of a side in a duet (default: coresPerSide of the suite)")
  private Integer coresPerSide;

  /**
   * The pairing asked for on this machine.
   *
   * @param otherwise when none is asked for; null gives null
   */
  Pairing of(Suite suite, Pairing.Wish otherwise) {
    if (coresPerSide != null && coresPerSide < 1) {
      throw new InputException("--cores-per-side", "", "is " + coresPerSide, "give 1 or more");
    }
    Pairing.Wish asked = wish == null ? otherwise : wish;
    return asked == null
        ? null
        : Cores.here().pairing(asked, coresPerSide == null ? suite.coresPerSide() : coresPerSide);
  }
}
