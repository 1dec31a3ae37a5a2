package dev.perfusion.bridge.audit;

import java.security.SecureRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ids that never repeat, in the form of random UUIDs. For what needs a name, not for what must not
 * be guessed: one random number per process and a counter, so that busy threads do not queue for
 * the source of randomness.
 */
public final class EventIds {
  private static final long PROCESS = new SecureRandom().nextLong();
  private static final AtomicLong COUNTER = new AtomicLong(new SecureRandom().nextLong());
  private static final long VERSION_MASK = 0xffff_ffff_ffff_0fffL;
  private static final long VERSION = 0x4000L;
  private static final long VARIANT_MASK = 0x3fff_ffff_ffff_ffffL;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  private EventIds() {}

  /** The next id. */
  public static String next() {
    long counter = COUNTER.getAndIncrement();
    return new UUID(PROCESS & VERSION_MASK | VERSION, counter & VARIANT_MASK | VARIANT).toString();
  }
}
