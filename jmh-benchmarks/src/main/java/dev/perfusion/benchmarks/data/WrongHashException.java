package dev.perfusion.benchmarks.data;

import java.io.IOException;
import java.nio.file.Path;

/** A file was obtained whole but is not the one that is pinned. */
public final class WrongHashException extends IOException {
  private static final long serialVersionUID = 1;

  WrongHashException(StandardModel model, String found, Path kept) {
    super(
        model.fileName()
            + " has the hash "
            + found
            + " instead of "
            + model.sha256()
            + "; what came is kept as "
            + kept);
  }
}
