package dev.perfusion.bridge.tool;

/** An answer that stands for a job. */
public interface JobAnswer {
  /** Id of the job. */
  String jobId();

  /** State of the job. */
  String status();

  /** True when the job will not change any more. */
  default boolean finished() {
    return !status().equals("queued") && !status().equals("running");
  }
}
