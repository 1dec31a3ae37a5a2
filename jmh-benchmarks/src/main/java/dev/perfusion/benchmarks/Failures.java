package dev.perfusion.benchmarks;

import dev.perfusion.benchmarks.path.ToolCallException;
import dev.perfusion.engine.io.ModelFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;

/** What to say of failures that the user can do something about. */
final class Failures {
  private Failures() {}

  /** Whether its message is made for users; else it is a fault of this program. */
  static boolean isForUsers(Exception failure) {
    return failure instanceof IOException
        || failure instanceof UncheckedIOException
        || failure instanceof IllegalArgumentException
        || failure instanceof IllegalStateException
        || failure instanceof ToolCallException
        || failure instanceof ModelFormatException;
  }

  /** The message; that of a missing file has only its name. */
  static String text(Exception failure) {
    if (failure instanceof NoSuchFileException missing) {
      return "there is no " + missing.getFile();
    }
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }
}
