package dev.perfusion.gate.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perfusion.gate.cli.PerfGate;
import dev.perfusion.gate.culprit.PathProfile;
import dev.perfusion.gate.culprit.ProfileBurst;
import dev.perfusion.gate.json.JsonFiles;
import dev.perfusion.gate.paired.RowStatus;
import dev.perfusion.gate.report.ComparisonPage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ComparisonDocumentTest {
  private static final String READ = "get_parameter_value/rest/warm/1";
  private static final String WRITE = "set_parameter_value/mcp/warm/1";
  private static final Suite SUITE = SyntheticPairs.suite("[5, 8]", READ, WRITE);
  private static final Binary BASE = new Binary("old.jar", null, "aa");
  private static final Binary HEAD = new Binary("main", "0123", "bb");
  private static final Binary HARNESS = new Binary("benchmarks.jar", null, "cc");

  private final SyntheticPairs machine = new SyntheticPairs(1, 0.02);
  @TempDir private Path folder;

  private List<Pair> pairs(int n, double ratio) {
    return Stream.generate(() -> machine.pair(List.of(READ, WRITE), ratio)).limit(n).toList();
  }

  private ComparisonDocument document(String broken, List<Pair> pairs) {
    return document(Pairing.alternate(), broken, pairs);
  }

  private static ComparisonDocument document(Pairing pairing, String broken, List<Pair> pairs) {
    return ComparisonDocument.of(
        BASE, HEAD, HARNESS, Environment.describe(), 7, SUITE, pairing, broken, pairs);
  }

  private record Ended(int code, String output) {}

  private static Ended run(String... args) {
    StringWriter output = new StringWriter();
    PrintWriter writer = new PrintWriter(output);
    CommandLine gate = PerfGate.commandLine().setOut(writer).setErr(writer);
    int code = gate.execute(args);
    return new Ended(code, output.toString());
  }

  @Test
  void theRatioOfAPairIsThatOfItsPercentiles() {
    PathRatio ratio = PathRatio.of(pairs(1, 1.3).get(0), READ, Pair.HEAD);
    assertThat(Math.exp(ratio.head())).isCloseTo(1.3, within(0.15));
    assertThat(Math.exp(ratio.control())).isCloseTo(1, within(0.15));
    assertThat(ratio.tailSamples()).isEqualTo(30);
  }

  @Test
  void aSlowPathFailsAndWitnessesStandBeside() {
    ComparisonDocument document = document(null, pairs(8, 1.3));
    assertThat(document.verdict().exitCode()).isEqualTo(1);
    assertThat(document.verdict().rows().get(0).status()).isEqualTo(RowStatus.FAIL);
    assertThat(document.verdict().rows().get(1).status()).isNotEqualTo(RowStatus.FAIL);
    assertThat(document.witnesses())
        .contains(
            new WitnessRow(READ, "allocatedBytes", 1000, 1000, 1.0),
            new WitnessRow(READ, "steps", 720, 720, 1.0));
  }

  @Test
  void rederivingGivesTheSameBytes() throws IOException {
    for (String broken : new String[] {null, "pair 9: side head ended"}) {
      Path file = folder.resolve("verdict.json");
      sameBytes(document(broken, pairs(8, 1.3)), file);
    }
  }

  @Test
  void howTheSidesWorkedIsStoredAndShown() throws IOException {
    Path file = folder.resolve("verdict.json");
    sameBytes(document(Pairing.duet("0", "1"), null, pairs(5, 1)), file);
    assertThat(file).content().contains("\"mode\" : \"duet\"", "\"cores\" : [ \"0\", \"1\" ]");
    assertThat(folder.resolve("again.md"))
        .content()
        .contains("The sides of a pair work two at a time (duet), on cores 0 and 1 by turns.");

    sameBytes(document(Pairing.alternate(), null, pairs(5, 1)), file);
    assertThat(file).content().contains("\"mode\" : \"alternate\"").doesNotContain("\"cores\"");
    assertThat(folder.resolve("again.md")).content().contains("take turns (ABBA).");
  }

  /**
   * Verdicts from before there was a duet, and from when each side brought its own model: neither
   * the document nor the page changes.
   */
  @Test
  void oldVerdictsDoNotSay() throws IOException {
    Path file = folder.resolve("verdict.json");
    List<Pair> pairs = pairs(5, 1);
    sameBytes(
        ComparisonDocument.of(
            BASE, HEAD, null, Environment.describe(), 7, SUITE, null, null, pairs),
        file);
    assertThat(file).content().doesNotContain("pairing", "harness");
    assertThat(folder.resolve("again.md")).content().doesNotContain("The sides of a pair");
  }

  private void sameBytes(ComparisonDocument written, Path file) {
    written.write(file);
    Ended ended =
        run(
            "rederive",
            file.toString(),
            "--out",
            folder.resolve("again.json").toString(),
            "--summary",
            folder.resolve("again.md").toString(),
            "--flame-graphs",
            folder.resolve("profile").toString());
    assertThat(ended.code()).as(ended.output()).isEqualTo(written.verdict().exitCode());
    assertThat(folder.resolve("again.json")).hasSameBinaryContentAs(file);
  }

  @Test
  void profilesAndWhatFollowsFromThemAreRederivedToo() throws IOException {
    PathProfile profile =
        new PathProfile(
            READ,
            "by hand",
            List.of(
                ProfileBurst.of("base", 10, 1_000_000, "own/A.a_[j] 5"),
                ProfileBurst.of("head", 10, 1_500_000, "own/A.a_[j] 5\nown/B.b_[i] 7")));
    Path file = folder.resolve("verdict.json");
    ComparisonDocument slow = document(null, pairs(8, 1.3));
    assertThat(slow.failed()).containsExactly(READ);
    sameBytes(slow.profiled(List.of(profile), List.of(), null), file);
    assertThat(folder.resolve("again.md"))
        .content()
        .contains("| `own/B.b` |", "](profile/get_parameter_value-rest-warm-1.diff.html)");
    assertThat(folder.resolve("profile/get_parameter_value-rest-warm-1.diff.html"))
        .content()
        .contains("head against base", "B.b");

    sameBytes(slow.profiled(List.of(), List.of(), "side head failed: no library"), file);
    assertThat(folder.resolve("again.md")).content().contains("No profile could be taken: side h");
  }

  @Test
  void aVerdictThatDoesNotFollowIsRefused() throws IOException {
    Path file = folder.resolve("verdict.json");
    document(null, pairs(8, 1.3)).write(file);
    String forged = Files.readString(file).replaceFirst("\"FAIL\"", "\"PASS\"");
    Files.writeString(file, forged);
    Ended ended = run("rederive", file.toString());
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.output()).contains("does not follow from its own raw data");
  }

  @Test
  void whatDoesNotFollowDoesNotReplaceWhatIsStored() throws IOException {
    Path file = folder.resolve("verdict.json");
    document(null, pairs(8, 1.3)).write(file);
    String forged = Files.readString(file).replaceFirst("\"FAIL\"", "\"PASS\"");
    Files.writeString(file, forged);
    assertThat(run("rederive", file.toString(), "--out", file.toString()).code()).isEqualTo(2);
    assertThat(file).hasContent(forged);
    String other = folder.resolve("other.json").toString();
    assertThat(run("rederive", file.toString(), "--out", other).code()).isEqualTo(2);
    assertThat(folder.resolve("other.json")).content().isNotEqualTo(forged);
  }

  /** Both seeds: that of the comparison, and those of its pairs. */
  @Test
  void aSeedThatIsNotThereIsNamed() throws IOException {
    Path file = folder.resolve("verdict.json");
    document(null, pairs(5, 1)).write(file);
    String whole = Files.readString(file);
    Files.writeString(file, whole.replace("  \"seed\" : 7,\n", ""));
    Ended ended = run("rederive", file.toString());
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.output()).contains("verdict.json: seed: missing");

    Files.writeString(
        file, whole.replaceFirst("(\"pairs\" : \\[ \\{\\s+)\"seed\" : -?\\d+,", "$1"));
    ended = run("rederive", file.toString());
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.output()).contains("verdict.json: pairs[0].seed: missing");
  }

  @Test
  void whatIsNoVerdictIsNotRederived() throws IOException {
    Path file = Files.writeString(folder.resolve("other.json"), "{\"format\": \"other/1\"}");
    Ended ended = run("rederive", file.toString());
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.output())
        .contains("format: is neither perfusion-comparison/1 nor perfusion-ch");
    Files.writeString(file, "{\"verdict\": \"PASS\"}");
    assertThat(run("rederive", file.toString()).code()).isEqualTo(2);
  }

  @Test
  void aDamagedHistogramIsUnusable() throws IOException {
    Path file = folder.resolve("verdict.json");
    document(null, pairs(5, 1)).write(file);
    Files.writeString(
        file, Files.readString(file).replaceFirst("\"bursts\" : \\[ \"H", "\"bursts\" : [ \"X"));
    Ended ended = run("rederive", file.toString());
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.output()).contains("is no histogram");
  }

  @Test
  void tooFewPairsAreInconclusiveWithTheReason() {
    ComparisonDocument document = document("pair 4: side head ended", pairs(3, 1.3));
    assertThat(document.verdict().exitCode()).isEqualTo(3);
    assertThat(document.verdict().reasons())
        .containsExactly("pair 4: side head ended", "only 3 pairs were measured, 5 are needed");
  }

  @Test
  void theShippedSuiteIsReadable() {
    Suite gate = Suite.read(null);
    assertThat(gate.paths()).hasSizeGreaterThanOrEqualTo(5);
    assertThat(gate.paths()).anyMatch(p -> p.contains("/inprocess/"));
    assertThat(gate.paths()).anyMatch(p -> p.contains("/rest/"));
    assertThat(gate.paths()).anyMatch(p -> p.contains("/mcp/"));
    assertThat(gate.slowdowns()).allMatch(s -> gate.paths().contains(s.path()));
    assertThat(gate.plan().looks().get(0)).isGreaterThanOrEqualTo(5);
  }

  @Test
  void jarsThatAreNotThereAreUnusable() {
    Ended ended =
        run("compare", "--base-jar", "no.jar", "--head-jar", "no.jar", "--out", folder.toString());
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.output()).contains("no.jar");
    assertThat(run("compare", "--out", folder.toString()).code()).isEqualTo(2);
  }

  @Test
  void whatIsNoJarOfTheProductIsUnusable() throws IOException {
    String text = Files.writeString(folder.resolve("text.jar"), "a text").toString();
    Ended ended =
        run("compare", "--base-jar", text, "--head-jar", text, "--out", folder.toString());
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.output()).contains("text.jar: is no jar");
  }

  @Test
  void fewerPairsThanACertificateNeedsCannotBeAskedFor() {
    for (String[] few : new String[][] {{"--identical", "59"}, {"--slowed", "29"}}) {
      Ended ended = run("certify", few[0], few[1], "--evidence", folder.toString());
      assertThat(ended.code()).isEqualTo(2);
      assertThat(ended.output()).contains("--identical at least 60, --slowed at least 30");
    }
  }

  @Test
  void aDuetThatCannotBeIsUnusable() {
    String[] compare = {"compare", "--base-jar", "no.jar", "--head-jar", "no.jar", "--out", "no"};
    for (String[] wrong :
        new String[][] {
          {"--pairing", "duet", "--cores-per-side", "100000"},
          {"--cores-per-side", "0"},
          {"--pairing", "trio"}
        }) {
      String[] all = Stream.of(compare, wrong).flatMap(Stream::of).toArray(String[]::new);
      Ended ended = run(all);
      assertThat(ended.code()).as(ended.output()).isEqualTo(2);
      assertThat(ended.output()).doesNotContain("no.jar").containsIgnoringCase(wrong[1]);
    }
  }

  @Test
  void everyRowSaysOnTheConsoleWhatItWouldHaveSeen() {
    assertThat(ComparisonPage.lines(document(null, pairs(8, 1))))
        .hasSize(2)
        .allSatisfy(
            line ->
                assertThat(line)
                    .matches("PASS +\\S+: ratio .* finds slowdowns from \\+\\d+\\.\\d %"));
  }

  @Test
  void aWrongPlanNamesTheField() throws IOException {
    Path file = folder.resolve("suite.json");
    JsonFiles.write(file, SUITE.source());
    Files.writeString(file, Files.readString(file).replace("5, 8", "8, 5"));
    assertThat(
            run(
                    "certify",
                    "--suite",
                    file.toString(),
                    "--budget",
                    "1",
                    "--evidence",
                    folder.toString())
                .output())
        .contains("plan.looks: do not rise");
  }
}
