package dev.perfusion.bridge.mcp;

import dev.perfusion.bridge.Bridge;
import dev.perfusion.bridge.BridgeConfig;
import dev.perfusion.bridge.job.JobRecord;
import dev.perfusion.bridge.job.JobState;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The tools, resources, prompts and jobs of a bridge. */
final class BridgeFeature implements AutoCloseable {
  private final Feature feature;
  private final RecentIds recentJobs = new RecentIds();
  private final RecentIds recentResults = new RecentIds();
  private final Notices notices;
  private final Runnable forget;
  private final ExecutorService followers =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "perfusion-mcp-progress");
            thread.setDaemon(true);
            return thread;
          });

  BridgeFeature(Bridge bridge, BridgeConfig.Mcp settings, Notices notices) {
    this.notices = notices;
    JobTasks tasks = new JobTasks(bridge);
    BridgeTools tools = new BridgeTools(bridge, settings, tasks, notices, followers);
    BridgeResources resources = new BridgeResources(bridge, tools, recentJobs, recentResults);
    feature = new Feature(tools, resources, new BridgePrompts(resources), tasks);
    forget = bridge.onJobChange(this::changed);
  }

  Feature feature() {
    return feature;
  }

  private void changed(JobRecord job) {
    recentJobs.add(job.jobId());
    notices.publish(new Notice.TaskChanged(job.jobId()));
    notices.publish(new Notice.ResourceUpdated(BridgeResources.jobUri(job.jobId())));
    if (job.state() == JobState.SUCCEEDED) {
      recentResults.add(job.resultsId());
      notices.publish(new Notice.ListChanged("resources"));
    }
  }

  @Override
  public void close() {
    forget.run();
    followers.shutdownNow();
  }
}
