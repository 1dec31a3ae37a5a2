package dev.perfusion.benchmarks.engine;

import dev.perfusion.engine.io.ModelReader;
import dev.perfusion.engine.model.Model;
import dev.perfusion.fixtures.DemoModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file of a benchmark's parameter {@code model}.
 *
 * @param name file name
 * @param bytes content
 */
record ModelFile(String name, byte[] bytes) {
  /** The demo model. */
  static final String DEMO = "demo";

  /**
   * Reads a file.
   *
   * @param model its path, or {@value #DEMO}
   */
  static ModelFile of(String model) throws IOException {
    return model.equals(DEMO)
        ? new ModelFile(DemoModel.FILE_NAME, DemoModel.bytes())
        : new ModelFile(
            Path.of(model).getFileName().toString(), Files.readAllBytes(Path.of(model)));
  }

  /** The flat model. */
  Model read() throws IOException {
    return ModelReader.read(new ByteArrayInputStream(bytes), name);
  }
}
