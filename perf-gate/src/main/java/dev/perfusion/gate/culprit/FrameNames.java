package dev.perfusion.gate.culprit;

import java.util.regex.Pattern;

/**
 * Names of frames without what differs from process to process or from build to build: addresses of
 * hidden classes, running numbers of lambdas, anonymous classes, accessors and proxies. A suffix
 * such as {@code _[j]}, by which async-profiler tells how a method was compiled, stays.
 */
final class FrameNames {
  // Foo$$Lambda$14/0x00000008000c9 and Foo.0x00007f8c01000000, with any of the separators in use
  private static final Pattern HIDDEN = Pattern.compile("[./+]0x[0-9a-fA-F]+");
  private static final Pattern LAMBDA_CLASS = Pattern.compile("\\$\\$Lambda\\$\\d+");
  private static final Pattern LAMBDA_METHOD =
      Pattern.compile("(lambda\\$[\\w$]+?)\\$\\d+(?=_\\[|\\W|$)");
  private static final Pattern ACCESS = Pattern.compile("access\\$\\d+");
  private static final Pattern ANONYMOUS = Pattern.compile("\\$\\d+(?=[.$])");
  private static final Pattern NUMBERED = Pattern.compile("(Generated\\w*Accessor|\\$Proxy)\\d+");

  private FrameNames() {}

  static String normal(String frame) {
    String name = frame;
    if (name.contains("0x")) {
      name = HIDDEN.matcher(name).replaceAll("");
    }
    if (name.indexOf('$') >= 0) {
      name = LAMBDA_CLASS.matcher(name).replaceAll("\\$\\$Lambda");
      name = LAMBDA_METHOD.matcher(name).replaceAll("$1");
      name = ACCESS.matcher(name).replaceAll("access\\$");
      name = ANONYMOUS.matcher(name).replaceAll("\\$*");
    }
    return NUMBERED.matcher(name).replaceAll("$1");
  }

  /** Whether a frame with its suffix is Java code. */
  static boolean isJava(String frame) {
    int n = frame.length();
    return n > 4
        && frame.endsWith("]")
        && frame.startsWith("_[", n - 4)
        && "j0i1".indexOf(frame.charAt(n - 2)) >= 0;
  }

  /** A frame without its suffix: one method, however it was compiled. */
  static String method(String frame) {
    int n = frame.length();
    return n > 4 && frame.endsWith("]") && frame.startsWith("_[", n - 4)
        ? frame.substring(0, n - 4)
        : frame;
  }

  /**
   * The frame of a method.
   *
   * @param reference {@code binary class name#method}, with or without a descriptor
   */
  static String of(String reference) {
    int descriptor = reference.indexOf('(');
    String name = descriptor < 0 ? reference : reference.substring(0, descriptor);
    return normal(name.replace('.', '/').replace('#', '.'));
  }
}
