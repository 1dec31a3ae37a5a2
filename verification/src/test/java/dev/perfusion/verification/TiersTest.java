package dev.perfusion.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.engine.Results;
import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.SimulationFailedException;
import dev.perfusion.engine.SimulationRun;
import dev.perfusion.engine.io.ModelFormatException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Register code, generated code, cold and warm: the same run to the last bit on real models. */
class TiersTest {
  /** Enough for the JIT compiler to have replaced most of the code. */
  private static final int WARM_RUNS = 400;

  private static final long WARM_NANOS = 1_500_000_000L;

  static Stream<Path> models() {
    List<Path> files = new ArrayList<>(SharedFolder.files("models/pkml", ".pkml"));
    files.addAll(SharedFolder.files("models/simmodel", ".xml"));
    return files.isEmpty() ? Stream.of(Path.of("missing")) : files.stream();
  }

  @ParameterizedTest
  @MethodSource("models")
  void giveTheSameBits(Path file) {
    SharedFolder.required("models");
    SimulationRun run = load(file);
    Results expected = firstRun(run);
    run.generateCode();
    assertSameBits(run.copy().execute(), expected);
    long start = System.nanoTime();
    for (int i = 0; i < WARM_RUNS && System.nanoTime() - start < WARM_NANOS; i++) {
      run.copy().execute();
    }
    assertSameBits(run.copy().execute(), expected);
  }

  private static SimulationRun load(Path file) {
    try {
      SimulationRun run = Simulation.load(file).newRun();
      run.setAllQuantities(true);
      return run;
    } catch (ModelFormatException e) {
      Assumptions.abort("skipped: " + file.getFileName() + " cannot be read: " + e.getMessage());
      throw e;
    }
  }

  /** In register code: bytecode is generated after a first run at the earliest. */
  private static Results firstRun(SimulationRun run) {
    try {
      return run.copy().execute();
    } catch (SimulationFailedException e) {
      Assumptions.abort("skipped: does not run: " + e.getMessage());
      throw e;
    }
  }

  private static void assertSameBits(Results found, Results expected) {
    assertThat(found.statistics()).isEqualTo(expected.statistics());
    for (int k = 0; k < expected.series().size(); k++) {
      double[] a = found.series().get(k).values();
      double[] b = expected.series().get(k).values();
      for (int i = 0; i < b.length; i++) {
        if (Double.doubleToLongBits(a[i]) != Double.doubleToLongBits(b[i])) {
          assertThat(a[i])
              .as("%s at %s", expected.series().get(k).quantity().path(), expected.times()[i])
              .isEqualTo(b[i]);
        }
      }
    }
  }
}
