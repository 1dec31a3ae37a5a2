package dev.perfusion.gate.certify;

import dev.perfusion.gate.compare.Binary;
import dev.perfusion.gate.compare.Environment;
import dev.perfusion.gate.compare.Suite;
import dev.perfusion.gate.json.InputException;
import dev.perfusion.gate.json.JsonFiles;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/** Collects evidence about the gate and writes the certificate. */
public final class Certification {
  private final Path folder;
  private final Collector.Wanted wanted;
  private final PrintWriter out;

  /**
   * A certification.
   *
   * @param folder evidence, which grows from run to run
   * @param identical wanted pairs without a difference
   * @param slowed wanted pairs per slowed path
   */
  public Certification(Path folder, int identical, int slowed, PrintWriter out) {
    this.folder = folder;
    this.wanted = new Collector.Wanted(identical, slowed);
    this.out = out;
  }

  /** Adds pairs for so many minutes, and at least one while any is wanted. */
  public void collect(Suite suite, Path product, Path harness, Path agent, double minutes) {
    Binary binary = Binary.of(product.getFileName().toString(), null, product);
    Evidence evidence = Evidence.open(folder, binary, suite, Environment.describe());
    new Collector(evidence, suite, List.of(product, harness), agent, out).collect(wanted, minutes);
  }

  /**
   * Derives the certificate from what there is.
   *
   * @return 0 every bar is met, 1 one is missed, 3 there are too few pairs to say
   */
  public int certify(Path report) {
    Evidence evidence = Evidence.read(folder);
    Suite suite = Suite.of(evidence.about().get("suite"));
    if (evidence.count(Evidence.IDENTICAL) == 0) {
      throw new InputException(folder.toString(), "", "holds no pair", "measure with --budget");
    }
    Certificate certificate = Certificate.of(suite, evidence, wanted, Rates.Effort.FULL);
    JsonFiles.writeText(report, CertificatePage.text(certificate, suite, evidence.about()));
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
