package dev.perfusion.bridge.session;

import java.time.Duration;

/**
 * Bounds of loaded simulations.
 *
 * @param maxCount how many
 * @param maxBytes memory of their models together, roughly
 * @param timeToLive how long one is kept that nobody uses; zero for ever
 */
public record SessionLimits(int maxCount, long maxBytes, Duration timeToLive) {}
