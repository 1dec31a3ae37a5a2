package dev.perfusion.bridge.tool;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorCode;
import dev.perfusion.bridge.error.ErrorDetail;
import java.util.Set;

/**
 * Ends the hints of refused calls with the call to make next, so that neither a person nor a model
 * has to guess it.
 */
final class NextCall {
  private static final Set<ErrorCode> OF_THE_CALLER =
      Set.of(ErrorCode.INVALID_INPUT, ErrorCode.NOT_FOUND, ErrorCode.CONFLICT);

  private NextCall() {}

  /** The error with the next call in each hint that names none; other kinds stay as they are. */
  static BridgeException named(BridgeException error, ToolSpec<?, ?> spec) {
    if (!OF_THE_CALLER.contains(error.code())) {
      return error;
    }
    return error.detailed(
        error.details().stream().map(one -> named(error.code(), one, spec.name())).toList());
  }

  private static ErrorDetail named(ErrorCode code, ErrorDetail one, String tool) {
    String hint = one.hint() == null ? "" : one.hint();
    if (one.field() == null || hint.startsWith("call ") || hint.contains(" call ")) {
      return one;
    }
    return new ErrorDetail(
        one.issue(),
        one.field(),
        hint + (hint.isEmpty() ? "" : "; ") + next(code, one.field(), tool),
        one.code());
  }

  private static String next(ErrorCode code, String field, String tool) {
    boolean notFound = code == ErrorCode.NOT_FOUND;
    return switch (field.substring(field.lastIndexOf('.') + 1)) {
      case "filePath", "modelPath" -> "call discover_models for the files that can be loaded";
      case "simulationId" ->
          notFound
              ? "call load_simulation first, discover_models with loadedOnly for what is loaded"
              : again(tool);
      case "parameterPath", "path", "parameters" ->
          notFound ? "call list_parameters to search for paths" : again(tool);
      case "paths", "outputPath" ->
          notFound ? "call describe_simulation for the outputs there are" : again(tool);
      case "value", "unit" -> "call get_parameter_value for the value of now and its unit";
      case "jobId", "resultsId" -> notFound ? "call run_simulation for a new one" : again(tool);
      case "snapshotId" -> notFound ? "call snapshot_simulation for a new one" : again(tool);
      default -> again(tool);
    };
  }

  private static String again(String tool) {
    return "call " + tool + " again with that put right";
  }
}
