package dev.perfusion.bridge.population.cohort;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.json.CanonicalJson;
import dev.perfusion.bridge.population.cohort.RandomStream.Use;
import dev.perfusion.bridge.population.cohort.Workload.Correlation;
import dev.perfusion.bridge.population.cohort.Workload.Covariate;
import dev.perfusion.bridge.population.cohort.Workload.Level;
import dev.perfusion.bridge.population.cohort.Workload.Parameter;
import dev.perfusion.bridge.population.store.Manifest.Varied;
import dev.perfusion.bridge.population.store.Store;
import dev.perfusion.engine.QuantityInfo;
import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.SimulationRun;
import dev.perfusion.engine.UnknownPathException;
import dev.perfusion.engine.model.Formula;
import dev.perfusion.engine.model.UnitConverter;
import dev.perfusion.engine.model.UnitException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Individuals drawn from the distributions of a workload. Ids are 1, 2, ... */
public final class WorkloadCohort implements Cohort {
  private static final Formula.Table[] NO_TABLES = {};

  private final Workload workload;
  private final List<Varied> varied = new ArrayList<>();
  private final UnitConverter[] converters;
  private final int[] subjectLevel;
  private final int[] replicateLevel;
  private final Copula copula;
  private final List<String> warnings = new ArrayList<>();

  /**
   * Checks a workload against a model.
   *
   * @param base values that conversions between mass and amount go by
   * @throws BridgeException {@code InvalidInput}: a path that the model does not have, with the
   *     closest ones; a quantity that cannot be set; a unit of another dimension
   */
  public WorkloadCohort(Workload workload, SimulationRun base) {
    this.workload = workload;
    converters = new UnitConverter[workload.parameters().size()];
    for (int i = 0; i < converters.length; i++) {
      check(workload.parameters().get(i), "parameters[" + i + "]", i, base);
    }
    subjectLevel = positions(Level.SUBJECT);
    replicateLevel = positions(Level.REPLICATE);
    List<Correlation> correlations =
        workload.correlations().stream()
            .map(c -> new Correlation(place(c.a()), place(c.b()), c.rho()))
            .toList();
    copula = Copula.of(correlations);
    if (workload.replicates() > 1 && !workload.replicatesDiffer()) {
      warnings.add(
          "The "
              + workload.replicates()
              + " replicates of an individual are equal, since no parameter has level replicate.");
    }
  }

  private int[] positions(Level level) {
    return IntStream.range(0, workload.parameters().size())
        .filter(i -> workload.parameters().get(i).level() == level)
        .toArray();
  }

  /** Place of a parameter among those of level subject. */
  private int place(int parameter) {
    return Arrays.binarySearch(subjectLevel, parameter);
  }

  private void check(Parameter parameter, String place, int i, SimulationRun base) {
    Simulation simulation = base.simulation();
    String at = place + ".path = \"" + parameter.path() + "\": ";
    try {
      QuantityInfo quantity = simulation.quantity(parameter.path());
      if (quantity.kind() == QuantityInfo.Kind.OBSERVER) {
        throw BridgeException.invalid(
            place + ".path",
            at
                + "an observer is computed and cannot be varied; name a parameter or a species it depends on",
            null);
      }
      varied.add(
          new Varied(
              quantity.path(), quantity.unit(), parameter.level().name().toLowerCase(Locale.ROOT)));
      boolean twice = varied.stream().filter(v -> v.path().equals(quantity.path())).count() > 1;
      if (twice) {
        throw BridgeException.invalid(place + ".path", at + "is there twice", "remove one of them");
      }
    } catch (UnknownPathException e) {
      throw BridgeException.invalid(
          place + ".path",
          place + ".path: the model has " + e.getMessage(),
          "every path of a workload must be in the model");
    }
    if (parameter.unit() != null) {
      converters[i] = base.converter(parameter.path());
      try {
        converters[i].toStored(1, parameter.unit());
      } catch (UnitException e) {
        throw BridgeException.invalid(
            place + ".unit",
            place + ".unit = \"" + parameter.unit() + "\": " + e.getMessage(),
            null);
      }
    }
  }

  @Override
  public int subjects() {
    return workload.size();
  }

  @Override
  public int replicates() {
    return workload.replicates();
  }

  @Override
  public List<String> covariates() {
    return workload.covariates().stream().map(Covariate::name).toList();
  }

  @Override
  public List<Varied> varied() {
    return List.copyOf(varied);
  }

  @Override
  public String kind() {
    return "workload";
  }

  @Override
  public String sha256() {
    byte[] text = CanonicalJson.text(workload.json()).getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(Store.sha256().digest(text));
  }

  @Override
  public String sampling() {
    return workload.sampling().text();
  }

  @Override
  public long seed() {
    return workload.seed();
  }

  @Override
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  @Override
  public Reading open() {
    return new Draws();
  }

  private final class Draws implements Reading {
    private final Sampling.Points subjects =
        workload.sampling().points(workload.seed(), false, workload.size(), subjectLevel.length);
    private final Sampling.Points replicates =
        workload
            .sampling()
            .points(
                workload.seed(),
                true,
                (long) workload.size() * workload.replicates(),
                replicateLevel.length);
    private final Copula own = copula.another();
    private final double[] ofSubject = new double[subjectLevel.length];
    private final double[] ofReplicate = new double[replicateLevel.length];
    private int next;

    @Override
    public Subject next() {
      if (next >= workload.size()) {
        return null;
      }
      int subject = next++;
      subjects.point(subject, stream(Use.SUBJECT, subject, 0), ofSubject);
      own.apply(ofSubject);
      double[] common = new double[converters.length];
      set(common, subjectLevel, ofSubject);
      double[][] values = new double[workload.replicates()][];
      for (int r = 0; r < values.length; r++) {
        values[r] = replicateLevel.length == 0 ? common : common.clone();
        long position = (long) subject * values.length + r;
        replicates.point(position, stream(Use.REPLICATE, subject, r), ofReplicate);
        set(values[r], replicateLevel, ofReplicate);
      }
      RandomStream texts = stream(Use.COVARIATES, subject, 0);
      List<String> covariates = new ArrayList<>();
      for (Covariate covariate : workload.covariates()) {
        covariates.add(
            covariate
                .values()
                .get(Distribution.Categorical.position(covariate.cumulative(), texts.next())));
      }
      return new Subject(subject + 1, values, NO_TABLES, covariates);
    }

    private RandomStream stream(Use use, int subject, int replicate) {
      return new RandomStream(workload.seed(), use, subject, replicate);
    }

    private void set(double[] values, int[] positions, double[] u) {
      for (int k = 0; k < positions.length; k++) {
        int i = positions[k];
        Parameter parameter = workload.parameters().get(i);
        double value = parameter.distribution().quantile(u[k]);
        values[i] = converters[i] == null ? value : converters[i].toStored(value, parameter.unit());
      }
    }

    @Override
    public void skip(int count) {
      next += count;
    }

    @Override
    public void close() {}
  }
}
