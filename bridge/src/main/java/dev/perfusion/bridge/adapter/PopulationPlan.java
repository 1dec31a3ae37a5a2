package dev.perfusion.bridge.adapter;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.population.PopulationRequest;
import dev.perfusion.bridge.population.cohort.Cohort;
import dev.perfusion.bridge.population.cohort.CsvCohort;
import dev.perfusion.bridge.population.cohort.Workload;
import dev.perfusion.bridge.population.cohort.WorkloadCohort;
import dev.perfusion.bridge.population.cohort.WorkloadReader;
import dev.perfusion.bridge.population.store.Manifest;
import dev.perfusion.engine.SimulationRun;
import dev.perfusion.engine.UnknownPathException;
import dev.perfusion.engine.io.ModelFormatException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which individuals are to run, and what is kept of them: all that is needed to do the same again,
 * in another process too.
 *
 * @param recipe model and the values that all individuals have
 * @param workload what is drawn; null when a file has the individuals
 * @param csv population CSV file; null when a workload is drawn
 * @param ageing ageing CSV file; null when nobody ages
 * @param csvSha256 digest of the file or files; null until they were read once
 * @param replicates runs per individual of a file
 * @param outputs what is kept; empty for what the workload or else the model selects
 * @param notes what the results carry along
 * @param maxFailedShare share of failed runs beyond which the job fails
 */
public record PopulationPlan(
    RunRecipe recipe,
    JsonNode workload,
    Path csv,
    Path ageing,
    String csvSha256,
    int replicates,
    List<String> outputs,
    Manifest.Notes notes,
    double maxFailedShare) {
  public PopulationPlan {
    notes = notes == null ? Manifest.Notes.NONE : notes;
    outputs = List.copyOf(outputs);
  }

  /**
   * The individuals.
   *
   * @param base the model with the values that all have
   * @throws BridgeException {@code InvalidInput} when the workload or the file does not fit the
   *     model; {@code Conflict} when the file is another one than before
   */
  private Cohort cohort(SimulationRun base) {
    try {
      if (workload != null) {
        return new WorkloadCohort(WorkloadReader.read(workload), base);
      }
      CsvCohort cohort = new CsvCohort(csv, ageing, replicates, base.simulation());
      if (csvSha256 != null && !csvSha256.equals(cohort.sha256())) {
        throw BridgeException.conflict(
            "csvPath",
            csv.getFileName()
                + (ageing == null ? "" : " or " + ageing.getFileName())
                + " has changed since the job was accepted",
            null);
      }
      return cohort;
    } catch (ModelFormatException e) {
      throw BridgeException.invalid("csvPath", e.getMessage(), null);
    }
  }

  /**
   * The same plan, known to fit the model.
   *
   * @throws BridgeException as {@link #cohort}; {@code InvalidInput} for an output that the model
   *     does not have
   */
  PopulationPlan checked(SimulationRun base) {
    Cohort cohort = cohort(base);
    for (String path : wantedOutputs()) {
      try {
        base.simulation().quantity(path);
      } catch (UnknownPathException e) {
        throw BridgeException.invalid(
            "outputs",
            e.getMessage(),
            e.closest().isEmpty() ? null : "closest: " + String.join(", ", e.closest()));
      }
    }
    return new PopulationPlan(
        recipe,
        workload,
        csv,
        ageing,
        csv == null ? null : cohort.sha256(),
        replicates,
        outputs,
        notes,
        maxFailedShare);
  }

  private List<String> wantedOutputs() {
    if (!outputs.isEmpty() || workload == null) {
      return outputs;
    }
    Workload drawn = WorkloadReader.read(workload);
    return drawn.outputs();
  }

  PopulationRequest request(Path folder, SimulationRun base, int threads) {
    return new PopulationRequest(
        folder,
        recipe.source().label(),
        recipe.sha256(),
        base,
        cohort(base),
        wantedOutputs(),
        notes,
        0,
        threads,
        maxFailedShare);
  }

  /** As JSON. */
  public JsonNode json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.set("recipe", recipe.json());
    if (workload != null) {
      node.set("workload", workload);
    } else {
      node.put("csv", csv.toString());
    }
    if (csvSha256 != null) {
      node.put("csvSha256", csvSha256);
    }
    if (ageing != null) {
      node.put("ageing", ageing.toString());
    }
    node.put("replicates", replicates).put("maxFailedShare", maxFailedShare);
    outputs.forEach(node.putArray("outputs")::add);
    node.set("notes", Json.tree(notes));
    return node;
  }

  /** From {@link #json()}. */
  public static PopulationPlan of(JsonNode node) {
    List<String> outputs = new ArrayList<>();
    node.path("outputs").forEach(path -> outputs.add(path.stringValue()));
    return new PopulationPlan(
        RunRecipe.of(node.path("recipe")),
        node.has("workload") ? node.path("workload") : null,
        node.has("csv") ? Path.of(node.path("csv").stringValue()) : null,
        node.has("ageing") ? Path.of(node.path("ageing").stringValue()) : null,
        node.has("csvSha256") ? node.path("csvSha256").stringValue() : null,
        node.path("replicates").intValue(),
        outputs,
        Json.mapper().treeToValue(node.path("notes"), Manifest.Notes.class),
        node.path("maxFailedShare").doubleValue());
  }
}
