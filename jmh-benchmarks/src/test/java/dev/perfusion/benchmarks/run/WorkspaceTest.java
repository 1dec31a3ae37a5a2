package dev.perfusion.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class WorkspaceTest {
  @Test
  void populationsThatNobodyReadsAnyMoreGoAndAllElseStaysToTheEnd() throws IOException {
    Path folder;
    try (Workspace workspace = new Workspace(Path.of("none.jar"))) {
      folder = workspace.folder();
      workspace.dropPopulations();
      Path server = folder.resolve("shared-server");
      Path population = server.resolve("var/population-results/job-1");
      Files.createDirectories(population);
      Files.createFile(population.resolve("chunk-00001.arrow"));
      Path log = Files.createFile(server.resolve("server.log"));

      workspace.dropPopulations();

      assertThat(population).doesNotExist();
      assertThat(population.getParent()).isDirectory();
      assertThat(log).exists();
    }
    assertThat(folder).doesNotExist();
  }
}
