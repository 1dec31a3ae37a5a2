package dev.perfusion.engine.code;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Writes one {@link Kernel} as a hidden class of loops: each computes the same expression for many
 * choices of elements, which it takes from a list of indices. For code that would be too long
 * without loops.
 *
 * <p>Use: {@link #beginLoop}, the expression, {@link #endLoop} for each kind of loop, then {@link
 * #define} with the order in which they are to run, which {@link LoopBatches} finds.
 */
public final class LoopWriter implements OperationWriter {
  private static final String KERNEL = Type.getInternalName(Kernel.class);
  private static final String OBJECT = Type.getInternalName(Object.class);
  private static final String ARRAYS = "[D[D";
  private static final int CONSTANTS = 2;
  private static final int INDICES = 3;
  private static final int POSITION = 4;
  private static final int END = 5;
  private static final int LOCALS = 6;

  /** Words per call of a loop: which, from, to. */
  public static final int CALL_WORDS = 3;

  private final MethodHandles.Lookup lookup;
  private final ClassWriter type = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
  private final String name;
  private final String objects;
  private final String objectsArray;
  private final String loopSignature;
  private final Object constants;
  private MethodVisitor method;
  private Label head;
  private Label exit;
  private int loops;
  private int width;
  private int nextLocal;

  /**
   * Begins a class.
   *
   * @param caller lookup of the class that asks; the new class lives in its package
   * @param constants array of objects that the code may use
   */
  public LoopWriter(MethodHandles.Lookup caller, Object[] constants) {
    lookup = caller;
    this.constants = constants;
    objectsArray = Type.getDescriptor(constants.getClass());
    objects = Type.getInternalName(constants.getClass().getComponentType());
    loopSignature = "(" + ARRAYS + objectsArray + "[III)V";
    name = Type.getInternalName(caller.lookupClass()) + "$Loops";
    type.visit(Opcodes.V17, Opcodes.ACC_FINAL, name, null, OBJECT, new String[] {KERNEL});
    String[] fields = {objectsArray, "[I", "[I"};
    MethodVisitor init =
        type.visitMethod(
            Opcodes.ACC_PUBLIC, "<init>", "(" + String.join("", fields) + ")V", null, null);
    init.visitCode();
    init.visitVarInsn(Opcodes.ALOAD, 0);
    init.visitMethodInsn(Opcodes.INVOKESPECIAL, OBJECT, "<init>", "()V", false);
    for (int f = 0; f < fields.length; f++) {
      int access = Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL;
      type.visitField(access, FIELDS[f], fields[f], null, null).visitEnd();
      init.visitVarInsn(Opcodes.ALOAD, 0);
      init.visitVarInsn(Opcodes.ALOAD, 1 + f);
      init.visitFieldInsn(Opcodes.PUTFIELD, name, FIELDS[f], fields[f]);
    }
    end(init);
  }

  private static final String[] FIELDS = {"constants", "indices", "calls"};

  private static void end(MethodVisitor method) {
    method.visitInsn(Opcodes.RETURN);
    method.visitMaxs(0, 0);
    method.visitEnd();
  }

  /** Begins a loop; returns its number. */
  public int beginLoop() {
    int access = Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC;
    method = type.visitMethod(access, "loop" + loops, loopSignature, null, null);
    method.visitCode();
    head = new Label();
    exit = new Label();
    method.visitLabel(head);
    method.visitVarInsn(Opcodes.ILOAD, POSITION);
    method.visitVarInsn(Opcodes.ILOAD, END);
    method.visitJumpInsn(Opcodes.IF_ICMPGE, exit);
    width = 0;
    nextLocal = LOCALS;
    return loops++;
  }

  /** Pushes the element that the next index names. */
  public void load(KernelWriter.Array array) {
    method.visitVarInsn(Opcodes.ALOAD, array.ordinal());
    nextIndex();
    method.visitInsn(Opcodes.DALOAD);
  }

  /** Takes the number on top into a new local variable. */
  public int toLocal() {
    int local = nextLocal;
    nextLocal += 2;
    method.visitVarInsn(Opcodes.DSTORE, local);
    return local;
  }

  /** Stores a local variable to the element that the next index names. */
  public void store(KernelWriter.Array array, int local) {
    method.visitVarInsn(Opcodes.ALOAD, array.ordinal());
    nextIndex();
    method.visitVarInsn(Opcodes.DLOAD, local);
    method.visitInsn(Opcodes.DASTORE);
  }

  /** Pushes the constant object that the next index names. */
  public void constant() {
    method.visitVarInsn(Opcodes.ALOAD, CONSTANTS);
    nextIndex();
    method.visitInsn(Opcodes.AALOAD);
  }

  private void nextIndex() {
    method.visitVarInsn(Opcodes.ALOAD, INDICES);
    method.visitVarInsn(Opcodes.ILOAD, POSITION);
    if (width > 0) {
      push(method, width);
      method.visitInsn(Opcodes.IADD);
    }
    method.visitInsn(Opcodes.IALOAD);
    width++;
  }

  @Override
  public void instruction(int opcode) {
    method.visitInsn(opcode);
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

  @Override
  public void callConstant(String methodName, int arguments) {
    method.visitMethodInsn(
        Opcodes.INVOKEVIRTUAL, objects, methodName, "(" + "D".repeat(arguments) + ")D", false);
  }

  /** Ends the loop. */
  public void endLoop() {
    method.visitIincInsn(POSITION, width);
    method.visitJumpInsn(Opcodes.GOTO, head);
    method.visitLabel(exit);
    end(method);
  }

  private static void push(MethodVisitor method, int value) {
    if (value <= Byte.MAX_VALUE) {
      method.visitIntInsn(Opcodes.BIPUSH, value);
    } else {
      method.visitIntInsn(Opcodes.SIPUSH, value);
    }
  }

  /**
   * Defines the class. The writer is of no use afterwards.
   *
   * @param indices what the loops take their indices from
   * @param calls {@value #CALL_WORDS} words per call: number of the loop, its first position in the
   *     indices, the position after its last
   */
  public Kernel define(int[] indices, int[] calls) {
    writeRun();
    type.visitEnd();
    try {
      Class<?> defined = lookup.defineHiddenClass(type.toByteArray(), true).lookupClass();
      Constructor<?> constructor =
          defined.getDeclaredConstructor(constants.getClass(), int[].class, int[].class);
      constructor.setAccessible(true);
      return (Kernel) constructor.newInstance(constants, indices, calls);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("generated code cannot be used", e);
    }
  }

  /** Calls the loops one after the other. */
  private void writeRun() {
    MethodVisitor run =
        type.visitMethod(Opcodes.ACC_PUBLIC, "run", "(" + ARRAYS + ")V", null, null);
    run.visitCode();
    int calls = 3;
    int at = 4;
    Label next = new Label();
    Label done = new Label();
    field(run, 2);
    run.visitVarInsn(Opcodes.ASTORE, calls);
    run.visitInsn(Opcodes.ICONST_0);
    run.visitVarInsn(Opcodes.ISTORE, at);
    run.visitLabel(next);
    run.visitVarInsn(Opcodes.ILOAD, at);
    run.visitVarInsn(Opcodes.ALOAD, calls);
    run.visitInsn(Opcodes.ARRAYLENGTH);
    run.visitJumpInsn(Opcodes.IF_ICMPGE, done);
    run.visitVarInsn(Opcodes.ALOAD, 1);
    run.visitVarInsn(Opcodes.ALOAD, 2);
    field(run, 0);
    field(run, 1);
    word(run, calls, at, 1);
    word(run, calls, at, 2);
    word(run, calls, at, 0);
    run.visitIincInsn(at, CALL_WORDS);
    run.visitMethodInsn(Opcodes.INVOKESTATIC, name, "dispatch", dispatchSignature(), false);
    run.visitJumpInsn(Opcodes.GOTO, next);
    run.visitLabel(done);
    end(run);
    writeDispatch();
  }

  private String dispatchSignature() {
    return "(" + ARRAYS + objectsArray + "[IIII)V";
  }

  private void writeDispatch() {
    int access = Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC;
    MethodVisitor dispatch = type.visitMethod(access, "dispatch", dispatchSignature(), null, null);
    dispatch.visitCode();
    Label[] cases = new Label[loops];
    for (int k = 0; k < loops; k++) {
      cases[k] = new Label();
    }
    Label none = new Label();
    dispatch.visitVarInsn(Opcodes.ILOAD, LOCALS);
    dispatch.visitTableSwitchInsn(0, loops - 1, none, cases);
    for (int k = 0; k < loops; k++) {
      dispatch.visitLabel(cases[k]);
      for (int array = 0; array <= INDICES; array++) {
        dispatch.visitVarInsn(Opcodes.ALOAD, array);
      }
      dispatch.visitVarInsn(Opcodes.ILOAD, POSITION);
      dispatch.visitVarInsn(Opcodes.ILOAD, END);
      dispatch.visitMethodInsn(Opcodes.INVOKESTATIC, name, "loop" + k, loopSignature, false);
      dispatch.visitInsn(Opcodes.RETURN);
    }
    dispatch.visitLabel(none);
    end(dispatch);
  }

  private void field(MethodVisitor run, int f) {
    String descriptor = f == 0 ? objectsArray : "[I";
    run.visitVarInsn(Opcodes.ALOAD, 0);
    run.visitFieldInsn(Opcodes.GETFIELD, name, FIELDS[f], descriptor);
  }

  private static void word(MethodVisitor run, int calls, int at, int offset) {
    run.visitVarInsn(Opcodes.ALOAD, calls);
    run.visitVarInsn(Opcodes.ILOAD, at);
    push(run, offset);
    run.visitInsn(Opcodes.IADD);
    run.visitInsn(Opcodes.IALOAD);
  }
}
