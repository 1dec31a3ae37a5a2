package dev.perfusion.engine.io;

import dev.perfusion.engine.model.Model;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Reads a simulation into the flat {@link Model}.
 *
 * <p>Told by content: a {@code .pkml} simulation (root element {@code SimulationTransfer}, versions
 * 3 to 18), SimModel XML (root element {@code Simulation}, versions 2 to 4), and a simulation of a
 * PK-Sim or MoBi project (see {@link Project}). Everything else is refused with what it is and what
 * to do instead.
 */
public final class ModelReader {
  private static final String SIMMODEL_NAMESPACE = "http://www.systems-biology.com";

  private ModelReader() {}

  /**
   * Reads a file that holds one simulation.
   *
   * @throws ModelFormatException when the file is missing, empty, unreadable, not a simulation or
   *     not consistent; names file, element and reason
   */
  public static Model read(Path file) {
    return read(file, null);
  }

  /**
   * Reads a simulation of a file.
   *
   * @param simulationName null for the only one
   * @throws ModelFormatException as {@link #read(Path)}, and when the file has no simulation of
   *     that name, or several and no name is given; lists the names
   */
  public static Model read(Path file, String simulationName) {
    if (Files.isDirectory(file)) {
      throw new ModelFormatException(file.toString(), "", "is a folder, not a model file");
    }
    try {
      if (FormatSniffer.isDatabase(file)) {
        try (Project project = Project.open(file)) {
          return project.model(simulationName);
        }
      }
      try (InputStream input = Files.newInputStream(file)) {
        return named(simulationName, read(input, file.toString()), file);
      }
    } catch (NoSuchFileException e) {
      throw new ModelFormatException(file.toString(), "", "there is no such file", e);
    } catch (AccessDeniedException e) {
      throw new ModelFormatException(file.toString(), "", "may not be read: access denied", e);
    } catch (IOException e) {
      throw new ModelFormatException(file.toString(), "", "cannot be read: " + e.getMessage(), e);
    }
  }

  private static Model named(String wanted, Model model, Path file) {
    if (wanted != null && !wanted.equals(model.name())) {
      throw new ModelFormatException(
          file.toString(),
          "",
          "has no simulation \"" + wanted + "\"; it has \"" + model.name() + '"');
    }
    return model;
  }

  /**
   * Reads a stream to its end and leaves it open. A project file needs {@link #read(Path)}.
   *
   * @param name what messages call the source
   * @throws IOException when the stream fails
   * @throws ModelFormatException as {@link #read(Path)}
   */
  public static Model read(InputStream input, String name) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(input, 1 << 16);
    buffered.mark(FormatSniffer.LENGTH);
    byte[] head = new byte[FormatSniffer.LENGTH];
    int length = buffered.readNBytes(head, 0, head.length);
    buffered.reset();
    FormatSniffer.check(name, head, length);
    return read(new XmlCursor(name, buffered));
  }

  /**
   * Reads XML text.
   *
   * @param name what messages call the source
   * @throws ModelFormatException as {@link #read(Path)}
   */
  public static Model read(String xml, String name) {
    String text = xml.startsWith("\ufeff") ? xml.substring(1) : xml;
    FormatSniffer.checkText(name, text);
    return read(new XmlCursor(name, new StringReader(text)));
  }

  private static Model read(XmlCursor xml) {
    xml.toRoot();
    String root = xml.name();
    String namespace = xml.namespace();
    if (PkmlParser.reads(root)) {
      return PkmlFlattener.flatten(new PkmlParser(xml).parse());
    }
    if (root.equals("Simulation")
        && (namespace.isEmpty() || namespace.equals(SIMMODEL_NAMESPACE))) {
      return SimModelFlattener.flatten(new SimModelParser(xml).parse());
    }
    throw new ModelFormatException(xml.file(), "root element " + root, refusal(root, namespace));
  }

  private static String refusal(String root, String namespace) {
    String export = "; export the simulation from MoBi or PK-Sim as .pkml";
    if (root.equals("Module")) {
      return "a module, not a simulation: it has to be combined into a simulation first" + export;
    }
    if (root.equals("SpatialStructure")
        || root.equals("CoreCalculationMethodRepository")
        || root.endsWith("BuildingBlock")) {
      return "a building block, not a simulation" + export;
    }
    return switch (root) {
      case "McDataRepository", "DataRepository" -> "observed data, not a simulation" + export;
      case "Chart", "CurveChart", "ImporterConfiguration" ->
          "a chart or an importer setting, not a simulation" + export;
      case "Simulation" -> "a Simulation in the unknown namespace \"" + namespace + '"' + export;
      default -> "not a simulation (expected SimulationTransfer or Simulation)" + export;
    };
  }
}
