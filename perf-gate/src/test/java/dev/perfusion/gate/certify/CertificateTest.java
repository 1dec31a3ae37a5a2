package dev.perfusion.gate.certify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.perfusion.gate.compare.Binary;
import dev.perfusion.gate.compare.Environment;
import dev.perfusion.gate.compare.Pair;
import dev.perfusion.gate.compare.Pairing;
import dev.perfusion.gate.compare.Suite;
import dev.perfusion.gate.compare.SyntheticPairs;
import dev.perfusion.gate.json.InputException;
import dev.perfusion.gate.json.JsonFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class CertificateTest {
  private static final String READ = "get_parameter_value/rest/warm/1";
  private static final String WRITE = "set_parameter_value/mcp/warm/1";
  private static final Suite SUITE = SyntheticPairs.suite("[6, 8, 10]", READ, WRITE);
  private static final Binary PRODUCT = new Binary("p.jar", null, "aabbccddeeff0011");
  private static final Rates.Effort SOME = new Rates.Effort(300, 4, 20);

  private static final String DUET = "{\"mode\": \"duet\", \"cores\": [\"0,1\", \"2,3\"]}";

  @TempDir private Path folder;

  private Evidence open(Binary product, Pairing pairing) {
    return Evidence.open(folder, product, SUITE, Environment.describe(), pairing);
  }

  private Evidence collected(double spread) {
    Evidence evidence = open(PRODUCT, Pairing.alternate());
    SyntheticPairs machine = new SyntheticPairs(3, spread);
    for (int i = 0; i < 30; i++) {
      evidence.add(Evidence.IDENTICAL, machine.pair(List.of(READ, WRITE), 1));
    }
    for (int i = 0; i < 20; i++) {
      Map<String, Double> sides = new HashMap<>(Map.of(Pair.BASE, 1.0, Pair.CONTROL, 1.0));
      for (Level level : Level.values()) {
        sides.put(level.side(), 1 + level.percent() / 100.0);
      }
      evidence.add(Evidence.slowed(SUITE.slowdowns().get(0)), machine.pair(Map.of(READ, sides)));
    }
    return evidence;
  }

  private Certificate certificate(double spread) {
    return Certificate.of(SUITE, collected(spread), new Collector.Wanted(30, 20, 1), SOME);
  }

  @Test
  void aQuietMachineMeetsTheBars() {
    Certificate certificate = certificate(0.02);
    assertThat(certificate.identical().fail().rate()).isZero();
    assertThat(certificate.identical().pass().rate()).isGreaterThan(0.95);
    assertThat(certificate.identical().coverage().rate()).isBetween(0.92, 0.98);
    assertThat(certificate.slowed()).hasSize(4);
    Certificate.SlowedRates most = certificate.slowed().get(3);
    assertThat(most.ratio().rate()).isCloseTo(1.25, within(0.03));
    assertThat(most.rates().fail().rate()).isGreaterThan(0.97);
    assertThat(most.rates().realRuns()).isGreaterThanOrEqualTo(2);
    Certificate.SlowedRates ten = certificate.slowed().get(1);
    assertThat(ten.rates().fail().rate()).isBetween(0.2, 0.8);
    assertThat(ten.rates().pass().rate()).isLessThan(0.1);
    assertThat(ten.rates().coverage().rate()).isBetween(0.85, 0.99);
    assertThat(ten.rates().coverage().low()).as("shifted anew").isGreaterThan(0.7);
    assertThat(certificate.exitCode()).isIn(0, 1);
    String page = CertificatePage.text(certificate, SUITE, Evidence.read(folder));
    assertThat(page)
        .contains(
            "| first `" + READ + "` | +25 % |",
            "| 95 % interval covers in 93 to 97 % |",
            "| another path fails | 95 % interval covers | real runs: FAIL |",
            "The sides of a pair take turns (ABBA).",
            "| real, each pair used once | 0 of ",
            "| resampled | 0.0 % (0.0 to 0.0) | ",
            "| " + WRITE + " | ",
            "exactly the limit of 10 % fails about half of the time",
            " min for all 10 pairs");
  }

  /** The lot makes any part as fast as the others; a head that is always slower is no chance. */
  @Test
  void aProcessThatIsSlowerForThePartItHasIsSeen() {
    Evidence evidence = open(PRODUCT, Pairing.alternate());
    SyntheticPairs machine = new SyntheticPairs(4, 0.02);
    for (int i = 0; i < 30; i++) {
      evidence.add(Evidence.IDENTICAL, machine.pair(List.of(READ, WRITE), 1.12));
    }
    Certificate certificate =
        Certificate.of(SUITE, evidence, new Collector.Wanted(30, 20, 1), SOME);
    assertThat(certificate.identical().fail().rate()).isLessThan(0.1);
    assertThat(certificate.paths().get(0).head().lower(0.025)).isGreaterThan(1.08);
    assertThat(certificate.paths().get(1).head().ratio()).isCloseTo(1, within(0.02));
  }

  /** A machine too noisy for the plan: never a failure, but few passes, and the bar is missed. */
  @Test
  void aNoisyMachineMissesThem() {
    Certificate certificate = certificate(0.2);
    assertThat(certificate.identical().pass().rate()).isLessThan(0.9);
    assertThat(certificate.exitCode()).isEqualTo(1);
    assertThat(certificate.bars())
        .anyMatch(bar -> bar.what().contains("PASS in at least 90 %") && !bar.met());
  }

  @Test
  void theSameEvidenceGivesTheSameCertificate() {
    Evidence evidence = collected(0.05);
    Collector.Wanted wanted = new Collector.Wanted(31, 20, 1);
    Certificate once = Certificate.of(SUITE, evidence, wanted, SOME);
    assertThat(Certificate.of(SUITE, evidence, wanted, SOME)).isEqualTo(once);
    assertThat(once.exitCode()).as("one pair is missing").isEqualTo(3);
  }

  @Test
  void slowdownsOnTooFewPathsAreNotEnough() {
    Collector.Wanted wanted = new Collector.Wanted(30, 20, 3);
    Certificate certificate = Certificate.of(SUITE, collected(0.02), wanted, SOME);
    assertThat(certificate.exitCode()).isEqualTo(3);
    assertThat(CertificatePage.text(certificate, SUITE, Evidence.read(folder)))
        .contains(
            "| enough pairs: 30 identical, 20 slowed on each of 3 paths | 30 identical, slowed [20] |"
                + " **missed** |");
  }

  @Test
  void evidenceOfAnotherProductIsNotMixed() {
    collected(0.02);
    Binary other = new Binary("p.jar", null, "ffff");
    assertThatThrownBy(() -> open(other, Pairing.alternate()))
        .hasMessageContaining("sha256: is of other pairs");
  }

  @Test
  void pairsOfTwoPairingsAreNotMixed() throws IOException {
    Pairing duet = Pairing.read(JsonFiles.parse("duet", DUET));
    assertThat(open(PRODUCT, duet).pairing()).isEqualTo(duet);
    assertThat(open(PRODUCT, duet).pairing()).isEqualTo(duet);
    assertThatThrownBy(() -> open(PRODUCT, Pairing.alternate()))
        .hasMessageContaining("pairing: is of other pairs");
  }

  /** A file that somebody deleted leaves a gap, and no later pair is written over. */
  @Test
  void aNewPairIsWrittenAfterTheLast() throws IOException {
    Evidence evidence = collected(0.02);
    Path last = folder.resolve("identical/0030.json");
    byte[] before = Files.readAllBytes(last);
    Files.delete(folder.resolve("identical/0003.json"));
    Files.createFile(folder.resolve("identical/.0031.json.1.tmp"));
    evidence.add(Evidence.IDENTICAL, new SyntheticPairs(9, 0.02).pair(List.of(READ, WRITE), 1));
    assertThat(last).hasBinaryContent(before);
    assertThat(folder.resolve("identical/0031.json")).exists();
    assertThat(evidence.pairs(Evidence.IDENTICAL)).hasSize(30);
  }

  @Test
  void aDamagedPairIsNamed() throws IOException {
    Evidence evidence = collected(0.02);
    Path file = folder.resolve("slowed/first/0007.json");
    String whole = Files.readString(file);
    Files.writeString(file, whole.replace("\"+15\"", "\"+16\""));
    assertThatThrownBy(() -> evidence.pairs("slowed/first"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("0007.json: paths." + READ + ".+15: has no samples (delete the file");
    Files.writeString(file, whole.substring(0, whole.length() / 2));
    assertThatThrownBy(() -> evidence.pairs("slowed/first"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("0007.json: line")
        .hasMessageContaining("not valid JSON");
    Files.copy(file, folder.resolve("identical/0002.json"), StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(file, whole);
    assertThat(evidence.pairs("slowed/first")).hasSize(20);
    Files.copy(file, folder.resolve("identical/0002.json"), StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> evidence.pairs(Evidence.IDENTICAL))
        .hasMessageContaining("0002.json: paths." + READ + ".head: has no samples");
  }

  /** Evidence from before there was a duet goes on, in turns. */
  @Test
  void oldEvidenceIsOfSidesThatTookTurns() throws IOException {
    collected(0.02);
    Path about = folder.resolve("about.json");
    JsonNode old = JsonFiles.read(about).node();
    ((ObjectNode) old).remove("pairing");
    JsonFiles.write(about, old);
    byte[] before = Files.readAllBytes(about);

    assertThat(open(PRODUCT, Pairing.alternate()).pairing()).isEqualTo(Pairing.alternate());
    Pairing duet = Pairing.read(JsonFiles.parse("duet", DUET));
    assertThatThrownBy(() -> open(PRODUCT, duet)).hasMessageContaining("pairing");
    assertThat(about).hasBinaryContent(before);
  }

  @Test
  void aBarWithoutEnoughEvidenceLeavesTheCertificateOpen() {
    Certificate certificate = certificate(0.02);
    Certificate.Bar bar = new Certificate.Bar("guilty method", "0 of 0", false);
    assertThat(certificate.with(bar, false).exitCode()).isEqualTo(3);
    assertThat(certificate.with(bar, true).exitCode()).isEqualTo(1);
  }

  /** Tables of Clopper and Pearson's interval. */
  @Test
  void exactIntervalsAreThoseOfTheTables() {
    assertThat(Interval.exact(0, 10).high()).isCloseTo(0.3085, within(1e-4));
    assertThat(Interval.exact(5, 10).low()).isCloseTo(0.1871, within(1e-4));
    assertThat(Interval.exact(5, 10).high()).isCloseTo(0.8129, within(1e-4));
    assertThat(Interval.exact(10, 10).low()).isCloseTo(0.6915, within(1e-4));
    assertThat(Interval.exact(0, 0)).isEqualTo(new Interval(Double.NaN, 0, 1));
  }
}
