package dev.perfusion.benchmarks.compare;

/** What a JVM takes that does nothing else. */
final class Hello {
  private Hello() {}

  /** Prints a word. */
  public static void main(String[] arguments) {
    System.out.println("hello");
  }
}
