package dev.perfusion.benchmarks.compare;

import dev.perfusion.benchmarks.peer.ReferenceTable;
import dev.perfusion.bridge.adapter.simmodel.NativeSimModel;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What the sections measure with. */
final class Bench {
  private final ReportRequest request;
  private final PrintWriter out;
  private final Optional<NativeSimModel.Kernel> official;

  Bench(ReportRequest request, PrintWriter out) {
    this.request = request;
    this.out = out;
    official = request.libraries().map(NativeSimModel::kernel);
  }

  /** What the user asked for. */
  ReportRequest request() {
    return request;
  }

  /** How long to measure. */
  Effort effort() {
    return request.quick() ? Effort.QUICK : Effort.FULL;
  }

  /** The official solver in this JVM, when it is on the machine. */
  Optional<NativeSimModel.Kernel> official() {
    return official;
  }

  /** A SimModel XML by name. */
  Path xml(String model) throws IOException {
    return existing(request.models().resolve("simmodel").resolve(model + ".xml"));
  }

  /** A pkml file by name. */
  Path pkml(String model) throws IOException {
    return existing(request.models().resolve("pkml").resolve(model + ".pkml"));
  }

  /**
   * Reference results.
   *
   * @param name of the model with {@code .tight} or {@code .default}
   */
  ReferenceTable reference(String name) throws IOException {
    return ReferenceTable.read(oracle(name + ".csv.gz"));
  }

  /** A file of the oracle. */
  Path oracle(String name) throws IOException {
    return existing(request.oracle().resolve(name));
  }

  /** Tells the user how it goes. */
  void progress(String line) {
    out.println("  " + line);
    out.flush();
  }

  private static Path existing(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new FileNotFoundException(file + " is missing");
    }
    return file;
  }
}
