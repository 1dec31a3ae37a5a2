package dev.perfusion.benchmarks.profile;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.nio.file.Path;
import one.profiler.AsyncProfiler;

/** A JVM that takes async-profiler commands: this one, or another on the same machine. */
interface ProfiledJvm {
  /**
   * Runs one command.
   *
   * @throws ProfilerCommandException the profiler refused it
   */
  void execute(String command);

  /** The profiler refused a command. */
  final class ProfilerCommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ProfilerCommandException(String command, Throwable cause) {
      super("async-profiler refused '" + command + "': " + cause.getMessage(), cause);
    }
  }

  /** The JVM with the given process id. */
  static ProfiledJvm of(long pid, Path library) {
    return pid == ProcessHandle.current().pid() ? thisOne(library) : other(pid, library);
  }

  private static ProfiledJvm thisOne(Path library) {
    AsyncProfiler profiler = AsyncProfiler.getInstance(library.toString());
    return command -> {
      try {
        profiler.execute(command);
      } catch (IOException | IllegalArgumentException | IllegalStateException e) {
        throw new ProfilerCommandException(command, e);
      }
    };
  }

  private static ProfiledJvm other(long pid, Path library) {
    return command -> {
      try {
        VirtualMachine jvm = VirtualMachine.attach(Long.toString(pid));
        try {
          jvm.loadAgentPath(library.toString(), command);
        } finally {
          jvm.detach();
        }
      } catch (IOException
          | AttachNotSupportedException
          | AgentLoadException
          | AgentInitializationException e) {
        throw new ProfilerCommandException(command, e);
      }
    };
  }
}
