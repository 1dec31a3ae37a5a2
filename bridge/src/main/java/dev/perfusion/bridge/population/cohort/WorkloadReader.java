package dev.perfusion.bridge.population.cohort;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.json.Json;
import dev.perfusion.bridge.population.cohort.Workload.Correlation;
import dev.perfusion.bridge.population.cohort.Workload.Covariate;
import dev.perfusion.bridge.population.cohort.Workload.Level;
import dev.perfusion.bridge.population.cohort.Workload.Parameter;
import dev.perfusion.bridge.population.summary.Aggregates;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads workloads and says what is wrong with them: place, value, way out. */
public final class WorkloadReader {
  private static final String SCHEMA = "/dev/perfusion/bridge/population/workload.schema.json";
  private static final int MAX_SHOWN = 80;

  private final JsonNode root;
  private final List<Parameter> parameters = new ArrayList<>();

  private WorkloadReader(JsonNode root) {
    this.root = root;
  }

  /**
   * Reads a file.
   *
   * @throws BridgeException {@code InvalidInput}; the message names the file and the place in it
   */
  public static Workload read(Path file) {
    try {
      return read(Json.mapper().readTree(Files.readAllBytes(file)));
    } catch (NoSuchFileException e) {
      throw wrong("workload", file + ": there is no such file", "name a workload file");
    } catch (IOException e) {
      throw wrong("workload", file + " cannot be read: " + e, null);
    } catch (JacksonException e) {
      TokenStreamLocation at = e.getLocation();
      String place =
          at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
      throw wrong("workload", file + " is not JSON" + place + ": " + e.getOriginalMessage(), null);
    } catch (BridgeException e) {
      throw new BridgeException(e.code(), file + ": " + e.getMessage(), e.details());
    }
  }

  /**
   * Reads a tree.
   *
   * @throws BridgeException {@code InvalidInput}; the message names the place
   */
  public static Workload read(JsonNode root) {
    if (root.isMissingNode()) {
      throw wrong("workload", "the workload is empty", "write a JSON object");
    }
    List<Error> errors = Validator.SCHEMA_OF_WORKLOADS.validate(root);
    if (!errors.isEmpty()) {
      throw wrong(errors.get(0));
    }
    return new WorkloadReader(root).workload();
  }

  /** The JSON schema of workloads. */
  public static JsonNode schema() {
    try (InputStream stream = WorkloadReader.class.getResourceAsStream(SCHEMA)) {
      return Json.mapper().readTree(stream.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Made when it is first needed: it takes some time. */
  private static final class Validator {
    static final Schema SCHEMA_OF_WORKLOADS =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(schema());
  }

  private static BridgeException wrong(Error error) {
    String at =
        error
            .getInstanceLocation()
            .toString()
            .replaceFirst("^[/$.]+", "")
            .replaceAll("/(\\d+)(?=/|$)", "[$1]")
            .replace('/', '.');
    String place = at.isEmpty() ? "the workload" : at;
    return switch (error.getKeyword()) {
      case "required" -> {
        String field = (at.isEmpty() ? "" : at + ".") + error.getProperty();
        yield wrong(field, field + " is missing", null);
      }
      case "additionalProperties" -> {
        String field = (at.isEmpty() ? "" : at + ".") + error.getProperty();
        yield wrong(
            field,
            field + " is not known there",
            "known: "
                + String.join(", ", known(error.getSchemaNode(), error.getEvaluationPath() + "")));
      }
      default ->
          wrong(
              at, place + " = " + shown(error.getInstanceNode()) + ": " + error.getMessage(), null);
    };
  }

  /** The fields that the schema has at a place that ends with additionalProperties. */
  private static Iterable<String> known(JsonNode ignored, String evaluationPath) {
    String pointer = evaluationPath.replaceFirst("^[#$]?", "").replace('.', '/');
    String properties = pointer.replaceFirst("/?additionalProperties$", "/properties");
    return schema().at(properties.startsWith("/") ? properties : "/" + properties).propertyNames();
  }

  private static BridgeException wrong(String field, String message, String hint) {
    return BridgeException.invalid(field, hint == null ? message : message + "; " + hint, hint);
  }

  private static String shown(JsonNode value) {
    String text = String.valueOf(value);
    return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...";
  }

  private Workload workload() {
    JsonNode cohort = root.path("cohort");
    List<Covariate> covariates = covariates(cohort.path("covariates"));
    JsonNode all = root.path("parameters");
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < all.size(); i++) {
      Parameter parameter = parameter(all.get(i), "parameters[" + i + "]");
      if (!seen.add(parameter.path())) {
        throw wrong(
            "parameters[" + i + "].path",
            "parameters[" + i + "].path = \"" + parameter.path() + "\" is there twice",
            "remove one of them");
      }
      parameters.add(parameter);
    }
    int size = cohort.path("size").intValue();
    int replicates = root.path("replicates").intValue(1);
    if ((long) size * replicates > Integer.MAX_VALUE) {
      throw wrong(
          "replicates",
          "cohort.size times replicates is " + (long) size * replicates,
          "at most " + Integer.MAX_VALUE + " runs can be drawn");
    }
    return new Workload(
        root.path("model").stringValue(null),
        size,
        Sampling.of(cohort.path("sampling").stringValue("random")),
        cohort.path("seed").longValue(1),
        covariates,
        replicates,
        List.copyOf(parameters),
        correlations(),
        texts(root.path("outputs").path("timeSeries"), "path"),
        aggregates(root.path("outputs").path("aggregates")),
        root);
  }

  /**
   * Reads {@code outputs} alone.
   *
   * @throws BridgeException as {@link #read(JsonNode)}
   */
  public static Workload outputs(JsonNode outputs) {
    ObjectNode frame = Json.mapper().createObjectNode();
    frame.putObject("cohort").put("size", 1);
    ObjectNode parameter = frame.putArray("parameters").addObject();
    parameter.put("path", "-").put("level", "subject").put("distribution", "categorical");
    parameter.putArray("values").add(0);
    frame.set("outputs", outputs);
    return read(frame);
  }

  private static List<String> aggregates(JsonNode list) {
    List<String> names = texts(list, null);
    for (int i = 0; i < names.size(); i++) {
      if (!Aggregates.known(names.get(i))) {
        String place = "outputs.aggregates[" + i + "]";
        throw wrong(place, place + " = \"" + names.get(i) + "\" is not known", Aggregates.names());
      }
    }
    return names;
  }

  private static List<String> texts(JsonNode list, String field) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(item -> (field == null ? item : item.path(field)).stringValue())
        .toList();
  }

  private static List<Covariate> covariates(JsonNode list) {
    List<Covariate> found = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      String place = "cohort.covariates[" + i + "]";
      String name = list.get(i).path("name").stringValue();
      boolean taken =
          name.equals("IndividualId")
              || name.equals("Replicate")
              || found.stream().anyMatch(c -> c.name().equals(name));
      if (taken) {
        throw wrong(
            place + ".name",
            place + ".name = \"" + name + "\" is the name of another column",
            "choose another name");
      }
      List<String> values = texts(list.get(i).path("values"), null);
      double[] weights = weights(list.get(i), values.size(), place);
      found.add(new Covariate(name, values, Distribution.Categorical.cumulated(weights)));
    }
    return List.copyOf(found);
  }

