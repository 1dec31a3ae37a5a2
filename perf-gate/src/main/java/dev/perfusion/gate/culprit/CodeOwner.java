package dev.perfusion.gate.culprit;

import java.util.List;

/**
 * Decides which method a sample is charged to: the innermost one of the product's own code, so that
 * a loop of library calls counts where somebody can change it. Where there is none, the innermost
 * Java method outside the JDK, then any Java method, then what the VM was doing.
 *
 * @param own prefixes of class names with slashes; empty: all classes outside the JDK
 */
record CodeOwner(List<String> own) {
  /** Time of the JIT compiler: it belongs to a young process, not to a call. */
  static final String COMPILER = "[JIT compiler]";

  private static final String VM = "[garbage collector and VM]";
  private static final String NATIVE = "[native code]";
  private static final List<String> JDK =
      List.of("java/", "javax/", "jdk/", "sun/", "com/sun/", "jakarta/");
  private static final List<String> VM_FRAMES =
      List.of("GangWorker::", "WorkerThread::", "ConcurrentGCThread::", "VMThread::", "G1");

  static CodeOwner of(List<String> packages) {
    return new CodeOwner(packages.stream().map(p -> p.replace('.', '/')).toList());
  }

  /** The owner of a stack, without suffix. */
  String of(String[] frames) {
    String outsideJdk = null;
    String java = null;
    for (int i = frames.length - 1; i >= 0; i--) {
      if (!FrameNames.isJava(frames[i])) {
        continue;
      }
      String method = FrameNames.method(frames[i]);
      boolean jdk = startsWithAny(method, JDK);
      if (own.isEmpty() ? !jdk : startsWithAny(method, own)) {
        return method;
      }
      outsideJdk = outsideJdk == null && !jdk ? method : outsideJdk;
      java = java == null ? method : java;
    }
    if (outsideJdk != null) {
      return outsideJdk;
    }
    return java == null ? vm(frames) : java;
  }

  private static String vm(String[] frames) {
    String kind = NATIVE;
    for (String frame : frames) {
      if (frame.startsWith("CompileBroker::")) {
        return COMPILER;
      }
      if (startsWithAny(frame, VM_FRAMES)) {
        kind = VM;
      }
    }
    return kind;
  }

  private static boolean startsWithAny(String text, List<String> prefixes) {
    for (String prefix : prefixes) {
      if (text.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
