package dev.perfusion.bridge.mcp.conformance;

import dev.perfusion.bridge.mcp.Feature;
import dev.perfusion.bridge.mcp.Notices;

/** All fixtures of the conformance runner. */
public final class ConformanceFixtures implements AutoCloseable {
  private final FixtureTasks tasks;
  private final Feature feature;

  /** Fixtures that tell their changes to {@code notices}. */
  public ConformanceFixtures(Notices notices) {
    tasks = new FixtureTasks(notices);
    FixtureTools tools = new FixtureTools();
    ContentTools.add(tools);
    TalkingTools.add(tools, notices);
    InputTools.add(tools);
    TaskTools.add(tools, tasks);
    feature = new Feature(tools, new FixtureResources(), new FixturePrompts(), tasks);
  }

  /** What is offered. */
  public Feature feature() {
    return feature;
  }

  @Override
  public void close() {
    tasks.close();
  }
}
