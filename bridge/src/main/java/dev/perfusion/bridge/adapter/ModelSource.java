package dev.perfusion.bridge.adapter;

import java.nio.file.Path;

/** Where a model comes from; the caller's right to it has been checked. */
public sealed interface ModelSource {
  /** How the user named it; the file of error messages. */
  String label();

  /** A model file. */
  record File(Path path, String label) implements ModelSource {}

  /** The demo model that comes with the program. */
  record Demo() implements ModelSource {
    /** What a caller writes as file path to get it. */
    public static final String LABEL = "classpath:demo.pkml";

    @Override
    public String label() {
      return LABEL;
    }
  }
}
