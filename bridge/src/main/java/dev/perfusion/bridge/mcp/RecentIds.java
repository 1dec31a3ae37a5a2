package dev.perfusion.bridge.mcp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The ids that were last spoken of, for lists and completions. */
final class RecentIds {
  private static final int MOST = 50;

  private final Set<String> ids = new LinkedHashSet<>();

  synchronized void add(String id) {
    ids.remove(id);
    ids.add(id);
    if (ids.size() > MOST) {
      ids.remove(ids.iterator().next());
    }
  }

  /** Newest first. */
  synchronized List<String> newestFirst() {
    List<String> newest = new ArrayList<>(ids);
    Collections.reverse(newest);
    return newest;
  }
}
