package dev.perfusion.engine.code;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Writes one {@link Kernel} as a hidden class: a chain of static methods without branches, each
 * small enough for the optimising compiler.
 *
 * <p>HotSpot does not compile a method above {@value #METHOD_LIMIT} bytes, and stops inlining into
 * a method when it and what it has inlined together reach the same size. Whoever uses a writer
 * therefore calls {@link #nextMethod} before a method, with the bodies of the helpers that it calls
 * counted, would grow beyond {@value #METHOD_TARGET}. A value does not outlive its method: what the
 * next ones need has to go into an array.
 */
public final class KernelWriter implements OperationWriter {
  /** Bytecode size above which HotSpot leaves a method to the interpreter. */
  public static final int METHOD_LIMIT = 8000;

  /** Size at which a method is full. */
  public static final int METHOD_TARGET = 3000;

  private static final String KERNEL = Type.getInternalName(Kernel.class);
  private static final String OBJECT = Type.getInternalName(Object.class);
  private static final String ARRAYS = "[D[D";
  private static final int PARAMETERS = 3;

  /** The arrays of {@link Kernel#run}. */
  public enum Array {
    A,
    B
  }

  private final MethodHandles.Lookup lookup;
  private final ClassWriter type = new ClassWriter(ClassWriter.COMPUTE_MAXS);
  private final String name;
  private final String objects;
  private final String objectsArray;
  private final String signature;
  private final Object constants;
  private MethodVisitor method;
  private int methods;
  private int nextLocal;

  /**
   * Begins a class.
   *
   * @param caller lookup of the class that asks; the new class lives in its package
   * @param constants array of objects that the code may use, see {@link #constant(int)}
   */
  public KernelWriter(MethodHandles.Lookup caller, Object[] constants) {
    lookup = caller;
    this.constants = constants;
    objectsArray = Type.getDescriptor(constants.getClass());
    objects = Type.getInternalName(constants.getClass().getComponentType());
    signature = "(" + ARRAYS + objectsArray + ")V";
    name = Type.getInternalName(caller.lookupClass()) + "$Kernel";
    type.visit(Opcodes.V17, Opcodes.ACC_FINAL, name, null, OBJECT, new String[] {KERNEL});
    type.visitField(Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL, "constants", objectsArray, null, null)
        .visitEnd();
    MethodVisitor init =
        type.visitMethod(Opcodes.ACC_PUBLIC, "<init>", "(" + objectsArray + ")V", null, null);
    init.visitVarInsn(Opcodes.ALOAD, 0);
    init.visitMethodInsn(Opcodes.INVOKESPECIAL, OBJECT, "<init>", "()V", false);
    init.visitVarInsn(Opcodes.ALOAD, 0);
    init.visitVarInsn(Opcodes.ALOAD, 1);
    init.visitFieldInsn(Opcodes.PUTFIELD, name, "constants", objectsArray);
    end(init);
    nextMethod();
  }

  /** Ends the present method and begins the next. */
  public void nextMethod() {
    if (method != null) {
      end(method);
    }
    method =
        type.visitMethod(
            Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC, "part" + methods++, signature, null, null);
    nextLocal = PARAMETERS;
  }

  private static void end(MethodVisitor method) {
    method.visitInsn(Opcodes.RETURN);
    method.visitMaxs(0, 0);
    method.visitEnd();
  }

  /** Pushes an element of an array. */
  public void load(Array array, int index) {
    address(array, index);
    method.visitInsn(Opcodes.DALOAD);
  }

  /** Pushes array and index; {@link #store()} then takes the number above them. */
  public void address(Array array, int index) {
    method.visitVarInsn(Opcodes.ALOAD, array.ordinal());
    push(index);
  }

  /** Stores the number on top to the address below it. */
  public void store() {
    method.visitInsn(Opcodes.DASTORE);
  }

  private void push(int value) {
    if (value <= 5) {
      method.visitInsn(Opcodes.ICONST_0 + value);
    } else if (value <= Byte.MAX_VALUE) {
      method.visitIntInsn(Opcodes.BIPUSH, value);
    } else if (value <= Short.MAX_VALUE) {
      method.visitIntInsn(Opcodes.SIPUSH, value);
    } else {
      method.visitLdcInsn(value);
    }
  }

  /** Pushes a number. */
  public void literal(double value) {
    long bits = Double.doubleToRawLongBits(value);
    if (bits == 0) {
      method.visitInsn(Opcodes.DCONST_0);
    } else if (value == 1) {
      method.visitInsn(Opcodes.DCONST_1);
    } else {
      method.visitLdcInsn(value);
    }
  }

  /** Takes the number on top into a new local variable. */
  public int toLocal() {
    int local = nextLocal;
    nextLocal += 2;
    method.visitVarInsn(Opcodes.DSTORE, local);
    return local;
  }

  /** Pushes a local variable. */
  public void local(int local) {
    method.visitVarInsn(Opcodes.DLOAD, local);
  }

  /** Doubles the number on top. */
  public void duplicate() {
    method.visitInsn(Opcodes.DUP2);
  }

  @Override
  public void instruction(int opcode) {
    method.visitInsn(opcode);
  }

  /** Pushes one of the constant objects. */
  public void constant(int index) {
    method.visitVarInsn(Opcodes.ALOAD, 2);
    push(index);
    method.visitInsn(Opcodes.AALOAD);
  }

  @Override
  public void callConstant(String methodName, int arguments) {
    method.visitMethodInsn(
        Opcodes.INVOKEVIRTUAL, objects, methodName, "(" + "D".repeat(arguments) + ")D", false);
  }

  @Override
  public void call(Class<?> owner, String methodName, int arguments) {
    method.visitMethodInsn(
        Opcodes.INVOKESTATIC,
        Type.getInternalName(owner),
        methodName,
        "(" + "D".repeat(arguments) + ")D",
        false);
  }

  /** Bytes of the class. The writer is of no use afterwards. */
  public byte[] bytes() {
    end(method);
    MethodVisitor run =
        type.visitMethod(Opcodes.ACC_PUBLIC, "run", "(" + ARRAYS + ")V", null, null);
    for (int part = 0; part < methods; part++) {
      run.visitVarInsn(Opcodes.ALOAD, 1);
      run.visitVarInsn(Opcodes.ALOAD, 2);
      run.visitVarInsn(Opcodes.ALOAD, 0);
      run.visitFieldInsn(Opcodes.GETFIELD, name, "constants", objectsArray);
      run.visitMethodInsn(Opcodes.INVOKESTATIC, name, "part" + part, signature, false);
    }
    end(run);
    type.visitEnd();
    return type.toByteArray();
  }

  /** Defines the class. The writer is of no use afterwards. */
  public Kernel define() {
    try {
      Class<?> defined = lookup.defineHiddenClass(bytes(), true).lookupClass();
      Constructor<?> constructor = defined.getDeclaredConstructor(constants.getClass());
      constructor.setAccessible(true);
      return (Kernel) constructor.newInstance(constants);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("generated code cannot be used", e);
    }
  }
}
