package dev.perfusion.benchmarks.slowdown;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

class SlowdownAgentTest {
  /** What is changed. */
  static final class Target {
    int twoReturns(int x) {
      return x > 0 ? other(x) : -x;
    }

    int twoReturns(long x) {
      if (x > 3) {
        return 1;
      }
      return 2;
    }

    int other(int x) {
      return x;
    }
  }

  private static List<String> slowed(String method) throws IOException {
    String type = Target.class.getName().replace('.', '/');
    byte[] code;
    try (InputStream in = Target.class.getResourceAsStream("/" + type + ".class")) {
      code = in.readAllBytes();
    }
    List<String> calls = new ArrayList<>();
    new ClassReader(new SlowdownAgent.Slower(type, method).slower(code))
        .accept(
            new ClassVisitor(Opcodes.ASM9) {
              @Override
              public MethodVisitor visitMethod(
                  int access, String name, String descriptor, String signature, String[] thrown) {
                return new MethodVisitor(Opcodes.ASM9) {
                  @Override
                  public void visitMethodInsn(
                      int opcode, String owner, String called, String form, boolean isInterface) {
                    if (called.equals("burn")) {
                      calls.add(name + descriptor);
                    }
                  }
                };
              }
            },
            0);
    return calls;
  }

  @Test
  void everyReturnOfTheMethodIsSlowed() throws IOException {
    assertThat(slowed("other")).containsExactly("other(I)I");
    assertThat(slowed("twoReturns(J")).containsExactly("twoReturns(J)I", "twoReturns(J)I");
    assertThat(slowed("twoReturns")).contains("twoReturns(I)I", "twoReturns(J)I");
    assertThat(slowed("absent")).isEmpty();
  }
}
