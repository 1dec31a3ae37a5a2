package dev.perfusion.gate.certify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.gate.cli.PerfGate;
import dev.perfusion.gate.culprit.PathProfile;
import dev.perfusion.gate.culprit.ProfileBurst;
import dev.perfusion.gate.json.JsonFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CulpritReportTest {
  private static final String PATH = "read/rest/warm/1";
  @TempDir private Path folder;

  /** The methods A, B, C, D of the head take 40, 30, 20, 10 us more than nothing. */
  private static CulpritTrial trial(String type, String method) {
    String head = "own/A.m_[j] 40\nown/B.m_[j] 30\nown/C.lambda$m$7_[i] 20\nown/D.m_[j] 10";
    return new CulpritTrial(
        new CulpritTrial.Seeded(PATH, "own." + type + "#" + method, false),
        15,
        1,
        200_000,
        1000,
        "2026-01-31T12:00:00Z",
        "aa",
        List.of("own."),
        new PathProfile(
            PATH,
            "by hand",
            List.of(
                ProfileBurst.of("base", 10, 10_000, "own/Z.z_[j] 100"),
                ProfileBurst.of("head", 10, 11_000, head))));
  }

  private static List<CulpritTrial> twenty() {
    List<CulpritTrial> trials = new ArrayList<>();
    for (int i = 0; i < 17; i++) {
      trials.add(trial("A", "m"));
    }
    trials.add(trial("C", "lambda$m$3"));
    trials.add(trial("D", "m"));
    trials.add(trial("Elsewhere", "m"));
    return trials;
  }

  @Test
  void hitsAreCountedWithExactIntervals() {
    CulpritReport report = CulpritReport.of(twenty());
    // Clopper-Pearson for 18 of 20
    assertThat(report.bar().measured())
        .isEqualTo("18 of 20 in 4 classes (20 are needed), 90.0 % (68.3 to 98.8)");
    assertThat(report.bar().met()).isTrue();
    assertThat(report.exitCode()).as("four classes are too few").isEqualTo(3);
    assertThat(report.page())
        .contains(
            "| the first | 17 of 20 | 85.0 %",
            "| among the first 3 | 18 of 20 | 90.0 %",
            "`own.C#lambda$m$3` | loop | 1.00 | +15 %, 30.0 us |",
            "| **4** | `own/A.m` |",
            "| **none** | `own/A.m` |");
  }

  @Test
  void storedTrialsAreRankedAnew() {
    List<CulpritTrial> trials = twenty();
    for (int i = 0; i < trials.size(); i++) {
      JsonFiles.write(folder.resolve("culprits/%03d.json".formatted(i + 1)), trials.get(i));
    }
    assertThat(CulpritTrials.read(folder.resolve("culprits"))).isEqualTo(trials);
    assertThat(CulpritTrials.read(folder.resolve("none"))).isEmpty();

    StringWriter output = new StringWriter();
    int code =
        PerfGate.commandLine()
            .setOut(new PrintWriter(output))
            .execute(
                "culprit-trial",
                "--only-report",
                "--evidence",
                folder.toString(),
                "--report",
                folder.resolve("culprits.md").toString());
    assertThat(code).isEqualTo(3);
    assertThat(output.toString()).contains("at least 90 %: 18 of 20 in 4 classes");
    assertThat(folder.resolve("culprits.md")).content().isEqualTo(CulpritReport.of(trials).page());
  }

  /** A certificate carries them beside pairs that may be of another build. */
  @Test
  void theSectionSaysWhatWasMeasured() {
    CulpritTrial one = trial("A", "m");
    CulpritTrial other =
        new CulpritTrial(
            one.seeded(), 15, 1, 1, 1, "2026-02-01T12:00:00Z", "bb", List.of(), one.profile());
    assertThat(CulpritReport.of(List.of(one, one, other)).section())
        .contains(
            "2026-01-31T12:00:00Z to 2026-02-01T12:00:00Z, product `aa`, `bb`, samples by by hand");
  }

  @Test
  void trialsOfTwoProductsAreNotMixed() throws IOException {
    JsonFiles.write(folder.resolve("culprits/001.json"), trial("A", "m"));
    Path jar = folder.resolve("product.jar");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.putNextEntry(new ZipEntry("A.class"));
    }
    Path places = folder.resolve("places.json");
    Files.writeString(
        places, "{\"places\": [{\"path\": \"%s\", \"method\": \"own.A#m\"}]}".formatted(PATH));
    StringWriter output = new StringWriter();
    int code =
        PerfGate.commandLine()
            .setErr(new PrintWriter(output))
            .execute(
                "culprit-trial",
                "--evidence",
                folder.toString(),
                "--places",
                places.toString(),
                "--jar",
                jar.toString(),
                "--harness",
                jar.toString(),
                "--agent",
                jar.toString());
    assertThat(code).isEqualTo(2);
    assertThat(output.toString())
        .contains("001.json: is of product aa, " + PATH + " own.A#m, +15.0 %, and not of ");
  }
}
