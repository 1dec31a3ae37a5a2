package dev.perfusion.benchmarks.slowdown;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.Arrays;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * A Java agent that adds a fixed amount of busy work to each normal return of one method: {@code
 * -javaagent:slowdown-agent.jar=dev.perfusion.bridge.tool.GetResults#handle=12345}. The number
 * counts iterations of a loop that only computes, so that the work grows and shrinks with the speed
 * of the machine. Where a method is overloaded, a descriptor or its beginning chooses: {@code
 * execute(Ldev}.
 *
 * <p>Run as a program it prints how many ns an iteration takes here and now.
 */
public final class SlowdownAgent {
  private static final int TIMED_ITERATIONS = 50_000;
  private static final int TIMINGS = 4_000;

  private static int iterations;
  private static volatile long sink;

  private SlowdownAgent() {}

  /** Installs the agent; arguments {@code CLASS#METHOD=ITERATIONS}. */
  public static void premain(String arguments, Instrumentation instrumentation) {
    int hash = arguments.indexOf('#');
    int equals = arguments.lastIndexOf('=');
    String type = arguments.substring(0, hash).replace('.', '/');
    String method = arguments.substring(hash + 1, equals);
    iterations = Integer.parseInt(arguments.substring(equals + 1));
    instrumentation.addTransformer(new Slower(type, method));
  }

  /** Prints ns per iteration: the median of many timings of compiled code. */
  public static void main(String[] args) {
    double[] nanos = new double[TIMINGS];
    for (int i = 0; i < TIMINGS; i++) {
      long start = System.nanoTime();
      spin(TIMED_ITERATIONS);
      nanos[i] = (System.nanoTime() - start) / (double) TIMED_ITERATIONS;
    }
    double[] last = Arrays.copyOfRange(nanos, TIMINGS / 2, TIMINGS);
    Arrays.sort(last);
    System.out.println(last[last.length / 2]);
  }

  /** The busy work; called by the changed method. */
  public static void burn() {
    spin(iterations);
  }

  private static void spin(int times) {
    long x = times | 1L;
    for (int i = 0; i < times; i++) {
      // xorshift64 (Marsaglia 2003): each step needs the one before, so nothing can be skipped.
      x ^= x << 13;
      x ^= x >>> 7;
      x ^= x << 17;
    }
    if (x == 0) {
      sink = x;
    }
  }

  /** Adds the call before each normal return. */
  static final class Slower implements ClassFileTransformer {
    private final String type;
    private final String method;
    private boolean found;

    Slower(String type, String method) {
      this.type = type;
      this.method = method;
    }

    @Override
    public byte[] transform(
        ClassLoader loader, String name, Class<?> was, ProtectionDomain domain, byte[] code) {
      if (!type.equals(name)) {
        return null;
      }
      byte[] slower = slower(code);
      if (!found) {
        System.err.println("slowdown: " + type + " has no method " + method);
        System.exit(1);
      }
      return slower;
    }

    byte[] slower(byte[] code) {
      ClassReader reader = new ClassReader(code);
      ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
      reader.accept(
          new ClassVisitor(Opcodes.ASM9, writer) {
            @Override
            public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] thrown) {
              MethodVisitor plain = super.visitMethod(access, name, descriptor, signature, thrown);
              return matches(access, name, descriptor) ? new Returns(plain) : plain;
            }
          },
          0);
      return writer.toByteArray();
    }

    private boolean matches(int access, String name, String descriptor) {
      boolean wanted =
          method.contains("(") ? (name + descriptor).startsWith(method) : name.equals(method);
      boolean real = (access & (Opcodes.ACC_BRIDGE | Opcodes.ACC_ABSTRACT)) == 0;
      found |= wanted && real;
      return wanted && real;
    }
  }

  private static final class Returns extends MethodVisitor {
    Returns(MethodVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public void visitInsn(int opcode) {
      if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
        String agent = SlowdownAgent.class.getName().replace('.', '/');
        super.visitMethodInsn(Opcodes.INVOKESTATIC, agent, "burn", "()V", false);
      }
      super.visitInsn(opcode);
    }
  }
}
