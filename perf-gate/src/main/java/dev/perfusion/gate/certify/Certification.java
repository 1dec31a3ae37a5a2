package dev.perfusion.gate.certify;

import dev.perfusion.gate.compare.Binary;
import dev.perfusion.gate.compare.Environment;
import dev.perfusion.gate.compare.Pairing;
import dev.perfusion.gate.compare.Suite;
import dev.perfusion.gate.json.InputException;
import dev.perfusion.gate.json.JsonField;
import dev.perfusion.gate.json.JsonFiles;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

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
   * @param named the parts that the caller has named himself, of {@code suite product harness
   *     agent}: a folder that was begun with another one is refused
   */
  public record Subject(
      Path suite, Path product, Path harness, Path agent, Pairing pairing, Set<String> named) {}

  /** Adds pairs for so many minutes, and at least one while any is wanted. */
  public void collect(Subject subject, double minutes) {
    Evidence evidence = Evidence.exists(folder) ? resume(subject) : begin(subject);
    Suite suite = Suite.of(evidence.about().get("suite"));
    new Collector(evidence, suite, out).collect(wanted, minutes);
  }

  private Evidence begin(Subject subject) {
    Suite suite = Suite.read(subject.suite());
    mustSlowItsOwnPaths(suite, subject.suite());
    Evidence.Jars jars = new Evidence.Jars(subject.product(), subject.harness(), subject.agent());
    Binary product = Binary.of("product", null, jars.product());
    Binary.of("harness", null, jars.harness());
    Binary.of("agent", null, jars.agent());
    Pairing pairing = subject.pairing() == null ? Pairing.alternate() : subject.pairing();
    Evidence.keep(folder, jars);
    return Evidence.open(folder, product, suite, Environment.describe(), pairing);
  }

  private static void mustSlowItsOwnPaths(Suite suite, Path file) {
    Set<String> names = new HashSet<>();
    for (Suite.Slowdown slowdown : suite.slowdowns()) {
      if (!slowdown.name().matches("[A-Za-z0-9_-]+") || !names.add(slowdown.name())) {
        throw new InputException(
            file == null ? suite.name() : file.toString(),
            "slowdowns",
            "name " + slowdown.name() + " is there twice, or is no name of a folder",
            "give each another name of letters and digits");
      }
      if (!suite.paths().contains(slowdown.path())) {
        throw new InputException(
            file == null ? suite.name() : file.toString(),
            "slowdowns",
            "path " + slowdown.path() + " is none of the suite's paths",
            "name one of " + String.join(", ", suite.paths()));
      }
    }
  }

  private Evidence resume(Subject subject) {
    Evidence stored = Evidence.read(folder);
    Evidence.Jars kept = stored.jars();
    Binary product = Binary.of("product", null, kept.product());
    mustBeTheKept(subject, "product", subject.product(), kept.product());
    mustBeTheKept(subject, "harness", subject.harness(), kept.harness());
    mustBeTheKept(subject, "agent", subject.agent(), kept.agent());
    JsonField about = stored.about();
    if (subject.named().contains("suite")
        && !Suite.read(subject.suite()).source().equals(about.get("suite").node())) {
      throw otherThanKept("suite", subject.suite());
    }
    out.printf(
        Locale.ROOT,
        "going on with the suite and the jars that %s keeps, product %.12s%n",
        folder,
        product.sha256());
    return Evidence.open(
        folder,
        product,
        Suite.of(about.get("suite")),
        Environment.describe(),
        subject.pairing() == null ? stored.pairing() : subject.pairing());
  }

  private void mustBeTheKept(Subject subject, String part, Path given, Path kept) {
    if (subject.named().contains(part)
        && !Binary.of(part, null, given).equals(Binary.of(part, null, kept))) {
      throw otherThanKept(part, given);
    }
  }

  private InputException otherThanKept(String part, Path given) {
    return new InputException(
        given.toString(),
        "",
        "is another " + part + " than that of the pairs in " + folder,
        "leave it out to go on with that one, or name another folder");
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
