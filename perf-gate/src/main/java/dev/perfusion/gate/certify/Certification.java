package dev.perfusion.gate.certify;

import dev.perfusion.gate.compare.Binary;
import dev.perfusion.gate.compare.Environment;
import dev.perfusion.gate.compare.Pairing;
import dev.perfusion.gate.compare.Suite;
import dev.perfusion.gate.json.InputException;
import dev.perfusion.gate.json.JsonFiles;
import java.io.PrintWriter;
import java.nio.file.Path;

/** Collects evidence about the gate and writes the certificate. */
public final class Certification {
  /** Pairs of identical code that a certificate needs. */
  public static final int LEAST_IDENTICAL = 60;

  /** Pairs of each slowed path that it needs. */
  public static final int LEAST_SLOWED = 30;

  private static final int PATHS = 3;
  private static final int TOO_FEW = 3;

  private final Path folder;
  private final Collector.Wanted wanted;
  private final PrintWriter out;

  /**
   * A certification.
   *
   * @param folder evidence, which grows from run to run
   * @param identical wanted pairs without a difference, {@value #LEAST_IDENTICAL} or more
   * @param slowed wanted pairs per slowed path, {@value #LEAST_SLOWED} or more
   * @throws IllegalArgumentException fewer would make no certificate
   */
  public Certification(Path folder, int identical, int slowed, PrintWriter out) {
    if (identical < LEAST_IDENTICAL || slowed < LEAST_SLOWED) {
      throw new IllegalArgumentException(
          identical + " identical and " + slowed + " slowed pairs make no certificate");
    }
    this.folder = folder;
    this.wanted = new Collector.Wanted(identical, slowed, PATHS);
    this.out = out;
  }

  /**
   * What a new folder of evidence begins with; a folder that is there has kept its own.
   *
   * @param suite file; null for the gate suite
   * @param product jar of the product
   * @param harness jar that measures
   * @param agent jar of the agent that slows down
   * @param pairing how the sides of a pair work; null: as in the folder, in a new one by turns. A
   *     folder of another pairing is refused.
   */
  public record Subject(Path suite, Path product, Path harness, Path agent, Pairing pairing) {}

  /** Adds pairs for so many minutes, and at least one while any is wanted. */
  public void collect(Subject subject, double minutes) {
    Evidence evidence = Evidence.exists(folder) ? resume(subject.pairing()) : begin(subject);
    Suite suite = Suite.of(evidence.about().get("suite"));
    new Collector(evidence, suite, out).collect(wanted, minutes);
  }

  private Evidence begin(Subject subject) {
    Suite suite = Suite.read(subject.suite());
    Binary product = Binary.of("product", null, subject.product());
    Binary.of("harness", null, subject.harness());
    Binary.of("agent", null, subject.agent());
    Pairing pairing = subject.pairing() == null ? Pairing.alternate() : subject.pairing();
    Evidence evidence = Evidence.open(folder, product, suite, Environment.describe(), pairing);
    evidence.keep(new Evidence.Jars(subject.product(), subject.harness(), subject.agent()));
    return evidence;
  }

  private Evidence resume(Pairing asked) {
    Evidence stored = Evidence.read(folder);
    Binary product = Binary.of("product", null, stored.jars().product());
    return Evidence.open(
        folder,
        product,
        Suite.of(stored.about().get("suite")),
        Environment.describe(),
        asked == null ? stored.pairing() : asked);
  }

  /**
   * Derives the certificate from what there is.
   *
   * @return 0 every bar is met, 1 one is missed, 3 there are too few pairs or culprit trials to say
   */
  public int certify(Path report) {
    Evidence evidence = Evidence.read(folder);
    Suite suite = Suite.of(evidence.about().get("suite"));
    if (evidence.count(Evidence.IDENTICAL) == 0) {
      throw new InputException(folder.toString(), "", "holds no pair", "measure with --budget");
    }
    out.println("wanted  " + wanted.text());
    Certificate certificate = Certificate.of(suite, evidence, wanted, Rates.Effort.FULL);
    CulpritReport culprits = CulpritReport.of(CulpritTrials.read(folder.resolve("culprits")));
    certificate = certificate.with(culprits.bar(), culprits.exitCode() != TOO_FEW);
    JsonFiles.writeText(
        report,
        CertificatePage.text(certificate, suite, evidence)
            + (culprits.isEmpty() ? "" : "\n## Naming the culprit\n" + culprits.section()));
    certificate
        .bars()
        .forEach(
            bar ->
                out.println(
                    (bar.met() ? "met     " : "missed  ") + bar.what() + ": " + bar.measured()));
    out.flush();
    return certificate.exitCode();
  }
}
