package dev.perfusion.engine.io;

import dev.perfusion.engine.formula.WorkInterruptedException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds what a path means for the entity that uses it: relative to that entity first, else absolute
 * from the entity's or the root's own name.
 */
final class PathResolver {
  private final Entity root;
  private final String[] rootParent;

  /**
   * @param rootParentPath path that absolute paths carry in front of the root's name in partial
   *     exports; empty normally
   */
  PathResolver(Entity root, String rootParentPath) {
    this.root = root;
    this.rootParent = rootParentPath.isEmpty() ? new String[0] : split(rootParentPath);
  }

  /** Elements of a path. */
  static String[] split(String path) {
    List<String> elements = new ArrayList<>();
    int from = 0;
    for (int bar = path.indexOf('|'); bar >= 0; bar = path.indexOf('|', from)) {
      elements.add(path.substring(from, bar));
      from = bar + 1;
    }
    elements.add(path.substring(from));
    return elements.toArray(String[]::new);
  }

  /** The entity at the end of the path, null when there is none. */
  Entity find(String[] path, Entity user) {
    Entity relative = walk(user, path, 0);
    if (relative != null) {
      return relative;
    }
    if (path[0].equals(user.name())) {
      Entity own = walk(user, path, 1);
      if (own != null) {
        return own;
      }
    }
    int first = startsWith(path, rootParent) ? rootParent.length : 0;
    return first < path.length && path[first].equals(root.name())
        ? walk(root, path, first + 1)
        : null;
  }

  /** The entity at the end of the path; an error names the path as written. */
  Entity resolve(String[] path, Entity user) {
    WorkInterruptedException.check();
    Entity found = find(path, user);
    if (found == null) {
      throw user.error("the path \"" + String.join("|", path) + "\" leads nowhere from here");
    }
    return found;
  }

  private static Entity walk(Entity start, String[] path, int from) {
    Entity current = start;
    for (int i = from; i < path.length && current != null; i++) {
      current = path[i].equals("..") ? current.parent() : current.child(path[i]);
    }
    return current;
  }

  private static boolean startsWith(String[] path, String[] prefix) {
    if (prefix.length == 0 || path.length <= prefix.length) {
      return false;
    }
    for (int i = 0; i < prefix.length; i++) {
      if (!path[i].equals(prefix[i])) {
        return false;
      }
    }
    return true;
  }
}
