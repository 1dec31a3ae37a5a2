package dev.perfusion.verification.fuzz;

import dev.perfusion.engine.Simulation;
import dev.perfusion.engine.SimulationFailedException;
import dev.perfusion.engine.SimulationRun;
import dev.perfusion.engine.SimulationStoppedException;
import dev.perfusion.engine.formula.Expression;
import dev.perfusion.engine.formula.ExpressionEvaluator;
import dev.perfusion.engine.formula.FormulaParser;
import dev.perfusion.engine.formula.FormulaSyntaxException;
import dev.perfusion.engine.io.AgeingCsv;
import dev.perfusion.engine.io.LongResultsCsv;
import dev.perfusion.engine.io.ModelFormatException;
import dev.perfusion.engine.io.ModelReader;
import dev.perfusion.engine.io.PopulationCsv;
import dev.perfusion.engine.io.Project;
import dev.perfusion.engine.io.ProjectSimulation;
import dev.perfusion.engine.io.ResultsCsv;
import dev.perfusion.engine.io.SimModelWriter;
import dev.perfusion.engine.model.Model;
import dev.perfusion.engine.model.Quantity;
import dev.perfusion.engine.ode.ModelException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/**
 * What is fuzzed. Each target takes any bytes and returns, whether they make sense or not; what it
 * throws is a finding. The exceptions that the engine documents are an answer like any other, as
 * long as they say something.
 */
enum FuzzTarget {
  /** A pkml or SimModel XML from a stream, as far as a short run; seeds are pkml. */
  PKML {
    @Override
    String test(byte[] input) {
      return simulate(input);
    }
  },

  /** The same with seeds in SimModel XML. */
  SIMMODEL {
    @Override
    String test(byte[] input) {
      return simulate(input);
    }
  },

  /** A project file: list, models, stored results, individuals. */
  PROJECT {
    @Override
    String test(byte[] input) {
      StringJoiner refusals = new StringJoiner("\n");
      String opening =
          answer(
              () -> {
                try (Project project = Project.open(temporary(input))) {
                  for (ProjectSimulation simulation : project.simulations()) {
                    String name = simulation.name();
                    refusals.add(answer(() -> run(Simulation.of(project.model(name)))));
                    refusals.add(answer(() -> project.storedResults(name)));
                    refusals.add(answer(() -> project.individuals(name)));
                  }
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      return refusals.add(opening).toString();
    }
  },

  /** Every CSV reader on the same text. */
  CSV {
    @Override
    String test(byte[] input) {
      String text = new String(input, StandardCharsets.UTF_8);
      return String.join(
          "\n",
          answer(() -> readPopulation(text)),
          answer(() -> ResultsCsv.read(NAME, new StringReader(text))),
          answer(() -> readResults(text)),
          answer(() -> AgeingCsv.read(NAME, new StringReader(text))));
    }
  },

  /** A formula: parsed, evaluated, and as the rate of a species differentiated and compiled. */
  FORMULA {
    @Override
    String test(byte[] input) {
      String text = new String(input, StandardCharsets.UTF_8);
      return answer(
          () -> {
            Expression expression = FormulaParser.parse(text, ALIASES);
            ExpressionEvaluator.evaluate(expression, String::hashCode);
            run(Simulation.of(FormulaModel.withRate(text, expression)));
          });
    }
  },

  /** A small model that the bytes choose: load, run, sensitivities, export and load again. */
  MODEL {
    @Override
    String test(byte[] input) {
      byte[] xml = new ChosenModel(input).xml().getBytes(StandardCharsets.UTF_8);
      return answer(
          () -> {
            Simulation simulation = Simulation.load(new ByteArrayInputStream(xml), NAME);
            ModelReader.read(written(simulation.model()), NAME);
            answer(() -> sensitivities(simulation));
            run(simulation);
          });
    }
  };

  /** What messages call the input. */
  static final String NAME = "fuzzed";

  /** What a fuzzed formula may refer to. */
  static final Set<String> ALIASES = Set.of("x", "y", "k", "T", "Time");

  private static final int STEPS = 300;
  private static final int LONGEST_MESSAGE = 20_000;

  /**
   * Tries the bytes; anything thrown is a finding.
   *
   * @return the messages of refusals, blank when there was none
   */
  abstract String test(byte[] input);

  /** As on the command line. */
  String title() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static String simulate(byte[] input) {
    return answer(() -> run(Simulation.load(new ByteArrayInputStream(input), NAME)));
  }

  /** A few hundred steps with all quantities, then the outside stops it. */
  private static void run(Simulation simulation) {
    SimulationRun run = simulation.newRun();
    run.setAllQuantities(true);
    int[] steps = new int[1];
    run.execute((time, end) -> ++steps[0] < STEPS);
  }

  private static void sensitivities(Simulation simulation) {
    List<String> paths =
        simulation.model().parameters().stream().map(Quantity::path).limit(2).toList();
    if (!paths.isEmpty()) {
      int[] steps = new int[1];
      simulation.newRun().sensitivities(paths, (time, end) -> ++steps[0] < STEPS);
    }
  }

  private static String written(Model model) {
    try {
      StringBuilder xml = new StringBuilder();
      SimModelWriter.write(model, Map.of(), xml);
      return xml.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void readPopulation(String text) {
    try (PopulationCsv population = PopulationCsv.of(NAME, new StringReader(text))) {
      while (population.next() != null) {
        population.columns().forEach(column -> column.pathIn(path -> false));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void readResults(String text) {
    try (LongResultsCsv results = LongResultsCsv.of(NAME, new StringReader(text))) {
      while (results.next() != null) {
        results.outputs();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs something that may refuse its input, and checks that a refusal says why. */
  private static String answer(Runnable action) {
    try {
      action.run();
      return "";
    } catch (ModelFormatException e) {
      return checked(e, e.file(), e.reason());
    } catch (ModelException e) {
      return checked(e, e.element(), e.reason());
    } catch (FormulaSyntaxException | SimulationFailedException e) {
      return checked(e, e.getMessage(), e.getMessage());
    } catch (SimulationStoppedException e) {
      return "";
    }
  }

  private static String checked(RuntimeException refusal, String place, String reason) {
    boolean internal = reason.contains("Exception") || reason.contains("java.");
    if (place.isBlank() || reason.isBlank() || internal) {
      throw new AssertionError("a refusal that does not tell a user anything", refusal);
    }
    if (refusal.getMessage().length() > LONGEST_MESSAGE) {
      throw new AssertionError(
          "a message of " + refusal.getMessage().length() + " characters", refusal);
    }
    return refusal.getMessage();
  }

  private static Path temporary(byte[] input) {
    try {
      return Files.write(Scratch.FILE, input);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One file per process, overwritten by each input. */
  private static final class Scratch {
    private static final Path FILE = create();

    private static Path create() {
      try {
        Path folder = Files.createTempDirectory("perfusion-fuzz");
        Path file = folder.resolve(NAME + ".pksim5");
        folder.toFile().deleteOnExit();
        file.toFile().deleteOnExit();
        return file;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
