package dev.perfusion.bridge.cli;

import dev.perfusion.bridge.plot.BandPlot;
import dev.perfusion.bridge.plot.Page;
import dev.perfusion.bridge.plot.Picture;
import dev.perfusion.bridge.population.store.StoreException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Command {@code population plot}. */
@Command(
    name = "plot",
    description =
        "Draws the median and the percentile bands of a finished population, linear and logarithmic.",
    mixinStandardHelpOptions = true)
final class PopulationPlotCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "DIR", description = "Folder of the population")
  private String folder;

  @Option(
      names = "--outputs",
      paramLabel = "PATH",
      arity = "1..*",
      description = "What is drawn; default: all outputs")
  private List<String> outputs = new ArrayList<>();

  @Option(
      names = "--groups",
      paramLabel = "GROUP",
      arity = "1..*",
      defaultValue = "all",
      description = "covariate=value, as in aggregates.csv; default: ${DEFAULT-VALUE}")
  private List<String> groups;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "FILE.png, FILE.svg or FILE.html")
  private String out;

  @Override
  public Integer call() {
    String ending = out.substring(out.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    if (!List.of("png", "svg", "html").contains(ending)) {
      throw CommandFailure.badInput("--out " + out + ": only .png, .svg and .html can be written");
    }
    System.setProperty("java.awt.headless", "true");
    BandPlot plot;
    try {
      plot = BandPlot.of(LoadedModel.path(folder), outputs, groups);
    } catch (StoreException e) {
      throw CommandFailure.badInput(e.getMessage());
    }
    Path file = LoadedModel.path(out);
    try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(file))) {
      switch (ending) {
        case "png" -> Picture.png(plot, stream);
        case "svg" -> Picture.svg(plot, stream);
        default -> Page.html(plot, stream);
      }
    } catch (IOException e) {
      throw CommandFailure.badInput("--out " + out + ": cannot be written: " + e.getMessage());
    }
    PrintWriter output = spec.commandLine().getOut();
    output.println("written   " + out);
    output.flush();
    return ExitCode.DONE;
  }
}
