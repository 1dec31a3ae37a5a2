package dev.perfusion.engine.io;

/** A place in a file that an error message can name. */
interface Located {
  ModelFormatException error(String reason);
}
