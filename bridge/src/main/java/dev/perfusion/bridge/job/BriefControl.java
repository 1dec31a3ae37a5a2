package dev.perfusion.bridge.job;

import dev.perfusion.engine.Results;
import java.util.concurrent.TimeUnit;

/** Control of a job that its caller works on itself: stops it also when it takes too long. */
final class BriefControl implements JobControl {
  private final Job job;
  private final long endNanos;

  BriefControl(Job job, long milliseconds) {
    this.job = job;
    this.endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
  }

  @Override
  public boolean stopped() {
    return job.stopped() || System.nanoTime() - endNanos >= 0;
  }

  @Override
  public void progress(double share) {
    job.progress(share);
  }

  @Override
  public void work(JobWork now) {
    job.work(now);
  }

  @Override
  public void ran(Results results) {
    job.ran(results);
  }
}
