package dev.perfusion.bridge.mcp;

import java.util.List;

/**
 * Protocol revisions. Modern ones carry version and capabilities in each request; legacy ones begin
 * with {@code initialize}.
 */
final class ProtocolVersions {
  static final String MODERN = "2026-07-28";
  static final String NEWEST_LEGACY = "2025-11-25";

  /** What the header's absence means. */
  static final String WITHOUT_HEADER = "2025-03-26";

  static final List<String> LEGACY = List.of(NEWEST_LEGACY, "2025-06-18", WITHOUT_HEADER);
  static final List<String> ALL = List.of(MODERN, NEWEST_LEGACY, "2025-06-18", WITHOUT_HEADER);

  private ProtocolVersions() {}
}
