package dev.perfusion.bridge.adapter;

import java.util.List;

/**
 * What is known of a loaded model.
 *
 * @param name simulation name
 * @param format file format and version as the reader tells it
 * @param source how the user named the file
 * @param sizeBytes size of the file
 * @param sha256 digest of the file, hex
 * @param endTime last output time (min)
 * @param outputTimes number of output times
 * @param absTol absolute tolerance that the file asks for
 * @param relTol relative tolerance that the file asks for
 * @param loadNanos time from the call to the model ready to run
 * @param cached the compiled model was reused, the file being unchanged
 * @param warnings remarks of the reader
 */
public record ModelInfo(
    String name,
    String format,
    String source,
    long sizeBytes,
    String sha256,
    int parameters,
    int species,
    int observers,
    int events,
    double endTime,
    int outputTimes,
    double absTol,
    double relTol,
    long loadNanos,
    boolean cached,
    List<String> warnings) {
  /** Heap after load and a run of whole-body models of 1 to 25 MB: 1.5 to 1.6 KB by quantity. */
  private static final long BYTES_PER_QUANTITY = 1600;

  public ModelInfo {
    warnings = List.copyOf(warnings);
  }

  /** Memory that the compiled model takes, roughly. */
  public long memoryBytes() {
    return BYTES_PER_QUANTITY * ((long) parameters + species + observers);
  }
}
