package dev.perfusion.engine.code;

/**
 * Straight-line code over two arrays. What they hold is agreed between who made the kernel and who
 * calls it. Stateless, may be used by any thread.
 */
@FunctionalInterface
public interface Kernel {
  /**
   * Executes the code.
   *
   * @param a first array, read and written
   * @param b second array, read and written
   */
  void run(double[] a, double[] b);
}
