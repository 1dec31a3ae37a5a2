package dev.perfusion.bridge.adapter.simmodel;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.ptr.ByteByReference;
import com.sun.jna.ptr.DoubleByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The official OSP solver, called through its C interface (public headers {@code
 * PInvokeSimulation.h} and {@code PInvokeQuantity.h} of OSPSuite.SimModel): load an XML, finalise
 * it, vary parameters, run it, read times and values. Not thread-safe; the solver counts as one
 * thread per process.
 *
 * <p>The three libraries are not part of this project. The user names the folder that holds them
 * with the system property {@value #PROPERTY} or the environment variable {@value #VARIABLE}.
 */
public final class NativeSimModel implements AutoCloseable {
  /** System property that names the folder of the libraries. */
  public static final String PROPERTY = "perfusion.ospsuite.libs";

  /** Environment variable that names it, after the property. */
  public static final String VARIABLE = "OSPSUITE_LIBS";

  private static final String FORMULA_PARSER = "OSPSuite.FuncParserNative";
  private static final String SOLVER = "OSPSuite.SimModelSolver_CVODES";
  private static final String KERNEL = "OSPSuite.SimModelNative";

  /** The functions used, as declared in the headers; {@code bool} is one byte. */
  public interface Kernel extends Library {
    Pointer CreateSimulation();

    void DisposeSimulation(Pointer simulation);

    void LoadSimulationFromXMLFile(
        Pointer simulation, String file, ByteByReference success, PointerByReference error);

    void LoadSimulationFromXMLString(
        Pointer simulation, String xml, ByteByReference success, PointerByReference error);

    void FillSimulationOptions(Pointer simulation, Options options);

    void SetSimulationOptions(Pointer simulation, OptionsValue options);

    NativeLong GetSimulationProgress(Pointer simulation);

    void CancelSimulationRun(Pointer simulation);

    int GetNumberOfSolverWarnings(Pointer simulation);

    void FillSolverWarnings(
        Pointer simulation,
        int size,
        double[] times,
        Pointer[] warnings,
        ByteByReference success,
        PointerByReference error);

    void FinalizeSimulation(Pointer simulation, ByteByReference success, PointerByReference error);

    Pointer CreateParameterInfoVector();

    void DisposeParameterInfoVector(Pointer infos);

    void FillParameterProperties(
        Pointer simulation, Pointer infos, ByteByReference success, PointerByReference error);

    int GetNumberOfParameterProperties(
        Pointer infos, ByteByReference success, PointerByReference error);

    int GetNumberOfParameterTablePoints(
        Pointer infos, int index, ByteByReference success, PointerByReference error);

    void FillSingleParameterProperties(
        Pointer simulation,
        Pointer infos,
        int index,
        PointerByReference entityId,
        PointerByReference pathWithoutRoot,
        PointerByReference fullName,
        DoubleByReference value,
        double[] tableX,
        double[] tableY,
        byte[] tableRestart,
        int tableSize,
        ByteByReference success,
        PointerByReference error);

    void SetParameterValue(
        Pointer infos, int index, double value, ByteByReference success, PointerByReference error);

    void SetParameterTablePoints(
        Pointer infos,
        int index,
        double[] tableX,
        double[] tableY,
        byte[] tableRestart,
        int tableSize,
        ByteByReference success,
        PointerByReference error);

    void SetVariableParameters(
        Pointer simulation,
        Pointer infos,
        int[] indices,
        int size,
        ByteByReference success,
        PointerByReference error);

    void SetParameterValues(
        Pointer simulation,
        Pointer infos,
        int[] indices,
        int size,
        ByteByReference success,
        PointerByReference error);

    void RunSimulation(
        Pointer simulation,
        ByteByReference toleranceWasReduced,
        DoubleByReference newAbsTol,
        DoubleByReference newRelTol,
        ByteByReference success,
        PointerByReference error);

    int GetNumberOfTimePoints(Pointer simulation);

    void FillTimeValues(
        Pointer simulation, double[] times, ByteByReference success, PointerByReference error);

    int GetNumberOfQuantitiesWithValues(
        Pointer simulation, ByteByReference success, PointerByReference error);

    void FillIdsForQuantitiesWithValues(
        Pointer simulation, int[] ids, int size, ByteByReference success, PointerByReference error);

    Pointer GetSpeciesFromId(
        Pointer simulation, int id, ByteByReference success, PointerByReference error);

    Pointer GetObserverFromId(
        Pointer simulation, int id, ByteByReference success, PointerByReference error);

    void GetQuantityProperties(
        Pointer quantity,
        PointerByReference path,
        PointerByReference name,
        PointerByReference entityId);

    int GetQuantityValuesSize(Pointer quantity, ByteByReference success, PointerByReference error);

    void FillQuantityValues(
        Pointer quantity,
        double[] values,
        int size,
        ByteByReference success,
        PointerByReference error);
  }

  /**
   * Options of the solver as the header has them; what follows those that are needed is kept as it
   * is, with room for more than the present version has.
   */
  @Structure.FieldOrder({"showProgress", "executionTimeLimit", "others"})
  public static class Options extends Structure {
    /** Whether the run tells how far it is; {@code bool}. */
    public byte showProgress;

    /** CPU seconds; 0 for none. */
    public double executionTimeLimit;

    /** Flags of one byte each. */
    public byte[] others = new byte[48];
  }

  /** The same as an argument. */
  public static final class OptionsValue extends Options implements Structure.ByValue {}

  /**
   * One output.
   *
   * @param path the attribute {@code path} of the XML
   * @param values one per time, base unit
   * @param constant delivered as a single value: it cannot change
   */
  public record Series(int id, String path, String name, double[] values, boolean constant) {}

  /**
   * Results of a run.
   *
   * @param times output times (min)
   * @param series species first, then observers and persistable parameters, in the order of the
   *     file
   */
  public record Results(double[] times, List<Series> series) {}

  private interface Call {
    void with(ByteByReference success, PointerByReference error);
  }

  private interface Finder {
    Pointer with(ByteByReference success, PointerByReference error);
  }

  private final Kernel kernel;
  private final Pointer simulation;
  private Pointer parameters;
  private int[] varied = {};
  private long loadNanos;
  private long finaliseNanos;

  private NativeSimModel(Kernel kernel) {
    this.kernel = kernel;
    this.simulation = kernel.CreateSimulation();
  }

  /** The folder the user names, when it holds the kernel. */
  public static Optional<Path> folder() {
    String named = System.getProperty(PROPERTY, System.getenv(VARIABLE));
    return Optional.ofNullable(named).map(Path::of).flatMap(NativeSimModel::folder);
  }

  /**
   * Where below a folder the kernel is: in it, or where an installed R package {@code ospsuite} or
   * a library of R packages has it.
   */
  public static Optional<Path> folder(Path named) {
    return Stream.of("", "lib", "ospsuite/lib")
        .map(named::resolve)
        .filter(folder -> Files.exists(library(folder, KERNEL)))
        .findFirst();
  }

  /** The library of the kernel in such a folder. */
  public static Path library(Path folder) {
    return library(folder, KERNEL);
  }

  /**
   * Loads the libraries. The kernel looks for the other two by name only, which finds what the
   * process has loaded already.
   *
   * @param folder holds the three libraries for this platform
   */
  public static Kernel kernel(Path folder) {
    System.load(library(folder, FORMULA_PARSER).toString());
    System.load(library(folder, SOLVER).toString());
    return Native.load(
        library(folder, KERNEL).toString(),
        Kernel.class,
        Map.of(Library.OPTION_STRING_ENCODING, "UTF-8"));
  }

  /**
   * Loads and finalises a SimModel XML.
   *
   * @throws IllegalStateException with the message of the solver when it refuses the file
   */
  public static NativeSimModel load(Kernel kernel, Path xml) {
    return load(kernel, xml, List.of());
  }

  /**
   * Loads a SimModel XML, declares which parameters {@link #set} will exchange, and finalises it.
   *
   * @param varied parameter paths without the simulation name
   * @throws IllegalArgumentException there is no such parameter
   * @throws IllegalStateException with the message of the solver when it refuses the file
   */
  public static NativeSimModel load(Kernel kernel, Path xml, List<String> varied) {
    return load(
        kernel,
        varied,
        (simulation, success, error) ->
            kernel.LoadSimulationFromXMLFile(simulation, xml.toString(), success, error));
  }

  /**
   * Loads and finalises the text of a SimModel XML.
   *
   * @throws IllegalStateException with the message of the solver when it refuses the text
   */
  public static NativeSimModel loadText(Kernel kernel, String xml) {
    return load(
        kernel,
        List.of(),
        (simulation, success, error) ->
            kernel.LoadSimulationFromXMLString(simulation, xml, success, error));
  }

  private interface Source {
    void load(Pointer simulation, ByteByReference success, PointerByReference error);
  }

  private static NativeSimModel load(Kernel kernel, List<String> varied, Source source) {
    NativeSimModel model = new NativeSimModel(kernel);
    try {
      long start = System.nanoTime();
      model.check((success, error) -> source.load(model.simulation, success, error));
      model.loadNanos = System.nanoTime() - start;
      if (!varied.isEmpty()) {
        model.vary(varied);
      }
      start = System.nanoTime();
      model.check((success, error) -> kernel.FinalizeSimulation(model.simulation, success, error));
      model.finaliseNanos = System.nanoTime() - start;
      return model;
    } catch (IllegalStateException | IllegalArgumentException e) {
      model.close();
      throw e;
    }
  }

  private void vary(List<String> paths) {
    parameters = kernel.CreateParameterInfoVector();
    check(
        (success, error) -> kernel.FillParameterProperties(simulation, parameters, success, error));
    Map<String, Integer> known = parameterIndices();
    varied =
        paths.stream()
            .mapToInt(
                path -> {
                  Integer index = known.get(path);
                  if (index == null) {
                    throw new IllegalArgumentException("no parameter \"" + path + '"');
                  }
                  return index;
                })
            .toArray();
    check(
        (success, error) ->
            kernel.SetVariableParameters(
                simulation, parameters, varied, varied.length, success, error));
  }

  private Map<String, Integer> parameterIndices() {
    int[] count = new int[1];
    check(
        (success, error) ->
            count[0] = kernel.GetNumberOfParameterProperties(parameters, success, error));
    Map<String, Integer> indices = new HashMap<>();
    for (int i = 0; i < count[0]; i++) {
      indices.put(parameterPath(i), i);
    }
    return indices;
  }

  private String parameterPath(int index) {
    int[] points = new int[1];
    check(
        (success, error) ->
            points[0] = kernel.GetNumberOfParameterTablePoints(parameters, index, success, error));
    PointerByReference entityId = new PointerByReference();
    PointerByReference path = new PointerByReference();
    PointerByReference fullName = new PointerByReference();
    check(
        (success, error) ->
            kernel.FillSingleParameterProperties(
                simulation,
                parameters,
                index,
                entityId,
                path,
                fullName,
                new DoubleByReference(),
                new double[points[0]],
                new double[points[0]],
                new byte[points[0]],
                points[0],
                success,
                error));
    text(entityId);
    text(fullName);
    return text(path);
  }

  /** Time that reading the XML took. */
  public long loadNanos() {
    return loadNanos;
  }

  /** Time that finalising took. */
  public long finaliseNanos() {
    return finaliseNanos;
  }

  /** Lets later runs tell {@link #progress}. */
  void showProgress() {
    Options now = new Options();
    kernel.FillSimulationOptions(simulation, now);
    OptionsValue next = new OptionsValue();
    next.showProgress = 1;
    next.executionTimeLimit = now.executionTimeLimit;
    next.others = now.others.clone();
    kernel.SetSimulationOptions(simulation, next);
  }

  /**
   * How far the run is (percent of the output times), after {@link #showProgress}; may be asked
   * from another thread.
   */
  public double progress() {
    return kernel.GetSimulationProgress(simulation).doubleValue();
  }

  /** Stops the run, which then fails; may be asked from another thread. */
  public void cancel() {
    kernel.CancelSimulationRun(simulation);
  }

  /** What the solver had to remark on the last run, with times (min). */
  public List<String> warnings() {
    int count = kernel.GetNumberOfSolverWarnings(simulation);
    if (count == 0) {
      return List.of();
    }
    double[] times = new double[count];
    Pointer[] texts = new Pointer[count];
    check(
        (success, error) ->
            kernel.FillSolverWarnings(simulation, count, times, texts, success, error));
    List<String> warnings = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      warnings.add(text(texts[i]) + " (t = " + times[i] + " min)");
    }
    return warnings;
  }

  /**
   * Exchanges the values of the declared parameters.
   *
   * @param values base units, in the order of the declaration
   */
  public void set(double[] values) {
    checkCount(values.length);
    for (int k = 0; k < values.length; k++) {
      int index = varied[k];
      double value = values[k];
      check((success, error) -> kernel.SetParameterValue(parameters, index, value, success, error));
    }
    setVaried();
  }

  /**
   * Makes the declared parameters functions of time: linear between points, no restarts.
   *
   * @param x times (min), per parameter
   * @param y values in base units, per parameter
   */
  public void setTables(double[][] x, double[][] y) {
    checkCount(x.length);
    for (int k = 0; k < x.length; k++) {
      int index = varied[k];
      double[] times = x[k];
      double[] values = y[k];
      check(
          (success, error) ->
              kernel.SetParameterTablePoints(
                  parameters,
                  index,
                  times,
                  values,
                  new byte[times.length],
                  times.length,
                  success,
                  error));
    }
    setVaried();
  }

  private void checkCount(int count) {
    if (count != varied.length) {
      throw new IllegalArgumentException(count + " parameters given, not " + varied.length);
    }
  }

  private void setVaried() {
    check(
        (success, error) ->
            kernel.SetParameterValues(
                simulation, parameters, varied, varied.length, success, error));
  }

  /**
   * Runs to the end; the results stay with the solver. This is what a measurement times.
   *
   * @throws IllegalStateException with the message of the solver when the run fails
   */
  public void execute() {
    check(
        (success, error) ->
            kernel.RunSimulation(
                simulation,
                new ByteByReference(),
                new DoubleByReference(),
                new DoubleByReference(),
                success,
                error));
  }

  /**
   * Runs to the end and fetches the results.
   *
   * @throws IllegalStateException with the message of the solver when the run fails
   */
  public Results run() {
    execute();
    double[] times = new double[kernel.GetNumberOfTimePoints(simulation)];
    check((success, error) -> kernel.FillTimeValues(simulation, times, success, error));
    int[] count = new int[1];
    check(
        (success, error) ->
            count[0] = kernel.GetNumberOfQuantitiesWithValues(simulation, success, error));
    int[] ids = new int[count[0]];
    check(
        (success, error) ->
            kernel.FillIdsForQuantitiesWithValues(simulation, ids, ids.length, success, error));
    List<Series> series = new ArrayList<>();
    for (int id : ids) {
      series.add(series(id, times.length));
    }
    return new Results(times, series);
  }

  /** Frees the native simulation. */
  @Override
  public void close() {
    if (parameters != null) {
      kernel.DisposeParameterInfoVector(parameters);
    }
    kernel.DisposeSimulation(simulation);
  }

  private Series series(int id, int times) {
    Pointer quantity = quantity(id);
    int[] size = new int[1];
    check((success, error) -> size[0] = kernel.GetQuantityValuesSize(quantity, success, error));
    double[] values = new double[size[0]];
    check(
        (success, error) ->
            kernel.FillQuantityValues(quantity, values, values.length, success, error));
    PointerByReference path = new PointerByReference();
    PointerByReference name = new PointerByReference();
    PointerByReference entityId = new PointerByReference();
    kernel.GetQuantityProperties(quantity, path, name, entityId);
    text(entityId);
    return new Series(
        id, text(path), text(name), expanded(values, times), values.length == 1 && times > 1);
  }

  private Pointer quantity(int id) {
    return find((success, error) -> kernel.GetSpeciesFromId(simulation, id, success, error))
        .or(
            () ->
                find((success, error) -> kernel.GetObserverFromId(simulation, id, success, error)))
        .orElseThrow(() -> new IllegalStateException("no output has the id " + id));
  }

  /** What never changes is delivered as one value. */
  private static double[] expanded(double[] values, int times) {
    if (values.length != 1) {
      return values;
    }
    double[] all = new double[times];
    Arrays.fill(all, values[0]);
    return all;
  }

  private static Optional<Pointer> find(Finder finder) {
    ByteByReference success = new ByteByReference();
    PointerByReference error = new PointerByReference();
    Pointer found = finder.with(success, error);
    if (success.getValue() == 0) {
      text(error);
      return Optional.empty();
    }
    return Optional.ofNullable(found);
  }

  private void check(Call call) {
    ByteByReference success = new ByteByReference();
    PointerByReference error = new PointerByReference();
    call.with(success, error);
    if (success.getValue() == 0) {
      throw new IllegalStateException(text(error));
    }
  }

  /** Takes over a string that the solver has allocated. */
  private static String text(PointerByReference reference) {
    return text(reference.getValue());
  }

  private static String text(Pointer pointer) {
    if (pointer == null) {
      return "";
    }
    String text = pointer.getString(0, "UTF-8");
    Native.free(Pointer.nativeValue(pointer));
    return text;
  }

  private static Path library(Path folder, String name) {
    return folder.resolve(System.mapLibraryName(name)).toAbsolutePath();
  }
}
