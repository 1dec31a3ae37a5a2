package dev.perfusion.bridge.population.cohort;

import dev.perfusion.bridge.population.store.ChunkTable;
import dev.perfusion.bridge.population.store.Manifest.Varied;
import dev.perfusion.bridge.population.store.Store;
import dev.perfusion.engine.QuantityInfo;
import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.io.AgeingCsv;
import dev.perfusion.engine.io.ModelFormatException;
import dev.perfusion.engine.io.PopulationCsv;
import dev.perfusion.engine.model.Formula;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The individuals of a population CSV file, see {@link PopulationCsv}, and how they age, see {@link
 * AgeingCsv}. The population is read row by row, its file must not change meanwhile; an ageing file
 * is kept in memory.
 */
public final class CsvCohort implements Cohort {
  private static final int SHOWN = 5;
  private static final int BUFFER = 1 << 16;

  private final Path file;
  private final int replicates;
  private final String sha256;
  private final List<String> covariates;
  private final boolean ages;
  private final List<Varied> varied = new ArrayList<>();
  private final Map<String, Integer> aged = new LinkedHashMap<>();
  private final Map<Integer, Formula.Table[]> tables = new HashMap<>();
  private final List<Integer> columns = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final int subjects;

  /**
   * Reads the whole file once, so that nothing is wrong with it later.
   *
   * @param replicates runs per individual
   * @throws ModelFormatException names file, line and column
   */
  public CsvCohort(Path file, int replicates, Simulation simulation) {
    this(file, null, replicates, simulation);
  }

