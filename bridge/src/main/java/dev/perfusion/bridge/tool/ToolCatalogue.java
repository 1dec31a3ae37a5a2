package dev.perfusion.bridge.tool;

import com.networknt.schema.SchemaRegistry;
import dev.perfusion.bridge.error.BridgeException;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tools by name and by request class, in their listed order. */
public final class ToolCatalogue {
  private final Map<String, ToolEntry<?, ?>> byName = new LinkedHashMap<>();
  private final Map<Class<?>, ToolEntry<?, ?>> byRequest = new LinkedHashMap<>();

  /** A catalogue of these tools. */
  public ToolCatalogue(List<Tool<?, ?>> tools) {
    SchemaRegistry schemas = ToolEntry.schemaRegistry();
    for (Tool<?, ?> tool : tools) {
      ToolEntry<?, ?> entry = new ToolEntry<>(tool, schemas);
      if (byName.put(entry.spec().name(), entry) != null) {
        throw new IllegalArgumentException("two tools named " + entry.spec().name());
      }
      byRequest.put(entry.spec().request(), entry);
    }
  }

  /** All tools. */
  public Collection<ToolEntry<?, ?>> all() {
    return Collections.unmodifiableCollection(byName.values());
  }

  /** True when there is such a tool. */
  public boolean has(String name) {
    return byName.containsKey(name);
  }

  /** The listed name of a tool that is called by a name of the predecessor; else the name given. */
  public static String nameOf(String name) {
    return name.equals("get_simulation_results") ? "get_results" : name;
  }

  /**
   * A tool by name.
   *
   * @throws BridgeException {@code NotFound} with the names that come closest
   */
  public ToolEntry<?, ?> get(String name) {
    ToolEntry<?, ?> entry = byName.get(nameOf(name));
    if (entry == null) {
      String closest = String.join(", ", Similarity.closest(name, byName.keySet(), 3));
      throw BridgeException.notFound("tool", "no tool \"" + name + "\"", "closest: " + closest);
    }
    return entry;
  }

  /** The tool that takes such a request. */
  @SuppressWarnings("unchecked")
  public <Q extends Record & ToolRequest<R>, R extends Record> ToolEntry<Q, R> of(
      Class<?> request) {
    ToolEntry<?, ?> entry = byRequest.get(request);
    if (entry == null) {
      throw new IllegalArgumentException("no tool takes a " + request.getName());
    }
    return (ToolEntry<Q, R>) entry;
  }
}
