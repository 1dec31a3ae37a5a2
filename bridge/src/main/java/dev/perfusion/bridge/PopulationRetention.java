package dev.perfusion.bridge;

import dev.perfusion.bridge.job.JobListener;
import dev.perfusion.bridge.job.JobRecord;
import dev.perfusion.bridge.population.StoredPopulations;
import dev.perfusion.bridge.population.store.Manifest;
import dev.perfusion.bridge.population.store.StoreException;
import dev.perfusion.bridge.result.StoredPopulation;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes population results: with their job, and those that are older than they are to get; looks
 * for these at the start and at the end of each population.
 */
final class PopulationRetention implements JobListener {
  private static final Logger LOG = LoggerFactory.getLogger(PopulationRetention.class);

  private final StoredPopulations populations;
  private final BridgeConfig.Populations settings;
  private final Clock clock;
  private final Executor aside;

  /**
   * @param aside deletes at the end of a population: who tells of it must not wait for that
   */
  PopulationRetention(
      StoredPopulations populations,
      BridgeConfig.Populations settings,
      Clock clock,
      Executor aside) {
    this.populations = populations;
    this.settings = settings;
    this.clock = clock;
    this.aside = aside;
    deleteOld();
  }

  @Override
  public void changed(JobRecord job) {
    if (job.type().equals(StoredPopulation.TYPE) && job.state().terminal()) {
      aside.execute(this::deleteOld);
    }
  }

  @Override
  public void forgotten(String resultsId) {
    try {
      populations.delete(resultsId);
    } catch (UncheckedIOException e) {
      LOG.warn("population results {} could not be deleted", resultsId, e);
    }
  }

  /** Looks for populations whose time is over. */
  void deleteOld() {
    if (settings.retentionSeconds() == 0) {
      return;
    }
    Instant before = clock.instant().minusSeconds(settings.retentionSeconds());
    for (String id : populations.ids()) {
      try {
        Manifest manifest = populations.find(id).orElse(null);
        boolean ended = manifest != null && manifest.state() != Manifest.State.RUNNING;
        if (ended && Instant.parse(manifest.updatedAt()).isBefore(before)) {
          populations.delete(id);
          LOG.info("population results {} were deleted after {}", id, manifest.updatedAt());
        }
      } catch (StoreException | UncheckedIOException e) {
        LOG.warn("population results {} cannot be read or deleted", id, e);
      }
    }
  }
}
