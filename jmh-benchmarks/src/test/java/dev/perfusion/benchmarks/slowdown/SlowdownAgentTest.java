package dev.perfusion.benchmarks.slowdown;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The changed class is loaded and called, so that the JVM's verifier has its say. */
class SlowdownAgentTest {
  /** What is changed. */
  public static final class Target {
    /** Branches, loop, variables of every size, a static method. */
    public static double of(int x, long y, float z, double w, Object o, int[] a) {
      double sum = 0;
      for (int i = 0; i < a.length; i++) {
        String text = i % 2 == 0 ? "even" : o.toString();
        sum += text.length() * w + a[i];
      }
      return x > 0 ? sum + y : sum + z;
    }

    /** A method of an object that begins with the head of a loop. */
    public int loop(int x) {
      while (x > 10) {
        x -= 10;
      }
      return x;
    }

    /** Overloaded. */
    public int loop(long x) {
      return (int) x;
    }
  }

  /** Gives one class other code. */
  private static final class Loader extends ClassLoader {
    private final String name;
    private final byte[] code;

    Loader(String name, byte[] code) {
      super(Target.class.getClassLoader());
      this.name = name;
      this.code = code;
    }

    @Override
    protected Class<?> loadClass(String wanted, boolean resolve) throws ClassNotFoundException {
      return wanted.equals(name)
          ? defineClass(name, code, 0, code.length)
          : super.loadClass(wanted, resolve);
    }
  }

  @BeforeEach
  void nothingWasDone() {
    SlowdownAgent.calls = 0;
  }

  private static Class<?> slowed(String method, String work)
      throws IOException, ClassNotFoundException {
    String name = Target.class.getName();
    byte[] code;
    try (InputStream in =
        Target.class.getResourceAsStream("/" + name.replace('.', '/') + ".class")) {
      code = in.readAllBytes();
    }
    byte[] slower =
        new SlowdownAgent.Slower(name.replace('.', '/'), method, SlowdownAgent.Work.of(work))
            .slower(code);
    return new Loader(name, slower).loadClass(name);
  }

  private static double of(Class<?> type) throws ReflectiveOperationException {
    Method of =
        Arrays.stream(type.getMethods()).filter(m -> m.getName().equals("of")).findFirst().get();
    return (double) of.invoke(null, 1, 2L, 3f, 4.0, "five", new int[] {6, 7});
  }

  private static int loop(Class<?> type, Class<?> argument, Object value)
      throws ReflectiveOperationException {
    Object target = type.getConstructor().newInstance();
    return (int) type.getMethod("loop", argument).invoke(target, value);
  }

  private static long sink(Class<?> type) throws ReflectiveOperationException {
    return type.getField(SlowdownAgent.Slower.SINK).getLong(null);
  }

  @Test
  void theWorkIsPartOfTheMethodAndChangesNoResult() throws Exception {
    for (String work : new String[] {"1000", "library:1000"}) {
      Class<?> type = slowed("of", work);
      assertThat(of(type)).isEqualTo(Target.of(1, 2, 3, 4, "five", new int[] {6, 7}));
      assertThat(sink(type)).as(work).isNotZero();
    }
    Class<?> type = slowed("loop", "5");
    assertThat(loop(type, int.class, 37)).isEqualTo(7);
    assertThat(sink(type)).isNotZero();
  }

  @Test
  void aDescriptorChoosesAmongOverloads() throws Exception {
    Class<?> type = slowed("loop(J", "5");
    assertThat(loop(type, int.class, 37)).isEqualTo(7);
    assertThat(sink(type)).isZero();
    assertThat(loop(type, long.class, 37L)).isEqualTo(37);
    assertThat(sink(type)).isNotZero();
  }

  @Test
  void callsAreCounted() throws Exception {
    Class<?> type = slowed("loop", "count:anywhere");
    loop(type, int.class, 37);
    loop(type, int.class, 38);
    assertThat(SlowdownAgent.calls).isEqualTo(2);
    assertThat(sink(type)).isZero();
  }
}
