package dev.perfusion.verification.population;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perfusion.engine.QuantityInfo;
import dev.perfusion.engine.RepeatedRun;
import dev.perfusion.engine.Results;
import dev.perfusion.engine.RunControl;
import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.SimulationFailedException;
import dev.perfusion.engine.SimulationRun;
import dev.perfusion.engine.io.ModelFormatException;
import dev.perfusion.verification.SharedFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** On real models a repeated run gives what a run of its own gives, whatever ran before. */
class RepeatedRunsTest {
  private static final int VARIED = 12;
  private static final double[] FACTORS = {1, 1.3, 0.6, 1};

  static Stream<Path> models() {
    List<Path> files = new ArrayList<>(SharedFolder.files("models/pkml", ".pkml"));
    files.addAll(SharedFolder.files("models/simmodel", ".xml"));
    return files.isEmpty() ? Stream.of(Path.of("missing")) : files.stream();
  }

  private static Simulation load(Path file) {
    try {
      return Simulation.load(file);
    } catch (ModelFormatException e) {
      Assumptions.abort("skipped: " + file.getFileName() + " cannot be read: " + e.getMessage());
      throw e;
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void giveTheSameBits(Path file) {
    SharedFolder.required("models");
    Simulation simulation = load(file);
    simulation.setBackgroundCode(false);
    SimulationRun base = simulation.newRun();
    List<String> varied =
        simulation.usedParameters().stream()
            .filter(QuantityInfo::editable)
            .map(QuantityInfo::fullPath)
            .distinct()
            .filter(path -> base.value(path) > 0 && Double.isFinite(base.value(path)))
            .limit(VARIED)
            .toList();
    RepeatedRun repeated;
    try {
      repeated = base.repeated(varied, List.of());
    } catch (SimulationFailedException e) {
      Assumptions.abort("skipped: cannot be compiled: " + e.getMessage());
      throw e;
    }
    int length = repeated.times().length;
    double[][] found = new double[repeated.outputs().size()][FACTORS.length * length];
    for (int i = 0; i < FACTORS.length; i++) {
      SimulationRun alone = simulation.newRun();
      double[] values = new double[varied.size()];
      for (int k = 0; k < values.length; k++) {
        values[k] = base.value(varied.get(k)) * (k % 2 == 0 ? FACTORS[i] : 1 / FACTORS[i]);
        alone.set(varied.get(k), values[k]);
      }
      Results expected;
      try {
        expected = alone.execute();
      } catch (SimulationFailedException e) {
        String message = e.getMessage();
        int offset = i * length;
        assertThat(
                org.assertj.core.api.Assertions.catchThrowable(
                    () -> repeated.execute(values, RunControl.NONE, found, offset)))
            .isInstanceOf(SimulationFailedException.class)
            .hasMessage(message);
        continue;
      }
      assertThat(repeated.execute(values, RunControl.NONE, found, i * length))
          .isEqualTo(expected.statistics());
      for (int k = 0; k < found.length; k++) {
        double[] wanted = expected.series().get(k).values();
        for (int t = 0; t < length; t++) {
          if (Double.doubleToLongBits(found[k][i * length + t])
              != Double.doubleToLongBits(wanted[t])) {
            assertThat(found[k][i * length + t])
                .as("%s at %s", repeated.outputs().get(k).path(), expected.times()[t])
                .isCloseTo(wanted[t], within(0.0));
          }
        }
      }
    }
  }
}
