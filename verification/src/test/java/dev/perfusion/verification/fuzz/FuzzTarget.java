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

/**
 * What is fuzzed. Each target takes any bytes and returns, whether they make sense or not; what it
 * throws is a finding. The exceptions that the engine documents are an answer like any other, as
 * long as they say something.
 */
enum FuzzTarget {
  /** A pkml or SimModel XML from a stream, as far as a short run; seeds are pkml. */
  PKML {
    @Override
    void test(byte[] input) {
      simulate(input);
    }
  },

  /** The same with seeds in SimModel XML. */
  SIMMODEL {
    @Override
    void test(byte[] input) {
      simulate(input);
    }
  },

  /** A project file: list, models, stored results, individuals. */
  PROJECT {
    @Override
    void test(byte[] input) {
      Path file = temporary(input);
      answer(
          () -> {
            try (Project project = Project.open(file)) {
              for (ProjectSimulation simulation : project.simulations()) {
                String name = simulation.name();
                answer(() -> run(Simulation.of(project.model(name))));
                answer(() -> project.storedResults(name));
                answer(() -> project.individuals(name));
              }
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  },

  /** Every CSV reader on the same text. */
  CSV {
    @Override
    void test(byte[] input) {
      String text = new String(input, StandardCharsets.UTF_8);
      answer(
          () -> {
            try (PopulationCsv population = PopulationCsv.of(NAME, new StringReader(text))) {
              while (population.next() != null) {
                population.columns().forEach(column -> column.pathIn(path -> false));
              }
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
      answer(() -> ResultsCsv.read(NAME, new StringReader(text)));
      answer(
          () -> {
            try (LongResultsCsv results = LongResultsCsv.of(NAME, new StringReader(text))) {
              while (results.next() != null) {
                results.outputs();
              }
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
      answer(() -> AgeingCsv.read(NAME, new StringReader(text)));
    }
  },

  /** A formula: parsed, evaluated, and as the rate of a species differentiated and compiled. */
  FORMULA {
    @Override
    void test(byte[] input) {
      String text = new String(input, StandardCharsets.UTF_8);
      answer(
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
    void test(byte[] input) {
      String xml = new ChosenModel(input).xml();
      answer(
          () -> {
            Simulation simulation =
                Simulation.load(
                    new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)), NAME);
            run(simulation);
            answer(() -> sensitivities(simulation));
            Model exported = simulation.model();
            ModelReader.read(written(exported), NAME);
          });
    }
  };

  /** What messages call the input. */
  static final String NAME = "fuzzed";

  /** What a fuzzed formula may refer to. */
  static final Set<String> ALIASES = Set.of("x", "y", "k", "T", "Time");

  private static final int STEPS = 300;
  private static final int LONGEST_MESSAGE = 20_000;

  /** Tries the bytes; anything thrown is a finding. */
  abstract void test(byte[] input);

  /** As on the command line. */
  String title() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static void simulate(byte[] input) {
    answer(() -> run(Simulation.load(new ByteArrayInputStream(input), NAME)));
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

  /** Runs something that may refuse its input, and checks that a refusal says why. */
  private static void answer(Runnable action) {
    try {
      action.run();
    } catch (ModelFormatException e) {
      says(e, e.file(), e.reason());
    } catch (ModelException e) {
      says(e, e.element(), e.reason());
    } catch (FormulaSyntaxException | SimulationFailedException e) {
      says(e, e.getMessage(), e.getMessage());
    } catch (SimulationStoppedException e) {
      // As asked for.
    }
  }

  private static void says(RuntimeException refusal, String place, String reason) {
    boolean internal = reason.contains("Exception") || reason.contains("java.");
    if (place.isBlank() || reason.isBlank() || internal) {
      throw new AssertionError("a refusal that does not tell a user anything", refusal);
    }
    if (refusal.getMessage().length() > LONGEST_MESSAGE) {
      throw new AssertionError(
          "a message of " + refusal.getMessage().length() + " characters", refusal);
    }
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
