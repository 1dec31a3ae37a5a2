package dev.perfusion.bridge.tool;

import dev.perfusion.bridge.Bridge;

/** Steps that tests share. */
public final class ToolFlows {
  private static final long LONGEST_MS = 30_000;

  private ToolFlows() {}

  /** Waits for the end of a job. */
  public static GetJobStatus.Response finished(Bridge bridge, String jobId)
      throws InterruptedException {
    long end = System.currentTimeMillis() + LONGEST_MS;
    GetJobStatus.Response status = bridge.call(new GetJobStatus.Request(jobId));
    while (status.finishedAt() == null) {
      if (System.currentTimeMillis() > end) {
        throw new AssertionError("job does not end: " + status);
      }
      Thread.sleep(2);
      status = bridge.call(new GetJobStatus.Request(jobId));
    }
    return status;
  }
}
