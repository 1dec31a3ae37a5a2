package dev.perfusion.engine;

import dev.perfusion.engine.io.SensitivitiesTsv;
import dev.perfusion.engine.solver.SolverStatistics;
import java.io.IOException;
import java.util.List;

/**
 * Forward sensitivities of one run: the derivative of each output by each parameter.
 *
 * @param simulation simulation name
 * @param times output times (min), increasing; 0 first
 * @param series one per output and parameter: all parameters of the first output first
 * @param statistics counters of the integrator
 * @param warnings what the run had to say
 * @param runNanos wall time of the integration and the outputs
 */
public record Sensitivities(
    String simulation,
    double[] times,
    List<Series> series,
    SolverStatistics statistics,
    List<String> warnings,
    long runNanos) {

  /**
   * One derivative.
   *
   * @param quantity the output
   * @param parameter a parameter, or a species, whose initial value is meant
   * @param values one per output time, base unit of the quantity per base unit of the parameter
   */
  public record Series(QuantityInfo quantity, QuantityInfo parameter, double[] values) {}

  /**
   * Writes {@link SensitivitiesTsv}: full path of the quantity, path of the parameter without the
   * simulation name, one value per output time.
   *
   * @throws IOException the sink fails
   */
  public void writeTsv(Appendable out) throws IOException {
    List<SensitivitiesTsv.Row> rows =
        series.stream()
            .map(
                s ->
                    new SensitivitiesTsv.Row(
                        s.quantity().fullPath(), s.parameter().path(), s.values()))
            .toList();
    SensitivitiesTsv.write(times, rows, out);
  }
}
