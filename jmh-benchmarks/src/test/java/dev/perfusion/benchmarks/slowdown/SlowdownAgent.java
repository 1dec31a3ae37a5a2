package dev.perfusion.benchmarks.slowdown;

import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * A Java agent that writes a fixed amount of busy work into the beginning of one method: {@code
 * -javaagent:slowdown-agent.jar=dev.perfusion.bridge.tool.GetResults#handle=12345}. The number
 * counts iterations of a loop that only computes, so that the work grows and shrinks with the speed
 * of the machine. The loop is part of the method itself, as a real slowdown would be: a profiler
 * sees no frame of this agent. Where a method is overloaded, a descriptor or its beginning chooses:
 * {@code execute(Ldev}.
 *
 * <p>{@code =library:12345} makes each iteration call methods of the JDK as well. {@code
 * =count:FILE} slows nothing down and writes the number of calls to a file when the JVM ends.
 *
 * <p>Run as a program it prints how many ns an iteration takes here and now; {@code library} as
 * argument times the other loop. {@code seed IN.jar OUT.jar CLASS#METHOD=WORK}, with ASM on the
 * class path, writes a jar with the slower method in it.
 */
public final class SlowdownAgent {
  private static final int TIMED_ITERATIONS = 50_000;
  private static final int TIMINGS = 4_000;
  private static final String COUNT = "count:";
  private static final String LIBRARY = "library:";

  private static long sink;

  /** Calls of the changed method, without care for threads. */
  public static long calls;

  private SlowdownAgent() {}

  /** Installs the agent; arguments {@code CLASS#METHOD=WORK}. */
  public static void premain(String arguments, Instrumentation instrumentation) {
    Slower slower = Slower.of(arguments);
    slower
        .work
        .file()
        .ifPresent(file -> Runtime.getRuntime().addShutdownHook(new Thread(tell(file))));
    instrumentation.addTransformer(slower);
  }

  private static void seed(Path product, Path slowed, String arguments) throws IOException {
    Slower slower = Slower.of(arguments);
    Files.copy(product, slowed, StandardCopyOption.REPLACE_EXISTING);
    try (FileSystem jar = FileSystems.newFileSystem(slowed)) {
      Path type = jar.getPath(slower.type + ".class");
      byte[] code = slower.transform(null, slower.type, null, null, Files.readAllBytes(type));
      Files.write(type, code);
    }
  }

  private static Runnable tell(Path file) {
    return () -> {
      try {
        Files.writeString(file, Long.toString(calls));
      } catch (IOException e) {
        System.err.println("slowdown: cannot write " + file + ": " + e);
      }
    };
  }

  /** Prints ns per iteration: the median of many timings of compiled code. */
  public static void main(String[] args) throws IOException {
    if (args.length == 4 && args[0].equals("seed")) {
      seed(Path.of(args[1]), Path.of(args[2]), args[3]);
      return;
    }
    boolean library = args.length > 0;
    IntConsumer loop = library ? SlowdownAgent::callAndSpin : SlowdownAgent::spin;
    int iterations = library ? TIMED_ITERATIONS / 20 : TIMED_ITERATIONS;
    double[] nanos = new double[TIMINGS];
    for (int i = 0; i < TIMINGS; i++) {
      long start = System.nanoTime();
      loop.accept(iterations);
      nanos[i] = (System.nanoTime() - start) / (double) iterations;
    }
    double[] last = Arrays.copyOfRange(nanos, TIMINGS / 2, TIMINGS);
    Arrays.sort(last);
    System.out.println(last[last.length / 2]);
  }

  /** The busy work as Java, to time it. */
  private static void spin(int times) {
    long x = times | 1L;
    int i = times;
    do {
      // xorshift64 (Marsaglia 2003): each step needs the one before, so nothing can be skipped.
      x ^= x << 13;
      x ^= x >>> 7;
      x ^= x << 17;
    } while (--i > 0);
    sink = x;
  }

  private static void callAndSpin(int times) {
    long x = times | 1L;
    int i = times;
    do {
      x ^= x << 13;
      x ^= x >>> 7;
      x ^= x << 17;
      x += Long.toHexString(x).hashCode();
    } while (--i > 0);
    sink = x;
  }

  /**
   * What is added to a call.
   *
   * @param iterations of the loop; 0 for none
   * @param library whether an iteration calls the JDK
   * @param file where the number of calls goes; empty when they are not counted
   */
  record Work(int iterations, boolean library, Optional<Path> file) {
    static Work of(String text) {
      if (text.startsWith(COUNT)) {
        return new Work(0, false, Optional.of(Path.of(text.substring(COUNT.length()))));
      }
      boolean library = text.startsWith(LIBRARY);
      String number = library ? text.substring(LIBRARY.length()) : text;
      return new Work(Integer.parseInt(number), library, Optional.empty());
    }
  }

  /** Adds the work at the beginning of each method that fits. */
  static final class Slower implements ClassFileTransformer {
    /** Field of the changed class. */
    static final String SINK = "slowdown$sink";

    private final String type;
    private final String method;
    private final Work work;
    private boolean found;

    static Slower of(String arguments) {
      int hash = arguments.indexOf('#');
      int equals = arguments.indexOf('=', hash);
      return new Slower(
          arguments.substring(0, hash).replace('.', '/'),
          arguments.substring(hash + 1, equals),
          Work.of(arguments.substring(equals + 1)));
    }

    Slower(String type, String method, Work work) {
      this.type = type;
      this.method = method;
      this.work = work;
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
      Map<String, Integer> locals = locals(reader);
      ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
      reader.accept(
          new ClassVisitor(Opcodes.ASM9, writer) {
            @Override
            public void visitEnd() {
              // so that the busy work has a result and cannot be left out
              super.visitField(
                  Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC,
                  SINK,
                  "J",
                  null,
                  null);
              super.visitEnd();
            }

            @Override
            public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] thrown) {
              MethodVisitor plain = super.visitMethod(access, name, descriptor, signature, thrown);
              return matches(access, name, descriptor)
                  ? new Beginning(plain, access, descriptor, locals.get(name + descriptor))
                  : plain;
            }
          },
          ClassReader.EXPAND_FRAMES);
      return writer.toByteArray();
    }

    private static Map<String, Integer> locals(ClassReader reader) {
      Map<String, Integer> locals = new HashMap<>();
      reader.accept(
          new ClassVisitor(Opcodes.ASM9) {
            @Override
            public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] thrown) {
              return new MethodVisitor(Opcodes.ASM9) {
                @Override
                public void visitMaxs(int stack, int variables) {
                  locals.put(name + descriptor, variables);
                }
              };
            }
          },
          ClassReader.SKIP_FRAMES);
      return locals;
    }

    /** Constructors are left alone: their {@code this} is none yet. */
    private boolean matches(int access, String name, String descriptor) {
      boolean wanted =
          method.contains("(") ? (name + descriptor).startsWith(method) : name.equals(method);
      boolean real =
          (access & (Opcodes.ACC_BRIDGE | Opcodes.ACC_ABSTRACT)) == 0 && !name.startsWith("<");
      found |= wanted && real;
      return wanted && real;
    }

    /** Writes the work before the first instruction, with variables behind all others. */
    private final class Beginning extends MethodVisitor {
      private static final String AGENT = "dev/perfusion/benchmarks/slowdown/SlowdownAgent";

      private final int access;
      private final String descriptor;
      private final int free;

      Beginning(MethodVisitor next, int access, String descriptor, int free) {
        super(Opcodes.ASM9, next);
        this.access = access;
        this.descriptor = descriptor;
        this.free = free;
      }

      @Override
      public void visitCode() {
        super.visitCode();
        if (work.file().isPresent()) {
          mv.visitFieldInsn(Opcodes.GETSTATIC, AGENT, "calls", "J");
          mv.visitInsn(Opcodes.LCONST_1);
          mv.visitInsn(Opcodes.LADD);
          mv.visitFieldInsn(Opcodes.PUTSTATIC, AGENT, "calls", "J");
        } else if (work.iterations() > 0) {
          loop(free, free + 2);
        }
      }

      /** As {@link #spin} and {@link #callAndSpin}. */
      private void loop(int x, int i) {
        mv.visitLdcInsn(work.iterations() | 1L);
        mv.visitVarInsn(Opcodes.LSTORE, x);
        mv.visitLdcInsn(work.iterations());
        mv.visitVarInsn(Opcodes.ISTORE, i);
        Label head = new Label();
        mv.visitLabel(head);
        Object[] locals = localsAtHead();
        mv.visitFrame(Opcodes.F_NEW, locals.length, locals, 0, new Object[0]);
        shift(x, Opcodes.LSHL, 13);
        shift(x, Opcodes.LUSHR, 7);
        shift(x, Opcodes.LSHL, 17);
        if (work.library()) {
          mv.visitVarInsn(Opcodes.LLOAD, x);
          mv.visitInsn(Opcodes.DUP2);
          mv.visitMethodInsn(
              Opcodes.INVOKESTATIC,
              "java/lang/Long",
              "toHexString",
              "(J)Ljava/lang/String;",
              false);
          mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "java/lang/String", "hashCode", "()I", false);
          mv.visitInsn(Opcodes.I2L);
          mv.visitInsn(Opcodes.LADD);
          mv.visitVarInsn(Opcodes.LSTORE, x);
        }
        mv.visitIincInsn(i, -1);
        mv.visitVarInsn(Opcodes.ILOAD, i);
        mv.visitJumpInsn(Opcodes.IFGT, head);
        mv.visitVarInsn(Opcodes.LLOAD, x);
        mv.visitFieldInsn(Opcodes.PUTSTATIC, type, SINK, "J");
      }

      private void shift(int x, int direction, int by) {
        mv.visitVarInsn(Opcodes.LLOAD, x);
        mv.visitInsn(Opcodes.DUP2);
        mv.visitIntInsn(Opcodes.BIPUSH, by);
        mv.visitInsn(direction);
        mv.visitInsn(Opcodes.LXOR);
        mv.visitVarInsn(Opcodes.LSTORE, x);
      }

      /** Arguments, gaps where later variables of the method will be, x, i. */
      private Object[] localsAtHead() {
        List<Object> locals = new ArrayList<>();
        int slots = 0;
        if ((access & Opcodes.ACC_STATIC) == 0) {
          locals.add(type);
          slots++;
        }
        for (Type argument : Type.getArgumentTypes(descriptor)) {
          locals.add(frameType(argument));
          slots += argument.getSize();
        }
        for (; slots < free; slots++) {
          locals.add(Opcodes.TOP);
        }
        locals.add(Opcodes.LONG);
        locals.add(Opcodes.INTEGER);
        return locals.toArray();
      }

      private static Object frameType(Type argument) {
        return switch (argument.getSort()) {
          case Type.LONG -> Opcodes.LONG;
          case Type.DOUBLE -> Opcodes.DOUBLE;
          case Type.FLOAT -> Opcodes.FLOAT;
          case Type.ARRAY, Type.OBJECT -> argument.getInternalName();
          default -> Opcodes.INTEGER;
        };
      }
    }
  }
}
