package dev.perfusion.gate.culprit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perfusion.gate.json.JsonFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import one.convert.Arguments;
import one.convert.FlameGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stacks written by hand: a sample is 1 us of CPU time, a burst 100 calls. */
class CulpritsTest {
  private static final List<String> OWN = List.of("own.");
  private static final long CALLS = 100;

  @TempDir private Path folder;

  private static ProfileBurst burst(String side, String... stacks) {
    long samples = 0;
    for (String stack : stacks) {
      samples += Long.parseLong(stack.substring(stack.lastIndexOf(' ') + 1));
    }
    return ProfileBurst.of(side, CALLS, samples * 1000, String.join("\n", stacks));
  }

  private static PathProfile profile(ProfileBurst... bursts) {
    return new PathProfile("a/rest/warm/1", "by hand", List.of(bursts));
  }

  private static List<String> ranked(PathProfile profile) {
    return Culprits.of(profile, OWN).frames().stream().map(MovedFrame::method).toList();
  }

  @Test
  void timePerCallIsComparedNotShare() {
    // The head does twice the work in A; B's share shrinks, C's is new but small.
    Culprits culprits =
        Culprits.of(
            profile(
                burst("base", "own/M.m_[j];own/A.a_[j] 300", "own/M.m_[j];own/B.b_[j] 700"),
                burst(
                    "head",
                    "own/M.m_[j];own/A.a_[j] 600",
                    "own/M.m_[j];own/B.b_[j] 700",
                    "own/M.m_[j];own/C.c_[j] 10")),
            OWN);
    assertThat(culprits.baseNanos()).isEqualTo(10_000);
    assertThat(culprits.headNanos()).isCloseTo(13_100, within(1e-6));
    assertThat(culprits.frames())
        .extracting(MovedFrame::method)
        .containsExactly("own/A.a", "own/C.c");
    MovedFrame first = culprits.frames().get(0);
    assertThat(first.baseNanos()).isCloseTo(3000, within(1e-6));
    assertThat(first.movedNanos()).isCloseTo(3000, within(1e-6));
    assertThat(first.baseSelfPercent()).isCloseTo(30, within(1e-6));
    assertThat(first.headInclusivePercent()).isCloseTo(100 * 600 / 1310.0, within(1e-6));
    assertThat(culprits.rankOf("own.C#c(I")).isEqualTo(2);
    assertThat(culprits.rankOf("own.B#b")).isZero();
  }

  @Test
  void libraryCodeIsChargedToItsCallerAndTheCompilerToNobody() {
    String compiler = "thread_start;CompileBroker::compiler_thread_loop;Compile::Optimize ";
    assertThat(
            ranked(
                profile(
                    burst("base", "own/A.a_[j];java/util/Map.get_[i] 50", compiler + 100),
                    burst(
                        "head",
                        "own/A.a_[j];java/util/Map.get_[i] 60",
                        "own/A.a_[j];lib/L.l_[0];java/lang/String.hash_[j];memcpy 60",
                        "x;WorkerThread::run;G1Thing 40",
                        "lib/Server.loop_[j];java/net/Socket.read_[1];read_[k] 30",
                        compiler + 900))))
        .containsExactly("own/A.a", "[garbage collector and VM]", "lib/Server.loop");
  }

  @Test
  void recursionCountsOnceAndLambdasMeetAgain() {
    Culprits culprits =
        Culprits.of(
            profile(
                burst("base", "own/A$$Lambda$3/0x0000000800c03.get_[j];own/A.lambda$f$1_[i] 10"),
                burst(
                    "head",
                    "own/A$$Lambda$9/0x0000000800d99.get_[j];own/A.lambda$f$4_[j] 10",
                    "own/R.r_[j];own/R.r_[j];own/R.r_[i] 30")),
            OWN);
    assertThat(culprits.frames()).hasSize(1);
    assertThat(culprits.frames().get(0).method()).isEqualTo("own/R.r");
    assertThat(culprits.frames().get(0).headInclusivePercent()).isCloseTo(75, within(1e-9));
  }

