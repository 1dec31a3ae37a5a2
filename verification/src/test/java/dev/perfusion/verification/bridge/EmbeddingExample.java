package dev.perfusion.verification.bridge;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.tool.GetResults;
import dev.perfusion.bridge.tool.LoadSimulation;
import dev.perfusion.bridge.tool.RunSimulation;
import dev.perfusion.bridge.tool.SeriesSummary;
import dev.perfusion.bridge.tool.SetParameterValue;

/** The example of the README, as a program. */
final class EmbeddingExample {
  private EmbeddingExample() {}

  /** Prints the largest value of each output, then the number of points. */
  public static void main(String[] args) {
    try (Bridge bridge = Bridge.open(BridgeConfig.builder().build())) {
      bridge.call(new LoadSimulation.Request("classpath:demo.pkml", "demo"));
      bridge.call(SetParameterValue.Request.of("demo", "Organism|Weight", 80));
      RunSimulation.Response run = bridge.call(RunSimulation.Request.andWait("demo"));
      for (SeriesSummary output : run.summary()) {
        System.out.println(output.parameter() + " " + output.max() + " " + output.unit());
      }
      GetResults.Response results = bridge.call(GetResults.Request.of(run.resultsId()));
      System.out.println(results.series().get(0).values().size() + " points");
    }
  }
}
