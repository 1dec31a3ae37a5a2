package dev.perfusion.engine.ode;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.CodeSizeEvaluator;

/** Real bytecode sizes of the methods of a class. */
final class MethodSizes {
  private MethodSizes() {}

  static List<Integer> of(byte[] type) {
    List<Integer> sizes = new ArrayList<>();
    ClassVisitor visitor =
        new ClassVisitor(Opcodes.ASM9) {
          @Override
          public MethodVisitor visitMethod(
              int access, String name, String descriptor, String signature, String[] exceptions) {
            return new CodeSizeEvaluator(Opcodes.ASM9, null) {
              @Override
              public void visitEnd() {
                sizes.add(getMaxSize());
              }
            };
          }
        };
    new ClassReader(type).accept(visitor, 0);
    return sizes;
  }
}
