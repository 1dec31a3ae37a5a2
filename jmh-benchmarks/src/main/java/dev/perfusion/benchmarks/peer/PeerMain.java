package dev.perfusion.benchmarks.peer;

import dev.perfusion.bridge.adapter.simmodel.NativeSimModel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The other end of a {@link PeerProcess}; ends with its standard input. */
final class PeerMain {
  private PeerMain() {}

  /** Arguments: folder of the libraries, SimModel XML, table of individuals. */
  public static void main(String[] arguments) throws IOException {
    List<String> rows = Files.readAllLines(Path.of(arguments[2]));
    double[][] individuals =
        rows.stream()
            .skip(1)
            .map(row -> Arrays.stream(row.split("\t")).mapToDouble(Double::parseDouble).toArray())
            .toArray(double[][]::new);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        NativeSimModel model =
            NativeSimModel.load(
                NativeSimModel.kernel(Path.of(arguments[0])),
                Path.of(arguments[1]),
                List.of(rows.get(0).split("\t")))) {
      run(model, individuals[0]);
      out.println(PeerProcess.READY);
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] range = line.split(" ");
        for (int i = Integer.parseInt(range[0]); i < Integer.parseInt(range[1]); i++) {
          run(model, individuals[i]);
        }
        out.println(PeerProcess.DONE);
      }
    }
  }

  private static void run(NativeSimModel model, double[] values) {
    model.set(values);
    model.execute();
  }
}
