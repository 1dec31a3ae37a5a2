package dev.perfusion.benchmarks.download;

import dev.perfusion.benchmarks.path.TemporaryFolder;
import dev.perfusion.bridge.population.store.Manifest;
import dev.perfusion.bridge.population.table.ChunkForm;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How fast is a stored chunk of 4 MB written as text, from the file to a stream that takes all?
 * Read the counter {@code megabytes}: MB (10^6 bytes) of text a second.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ChunkRendering {
  private static final int CHUNK_BYTES = 4 << 20;
  private static final double MEGA = 1e6;

  /** Form of the text. */
  @Param({"CSV", "JSON"})
  public ChunkForm form;

  private TemporaryFolder folder;
  private Manifest manifest;

  /** What has been written. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Written {
    /** 10^6 bytes. */
    public double megabytes;
  }

  /** Writes the chunk. */
  @Setup
  public void write() throws IOException {
    folder = new TemporaryFolder("perfusion-chunk");
    manifest = ChunkFolder.write(folder.path(), CHUNK_BYTES);
  }

  /** Deletes it. */
  @TearDown
  public void delete() {
    folder.close();
  }

  /** The chunk as text. */
  @Benchmark
  public long text(Written written) throws IOException {
    long[] bytes = new long[1];
    form.write(
        folder.path(),
        manifest,
        manifest.chunks().get(0),
        ChunkForm.ALL,
        new OutputStream() {
          @Override
          public void write(int b) {
            bytes[0]++;
          }

          @Override
          public void write(byte[] text, int offset, int count) {
            bytes[0] += count;
          }
        });
    written.megabytes += bytes[0] / MEGA;
    return bytes[0];
  }
}
