package dev.perfusion.verification;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The arrows between modules and between the packages of the engine and the bridge point down only.
 */
class ArchitectureTest {
  private static JavaClasses classes;

  @BeforeAll
  static void importClasses() {
    classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.perfusion");
    assertThat(classes.stream().map(c -> c.getPackageName().split("\\.")[2]).distinct())
        .as("modules on the class path")
        .contains("engine", "bridge", "fixtures", "benchmarks", "gate");
  }

  @Test
  void modulesPointDown() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("dev.perfusion..")
        .layer("benchmarks")
        .definedBy("dev.perfusion.benchmarks..")
        .layer("gate")
        .definedBy("dev.perfusion.gate..")
        .layer("bridge")
        .definedBy("dev.perfusion.bridge..")
        .layer("engine")
        .definedBy("dev.perfusion.engine..")
        .layer("fixtures")
        .definedBy("dev.perfusion.fixtures..")
        .whereLayer("benchmarks")
        .mayOnlyAccessLayers("bridge", "engine", "fixtures", "gate")
        .whereLayer("bridge")
        .mayOnlyAccessLayers("engine", "fixtures")
        .whereLayer("engine")
        .mayNotAccessAnyLayer()
        .whereLayer("gate")
        .mayNotAccessAnyLayer()
        .whereLayer("fixtures")
        .mayNotAccessAnyLayer()
        .check(classes);
  }

  @Test
  void enginePackagesPointDown() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("dev.perfusion.engine..")
        .layer("facade")
        .definedBy("dev.perfusion.engine")
        .layer("pk")
        .definedBy("dev.perfusion.engine.pk..")
        .layer("solver")
        .definedBy("dev.perfusion.engine.solver..")
        .layer("linear")
        .definedBy("dev.perfusion.engine.linear..")
        .layer("ode")
        .definedBy("dev.perfusion.engine.ode..")
        .layer("io")
        .definedBy("dev.perfusion.engine.io..")
        .layer("model")
        .definedBy("dev.perfusion.engine.model..")
        .layer("formula")
        .definedBy("dev.perfusion.engine.formula..")
        .layer("code")
        .definedBy("dev.perfusion.engine.code..")
        .whereLayer("facade")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("pk")
        .mayNotAccessAnyLayer()
        .whereLayer("solver")
        .mayOnlyAccessLayers("linear", "ode", "model")
        .whereLayer("linear")
        .mayOnlyAccessLayers("ode", "code")
        .whereLayer("ode")
        .mayOnlyAccessLayers("model", "formula", "code")
        .whereLayer("io")
        .mayOnlyAccessLayers("model", "formula")
        .whereLayer("model")
        .mayOnlyAccessLayers("formula")
        .whereLayer("formula")
        .mayNotAccessAnyLayer()
        .whereLayer("code")
        .mayNotAccessAnyLayer()
        .check(classes);
  }

  @Test
  void noPackageCycles() {
    slices().matching("dev.perfusion.(*).(*)..").should().beFreeOfCycles().check(classes);
  }

  @Test
  void toolsDoNotKnowTheirTransports() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("dev.perfusion.bridge..")
        .layer("cli")
        .definedBy("dev.perfusion.bridge.cli..")
        .layer("http")
        .definedBy("dev.perfusion.bridge.http..")
        .layer("mcp")
        .definedBy("dev.perfusion.bridge.mcp..")
        .layer("tool")
        .definedBy("dev.perfusion.bridge.tool..")
        .layer("state")
        .definedBy(
            "dev.perfusion.bridge.adapter..",
            "dev.perfusion.bridge.session..",
            "dev.perfusion.bridge.job..",
            "dev.perfusion.bridge.result..",
            "dev.perfusion.bridge.task..",
            "dev.perfusion.bridge.population..",
            "dev.perfusion.bridge.snapshot..",
            "dev.perfusion.bridge.sqlite..",
            "dev.perfusion.bridge.redis..",
            "dev.perfusion.bridge.audit..")
        .layer("ground")
        .definedBy(
            "dev.perfusion.bridge.arrow..",
            "dev.perfusion.bridge.error..",
            "dev.perfusion.bridge.json..",
            "dev.perfusion.bridge.thread..")
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("http")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("mcp")
        .mayOnlyBeAccessedByLayers("http", "cli")
        .whereLayer("state")
        .mayOnlyAccessLayers("ground")
        .whereLayer("ground")
        .mayNotAccessAnyLayer()
        .check(classes);
  }
}