  /**
   * As {@link #CsvCohort(Path, int, Simulation)}, with how individuals age.
   *
   * @param ageing ageing CSV file; null for none
   */
  public CsvCohort(Path file, Path ageing, int replicates, Simulation simulation) {
    this.file = file;
    this.replicates = replicates;
    ages = ageing != null;
    sha256 = ages ? digest(digest(file), digest(ageing)) : digest(file);
    if (ages) {
      readAgeing(ageing, simulation);
    }
    Set<Integer> withoutRow = new LinkedHashSet<>(tables.keySet());
    Set<String> seen = new LinkedHashSet<>();
    List<String> unknown = new ArrayList<>();
    List<String> computed = new ArrayList<>();
    try (PopulationCsv csv = PopulationCsv.open(file)) {
      covariates = List.copyOf(csv.covariates());
      if (covariates.contains(ChunkTable.REPLICATE)) {
        throw new ModelFormatException(
            file.toString(),
            "column " + ChunkTable.REPLICATE,
            "the tables of a population have a column of that name; give it another one");
      }
      for (int i = 0; i < csv.columns().size(); i++) {
        String path = csv.columns().get(i).pathIn(simulation::has);
        if (path == null) {
          unknown.add(csv.columns().get(i).path());
          continue;
        }
        QuantityInfo quantity = simulation.quantity(path);
        if (quantity.kind() != QuantityInfo.Kind.PARAMETER) {
          computed.add(path);
        } else if (!seen.add(quantity.path())) {
          throw new ModelFormatException(
              file.toString(),
              "column " + csv.columns().get(i).header(),
              "another column sets the same parameter; remove one of them");
        } else {
          columns.add(i);
          varied.add(new Varied(quantity.path(), quantity.unit(), "subject"));
        }
      }
      int count = 0;
      for (PopulationCsv.Individual row = csv.next(); row != null; row = csv.next()) {
        withoutRow.remove(row.id());
        count++;
      }
      subjects = count;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (subjects == 0) {
      throw new ModelFormatException(file.toString(), "", "has no individuals, only a header");
    }
    warn(
        withoutRow.stream().map(String::valueOf).toList(),
        "individuals of the ageing file are not in the population");
    warn(unknown, "columns of the file are not in the model and change nothing");
    warn(computed, "columns of the file are no parameters of the model and change nothing");
    if (replicates > 1) {
      warnings.add(
          "The " + replicates + " replicates of an individual are equal: a file gives its values.");
    }
  }

  private void readAgeing(Path ageing, Simulation simulation) {
    Set<String> unknown = new LinkedHashSet<>();
    Set<String> computed = new LinkedHashSet<>();
    Map<Integer, Map<String, Formula.Table>> read = AgeingCsv.read(ageing);
    for (Map<String, Formula.Table> individual : read.values()) {
      for (String path : individual.keySet()) {
        if (!simulation.has(path)) {
          unknown.add(path);
        } else if (simulation.quantity(path).kind() != QuantityInfo.Kind.PARAMETER) {
          computed.add(path);
        } else {
          aged.putIfAbsent(simulation.quantity(path).path(), aged.size());
        }
      }
    }
    read.forEach(
        (id, individual) -> {
          Formula.Table[] own = new Formula.Table[aged.size()];
          individual.forEach(
              (path, table) -> {
                if (unknown.contains(path) || computed.contains(path)) {
                  return;
                }
                String known = simulation.quantity(path).path();
                if (own[aged.get(known)] != null) {
                  throw new ModelFormatException(
                      ageing.toString(),
                      "individual " + id,
                      "\"" + known + "\" is there with and without the name of the simulation");
                }
                own[aged.get(known)] = table;
              });
          tables.put(id, own);
        });
    warn(List.copyOf(unknown), "paths of the ageing file are not in the model and change nothing");
    warn(
        List.copyOf(computed),
        "paths of the ageing file are no parameters of the model and change nothing");
  }

  private static String digest(String... parts) {
    MessageDigest digest = Store.sha256();
    for (String part : parts) {
      digest.update(part.getBytes(StandardCharsets.US_ASCII));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String digest(Path file) {
    MessageDigest digest = Store.sha256();
    byte[] buffer = new byte[BUFFER];
    try (InputStream stream = Files.newInputStream(file)) {
      for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    } catch (NoSuchFileException e) {
      throw new ModelFormatException(file.toString(), "", "there is no such file", e);
    } catch (IOException e) {
      throw new ModelFormatException(file.toString(), "", "cannot be read: " + e.getMessage(), e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private void warn(List<String> paths, String what) {
    if (!paths.isEmpty()) {
      warnings.add(
          paths.size()
              + " "
              + what
              + ": "
              + String.join(", ", paths.subList(0, Math.min(SHOWN, paths.size())))
              + (paths.size() > SHOWN ? ", ..." : "")
              + '.');
    }
  }

  @Override
  public int subjects() {
    return subjects;
  }

  @Override
  public int replicates() {
    return replicates;
  }

  @Override
  public List<String> covariates() {
    return covariates;
  }

  @Override
  public List<Varied> varied() {
    return List.copyOf(varied);
  }

  @Override
  public List<String> aged() {
    return List.copyOf(aged.keySet());
  }

  @Override
  public String kind() {
    return ages ? "csv+ageing" : "csv";
  }

  @Override
  public String sha256() {
    return sha256;
  }

  @Override
  public String sampling() {
    return "csv";
  }

  @Override
  public long seed() {
    return 0;
  }

  @Override
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  @Override
  public Reading open() {
    PopulationCsv csv = PopulationCsv.open(file);
    Formula.Table[] none = new Formula.Table[aged.size()];
    return new Reading() {
      @Override
      public Subject next() {
        PopulationCsv.Individual row = csv.next();
        if (row == null) {
          return null;
        }
        double[] values = new double[columns.size()];
        for (int k = 0; k < values.length; k++) {
          values[k] = row.values()[columns.get(k)];
        }
        double[][] perReplicate = new double[replicates][];
        Arrays.fill(perReplicate, values);
        return new Subject(
            row.id(), perReplicate, tables.getOrDefault(row.id(), none), row.covariates());
      }

      @Override
      public void skip(int count) {
        for (int i = 0; i < count; i++) {
          csv.next();
        }
      }

      @Override
      public void close() {
        try {
          csv.close();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }
}
