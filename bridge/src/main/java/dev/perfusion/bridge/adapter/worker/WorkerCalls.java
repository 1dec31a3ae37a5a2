package dev.perfusion.bridge.adapter.worker;

import dev.perfusion.bridge.adapter.AdapterSession;
import dev.perfusion.bridge.adapter.Cancellation;
import dev.perfusion.bridge.adapter.ModelSource;
import dev.perfusion.bridge.adapter.PopulationPlan;
import dev.perfusion.bridge.adapter.ResultsBytes;
import dev.perfusion.bridge.adapter.RunRecipe;
import dev.perfusion.bridge.adapter.SimulationAdapter;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.population.PopulationControl;
import dev.perfusion.engine.Dependents;
import dev.perfusion.engine.QuantityInfo;
import dev.perfusion.engine.RunControl;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers calls on an engine. Each call says which model it means and which values differ from the
 * file, so that any worker can answer it; sessions used last are kept, that is all. One call at a
 * time.
 */
final class WorkerCalls {
  private static final int KEPT = 16;

  private final SimulationAdapter engine;
  private final Map<RunRecipe, AdapterSession> sessions = lru();
  private final Map<RunRecipe, Map<QuantityInfo, Integer>> positions = lru();

  WorkerCalls(SimulationAdapter engine) {
    this.engine = engine;
  }

  private static <V> Map<RunRecipe, V> lru() {
    return new LinkedHashMap<>(2 * KEPT, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<RunRecipe, V> eldest) {
        return size() > KEPT;
      }
    };
  }

  /** The payload of the answer. */
  byte[] answer(Op op, byte[] payload, Control control) {
    if (op == Op.CLEAR) {
      sessions.clear();
      positions.clear();
      engine.clearModelCache();
      return Json.bytes(true);
    }
    JsonNode question = Json.mapper().readTree(payload);
    if (op == Op.CHECK) {
      return Json.bytes(engine.checked(PopulationPlan.of(question)).json());
    }
    if (op == Op.POPULATION) {
      engine.runPopulation(
          PopulationPlan.of(question.path("plan")),
          Path.of(question.path("folder").stringValue()),
          question.path("threads").intValue(),
          control);
      return Json.bytes(true);
    }
    if (op == Op.OPEN) {
      return Json.bytes(open(ModelSource.of(question), control).info());
    }
    RunRecipe recipe = RunRecipe.of(question.path("recipe"));
    AdapterSession session = session(recipe);
    String path = question.path("path").asString("");
    return switch (op) {
      case QUANTITIES -> Json.bytes(session.quantities());
      case QUANTITY -> Json.bytes(session.quantity(path));
      case VALUE -> bytes(session.value(path));
      case SET -> set(session, question.path("values"));
      case WEIGHT -> bytes(session.molecularWeight(path));
      case DEPENDENTS -> dependents(recipe, session, path);
      case DOSING -> Json.bytes(session.dosing(path));
      case RUN -> new ResultsBytes(session.prepare().execute(control)).all().array();
      default -> throw new IllegalArgumentException(op + " is no question");
    };
  }

  private static byte[] bytes(double value) {
    return ByteBuffer.allocate(Double.BYTES).putDouble(value).array();
  }

  private AdapterSession open(ModelSource source, Cancellation cancellation) {
    AdapterSession session = engine.open(source, cancellation);
    sessions.put(new RunRecipe(source, session.info().sha256(), Map.of()), session);
    return session;
  }

  private AdapterSession session(RunRecipe recipe) {
    AdapterSession known = sessions.get(recipe);
    if (known != null) {
      return known;
    }
    RunRecipe plain = new RunRecipe(recipe.source(), recipe.sha256(), Map.of());
    AdapterSession base = sessions.get(plain);
    if (base == null) {
      base = plain.open(engine);
      sessions.put(plain, base);
    }
    if (recipe.values().isEmpty()) {
      return base;
    }
    AdapterSession session = base.copy();
    session.set(recipe.values());
    sessions.put(recipe, session);
    return session;
  }

  private static byte[] set(AdapterSession session, JsonNode values) {
    Map<String, Double> numbers = new HashMap<>();
    values.properties().forEach(e -> numbers.put(e.getKey(), e.getValue().doubleValue()));
    AdapterSession changed = session.copy();
    changed.set(numbers);
    return Json.bytes(changed.changes());
  }

  private byte[] dependents(RunRecipe recipe, AdapterSession session, String path) {
    RunRecipe plain = new RunRecipe(recipe.source(), recipe.sha256(), Map.of());
    Map<QuantityInfo, Integer> places =
        positions.computeIfAbsent(
            plain,
            model -> {
              Map<QuantityInfo, Integer> all = new IdentityHashMap<>();
              session.quantities().forEach(one -> all.put(one, all.size()));
              return all;
            });
    Dependents dependents = session.dependents(path);
    ObjectNode node = Json.mapper().createObjectNode();
    put(node.putArray("direct"), dependents.direct(), places);
    put(node.putArray("all"), dependents.all(), places);
    return Json.bytes(node);
  }

  private static void put(
      ArrayNode array, List<QuantityInfo> quantities, Map<QuantityInfo, Integer> places) {
    quantities.forEach(one -> array.add(places.get(one)));
  }

  /** How a call is stopped, and how far a run is. */
  static final class Control implements RunControl, PopulationControl, Cancellation {
    private volatile boolean stopped;
    private Runnable action = () -> {};
    private double time;
    private double end;
    private volatile Progress progress;

    @Override
    public boolean stopped() {
      return stopped;
    }

    @Override
    public void progress(Progress now) {
      progress = now;
    }

    @Override
    public boolean proceed(double now, double last) {
      // Plain writes, once per step; who reads them is content with an old figure.
      time = now;
      end = last;
      return !stopped;
    }

    @Override
    public synchronized Runnable onCancel(Runnable todo) {
      action = todo;
      if (stopped) {
        todo.run();
      }
      return () -> forget(todo);
    }

    private synchronized void forget(Runnable todo) {
      if (action == todo) {
        action = () -> {};
      }
    }

    synchronized void stop() {
      stopped = true;
      action.run();
    }

    /** How far it is, as in {@link Op#PROGRESS}. */
    double[] figures() {
      Progress now = progress;
      return now == null
          ? new double[] {time, end}
          : new double[] {
            now.subjects(), now.subjectsDone(), now.runsFailed(), now.perSecond(), now.secondsLeft()
          };
    }
  }
}
