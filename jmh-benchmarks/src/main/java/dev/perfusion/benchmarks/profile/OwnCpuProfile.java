package dev.perfusion.benchmarks.profile;

import java.io.IOException;
import java.nio.file.Path;

/** CPU profiles of this process, one after the other. */
public final class OwnCpuProfile {
  private final ProfiledJvm jvm;

  private OwnCpuProfile(ProfiledJvm jvm) {
    this.jvm = jvm;
  }

  /**
   * Loads the profiler.
   *
   * @param folder for its library
   * @throws IOException the library cannot be written
   * @throws IllegalStateException there is none for this platform
   */
  public static OwnCpuProfile open(Path folder) throws IOException {
    Path library = AsyncProfilerLibrary.extractTo(folder);
    return new OwnCpuProfile(ProfiledJvm.of(ProcessHandle.current().pid(), library));
  }

  /**
   * Profiles some work.
   *
   * @param file where the stacks go: collapsed, frames annotated
   * @return how the samples were taken
   */
  public String of(Runnable work, Path file) {
    FlameGraphRecording recording = FlameGraphRecording.start(jvm, ProcessHandle.current().pid());
    try {
      work.run();
    } finally {
      recording.stopCollapsed(file);
    }
    return recording.engine();
  }
}
