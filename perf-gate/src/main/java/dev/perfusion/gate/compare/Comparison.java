package dev.perfusion.gate.compare;

import dev.perfusion.gate.culprit.PathProfile;
import dev.perfusion.gate.json.InputException;
import dev.perfusion.gate.paired.PairedVerdict;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import tools.jackson.databind.node.ObjectNode;

/** Measures pairs until the plan says stop. */
public final class Comparison {
  private final Suite suite;
  private final Pairing pairing;
  private final PairRunner runner;
  private final Path base;
  private final Path head;
  private final Path harness;
  private final PrintWriter out;

  /**
   * A comparison of two jars.
   *
   * @param base jar of the product before
   * @param head and after
   * @param harness jar that holds the suite's main class
   */
  public Comparison(
      Suite suite, Pairing pairing, Path base, Path head, Path harness, PrintWriter out) {
    this.suite = suite;
    this.pairing = pairing;
    this.base = base;
    this.head = head;
    this.harness = harness;
    this.out = out;
    this.runner =
        PairRunner.of(suite)
            .side(Pair.BASE, List.of(base, harness), List.of())
            .side(Pair.HEAD, List.of(head, harness), List.of())
            .side(Pair.CONTROL, List.of(base, harness), List.of())
            .pairing(pairing)
            .build();
  }

  /**
   * Measures and judges.
   *
   * @throws InputException a jar is not the same any more at the end: the pairs are of two versions
   */
  public ComparisonDocument run(Binary base, Binary head, ObjectNode environment, long seed) {
    Binary measuring = Binary.of(harness.getFileName().toString(), null, harness);
    Random seeds = new Random(seed);
    List<Pair> pairs = new ArrayList<>();
    String broken = null;
    PairedVerdict verdict = ComparisonDocument.verdict(suite, pairs, null);
    out.println("the sides of a pair " + pairing.text());
    out.flush();
    long begin = System.nanoTime();
    while (!verdict.ended() && pairs.size() < suite.plan().budget()) {
      double spent = (System.nanoTime() - begin) / 1e9;
      double next = pairs.stream().mapToDouble(Pair::seconds).max().orElse(0);
      if (spent + next > suite.budgetSeconds()) {
        broken =
            "the budget of %d s is used up after %d pairs of up to %.0f s"
                .formatted(suite.budgetSeconds(), pairs.size(), next);
        break;
      }
      try {
        pairs.add(runner.run(seeds.nextLong()));
      } catch (ProbeException e) {
        broken = "pair " + (pairs.size() + 1) + ": " + e.getMessage();
        break;
      } catch (RuntimeException e) {
        // A fault of this program, or a full disk: the pairs that there are are kept all the same.
        broken = "pair " + (pairs.size() + 1) + ": unexpected failure: " + e;
        break;
      }
      report(pairs);
      if (suite.plan().looks().contains(pairs.size())) {
        verdict = ComparisonDocument.verdict(suite, pairs, null);
      }
    }
    mustBeAsBefore(base, this.base);
    mustBeAsBefore(head, this.head);
    mustBeAsBefore(measuring, harness);
    return ComparisonDocument.of(
        base, head, measuring, environment, seed, suite, pairing, broken, pairs);
  }

  /** Every pair reads the jars anew, and a build in the meantime would be measured too. */
  private static void mustBeAsBefore(Binary before, Path jar) {
    if (!Binary.of(before.name(), before.commit(), jar).equals(before)) {
      throw new InputException(
          jar.toString(),
          "",
          "was changed while it was measured",
          "compare copies of the jars, or build nothing meanwhile");
    }
  }

  /**
   * Adds profiles of some paths to a document. That they cannot be taken changes no verdict; the
   * document says why.
   */
  public ComparisonDocument profile(ComparisonDocument document, List<String> paths) {
    out.println("profiling both sides: " + String.join(", ", paths));
    out.flush();
    List<String> ownCode = suite.profiling().ownCode();
    try {
      List<PathProfile> profiles =
          PairRunner.of(suite.only(paths))
              .side(Pair.BASE, List.of(base, harness), List.of())
              .side(Pair.HEAD, List.of(head, harness), List.of())
              .build()
              .profile();
      return document.profiled(profiles, ownCode, null);
    } catch (RuntimeException e) {
      String why = e instanceof ProbeException ? e.getMessage() : "unexpected failure: " + e;
      out.println("no profile: " + why);
      return document.profiled(List.of(), ownCode, why);
    }
  }

  private void report(List<Pair> pairs) {
    Pair pair = pairs.get(pairs.size() - 1);
    StringBuilder line =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "pair %d of at most %d, %.0f s:",
                pairs.size(),
                suite.plan().budget(),
                pair.seconds()));
    for (String path : suite.paths()) {
      PathRatio ratio = PathRatio.of(pair, path, Pair.HEAD);
      line.append(
          String.format(
              Locale.ROOT,
              " %.3f (%.3f)",
              StrictMath.exp(ratio.head()),
              StrictMath.exp(ratio.control())));
    }
    out.println(line);
    out.flush();
  }
}