  /** What jumps about from burst to burst is suspected less than what is steadily slower. */
  @Test
  void aSteadyDifferenceComesBeforeALargerOneThatIsNoise() {
    List<ProfileBurst> bursts = new ArrayList<>();
    for (int noise : new int[] {0, 260, 10, 230}) {
      bursts.add(burst("base", "own/Noisy.n_[j] 200", "own/Guilty.g_[j] 100"));
      bursts.add(burst("head", "own/Noisy.n_[j] " + (200 + noise), "own/Guilty.g_[j] 190"));
    }
    PathProfile profile = profile(bursts.toArray(ProfileBurst[]::new));
    assertThat(ranked(profile)).containsExactly("own/Guilty.g", "own/Noisy.n");
    assertThat(Culprits.of(profile, OWN).frames().get(1).movedNanos())
        .isGreaterThan(Culprits.of(profile, OWN).frames().get(0).movedNanos());
  }

  @Test
  void aProfileIsReadBackAndDrawn() throws IOException {
    PathProfile profile =
        profile(
            burst("base", "own/M.m_[j];own/A.a_[i] 300"),
            burst("head", "own/M.m_[j];own/A.a_[i] 300", "own/M.m_[j];own/New.n_[j] 50"));
    Path file = folder.resolve("profile.json");
    JsonFiles.write(file, profile);
    assertThat(PathProfile.read(JsonFiles.read(file))).isEqualTo(profile);

    Path diff = FlameGraphs.write(profile, folder);
    assertThat(diff).hasFileName("a-rest-warm-1.diff.html");
    assertThat(diff)
        .content()
        .contains("head against base: ps of CPU time per call")
        .doesNotContain("src=", "<link");
    assertThat(stacks("a-rest-warm-1.base.html"))
        .containsExactlyInAnyOrder("own/M.m_[j];own/A.a_[i] 3000000");
    assertThat(stacks("a-rest-warm-1.head.html"))
        .containsExactlyInAnyOrder(
            "own/M.m_[j];own/A.a_[i] 3000000", "own/M.m_[j];own/New.n_[j] 500000");
  }

  /** Names of somebody's document are text on the page, whatever they are. */
  @Test
  void namesAreNoMarkup() throws IOException {
    String markup = "<script>alert(1)</script>";
    PathProfile odd =
        new PathProfile(
            "a/rest/warm/1/" + markup,
            "by hand",
            List.of(
                burst("base", "own/M.m_[j];" + markup + "_[j] 30"),
                burst("head", "own/M.m_[j];own/A.<init>_[j] 30")));
    FlameGraphs.write(odd, folder);
    for (String which : List.of("base", "head", "diff")) {
      assertThat(folder.resolve(FlameGraphs.name(odd.path(), which)))
          .content()
          .doesNotContain(markup)
          .contains("<h1>a/rest/warm/1/&lt;script&gt;");
    }
  }

  @Test
  void onlyFlameGraphsAreDeleted() throws IOException {
    FlameGraphs.write(profile(burst("base", "a_[j] 1"), burst("head", "a_[j] 2")), folder);
    Path notes = Files.writeString(folder.resolve("notes.html"), "mine");
    FlameGraphs.delete(folder);
    assertThat(folder).isDirectoryContaining(notes::equals);
    assertThat(folder.toFile().list()).hasSize(1);
    FlameGraphs.delete(folder.resolve("nowhere"));
  }

  /** What a flame graph shows, as async-profiler's own converter reads it. */
  private List<String> stacks(String page) throws IOException {
    Path text = folder.resolve("read.collapsed");
    FlameGraph.convert(
        folder.resolve(page).toString(), text.toString(), new Arguments("--output", "collapsed"));
    return Files.readAllLines(text);
  }
}