  private static double[] weights(JsonNode node, int count, String place) {
    JsonNode given = node.path("weights");
    if (given.isMissingNode()) {
      return IntStream.range(0, count).mapToDouble(i -> 1).toArray();
    }
    double[] weights = numbers(given);
    if (weights.length != count) {
      throw wrong(
          place + ".weights",
          place + ".weights has " + weights.length + " numbers for " + count + " values",
          "give one per value");
    }
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    if (!(sum > 0) || Double.isInfinite(sum)) {
      throw wrong(
          place + ".weights",
          place + ".weights = " + shown(given) + " sum up to " + sum,
          "at least one must be positive");
    }
    return weights;
  }

  private static double[] numbers(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .mapToDouble(JsonNode::doubleValue)
        .toArray();
  }

  private static Parameter parameter(JsonNode node, String place) {
    return new Parameter(
        node.path("path").stringValue(),
        node.path("unit").stringValue(null),
        Level.valueOf(node.path("level").stringValue().toUpperCase(Locale.ROOT)),
        new Fields(node, place).distribution());
  }

  private List<Correlation> correlations() {
    JsonNode list = root.path("correlations");
    List<Correlation> found = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      String place = "correlations[" + i + "]";
      int a = subject(list.get(i), place, "a");
      int b = subject(list.get(i), place, "b");
      Correlation added =
          new Correlation(Math.min(a, b), Math.max(a, b), list.get(i).path("rho").doubleValue());
      String pair = "\"" + parameters.get(a).path() + "\" and \"" + parameters.get(b).path() + '"';
      if (a == b) {
        throw wrong(place, place + ": a and b are both " + parameters.get(a).path(), "name two");
      }
      if (found.stream().anyMatch(c -> c.a() == added.a() && c.b() == added.b())) {
        throw wrong(place, place + ": " + pair + " are there twice", "remove one of them");
      }
      found.add(added);
    }
    if (Copula.of(found) == null) {
      throw impossible(found);
    }
    return List.copyOf(found);
  }

  /** Names the pair without which the others could hold, else the one that breaks them first. */
  private BridgeException impossible(List<Correlation> all) {
    int named = 0;
    while (named < all.size() && Copula.of(without(all, named)) == null) {
      named++;
    }
    if (named == all.size()) {
      named = 0;
      while (Copula.of(all.subList(0, named + 1)) != null) {
        named++;
      }
    }
    Correlation pair = all.get(named);
    String place = "correlations[" + named + "]";
    return wrong(
        place,
        place
            + ".rho = "
            + pair.rho()
            + ": \""
            + parameters.get(pair.a()).path()
            + "\" and \""
            + parameters.get(pair.b()).path()
            + "\" cannot be so correlated together with the others (the matrix is not positive definite; pairs that are not named have 0)",
        "bring rho nearer to what the others imply, or name the missing pairs");
  }

  private static List<Correlation> without(List<Correlation> all, int position) {
    List<Correlation> rest = new ArrayList<>(all);
    rest.remove(position);
    return rest;
  }

  private int subject(JsonNode node, String place, String field) {
    String path = node.path(field).stringValue();
    for (int i = 0; i < parameters.size(); i++) {
      if (parameters.get(i).path().equals(path)) {
        if (parameters.get(i).level() != Level.SUBJECT) {
          throw wrong(
              place + "." + field,
              place + "." + field + " = \"" + path + "\" has level replicate",
              "only parameters of level subject can be correlated");
        }
        return i;
      }
    }
    throw wrong(
        place + "." + field,
        place + "." + field + " = \"" + path + "\" is not among the parameters",
        "add it there, or remove the correlation");
  }

  /** The fields of a distribution. */
  private record Fields(JsonNode node, String place) {
    Distribution distribution() {
      String kind = node.path("distribution").stringValue();
      return switch (kind) {
        case "normal", "truncated_normal" -> {
          allow(kind, "mean", "sd", "min", "max");
          if (kind.equals("truncated_normal") && !has("min") && !has("max")) {
            throw wrong(place, place + ": a truncated_normal has bounds", "give min, max or both");
          }
          yield checked(
              Distribution.Normal.of(
                  number("mean", kind), number("sd", kind), min(), max(), false));
        }
        case "lognormal" -> {
          allow(kind, "mean", "sd", "gsd", "min", "max");
          yield lognormal();
        }
        case "uniform" -> {
          allow(kind, "min", "max");
          double min = number("min", kind);
          double max = number("max", kind);
          if (!(min < max)) {
            throw wrong(
                place + ".min", place + ".min = " + min + " is not below max = " + max, null);
          }
          yield new Distribution.Uniform(min, max);
        }
        default -> {
          allow(kind, "values", "weights");
          if (!has("values")) {
            throw wrong(place + ".values", place + ".values is missing", "a categorical needs it");
          }
          double[] values = numbers(node.path("values"));
          yield Distribution.Categorical.of(values, weights(node, values.length, place));
        }
      };
    }

    private Distribution lognormal() {
      double mean = number("mean", "lognormal");
      if (!(mean > 0)) {
        throw wrong(
            place + ".mean", place + ".mean = " + mean, "a lognormal needs a positive mean");
      }
      if (has("sd") == has("gsd")) {
        throw wrong(
            place,
            place + ": a lognormal has either sd or gsd",
            "with gsd mean is the geometric mean, with sd mean and sd are those of the value");
      }
      if (has("max") && !(max() > 0)) {
        throw wrong(place + ".max", place + ".max = " + max(), "a lognormal is positive");
      }
      if (has("gsd")) {
        double sdLog = StrictMath.log(number("gsd", "lognormal"));
        return checked(Distribution.Normal.of(StrictMath.log(mean), sdLog, min(), max(), true));
      }
      double cv = number("sd", "lognormal") / mean;
      double variance = StrictMath.log1p(cv * cv);
      return checked(
          Distribution.Normal.of(
              StrictMath.log(mean) - variance / 2, StrictMath.sqrt(variance), min(), max(), true));
    }

    private Distribution checked(Distribution.Normal normal) {
      if (has("min") && has("max") && !(min() < max())) {
        throw wrong(
            place + ".min", place + ".min = " + min() + " is not below max = " + max(), null);
      }
      if (!(normal.share() >= Distribution.SMALLEST_SHARE)) {
        throw wrong(
            place,
            place
                + ": only "
                + normal.share()
                + " of the distribution lies between its bounds "
                + min()
                + " and "
                + max(),
            "widen them, or move the mean");
      }
      return normal;
    }

    private boolean has(String field) {
      return node.has(field);
    }

    private double min() {
      return has("min") ? node.path("min").doubleValue() : Double.NEGATIVE_INFINITY;
    }

    private double max() {
      return has("max") ? node.path("max").doubleValue() : Double.POSITIVE_INFINITY;
    }

    private double number(String field, String kind) {
      if (!has(field)) {
        throw wrong(
            place + "." + field, place + "." + field + " is missing", "a " + kind + " needs it");
      }
      double value = node.path(field).doubleValue();
      if (!Double.isFinite(value)) {
        throw wrong(place + "." + field, place + "." + field + " is no finite number", null);
      }
      return value;
    }

    private void allow(String kind, String... used) {
      for (String field : List.of("mean", "sd", "gsd", "min", "max", "values", "weights")) {
        if (has(field) && !List.of(used).contains(field)) {
          throw wrong(
              place + "." + field,
              place
                  + "."
                  + field
                  + " = "
                  + shown(node.path(field))
                  + ": a "
                  + kind
                  + " has no "
                  + field,
              "it has " + String.join(", ", used));
        }
      }
    }
  }
}
