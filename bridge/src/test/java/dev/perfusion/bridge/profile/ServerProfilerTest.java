package dev.perfusion.bridge.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perfusion.bridge.error.BridgeException;
import dev.perfusion.bridge.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.junit.jupiter.api.Test;

class ServerProfilerTest {
  /** A program that embeds the bridge and has no profiler. */
  private static final class WithoutProfiler extends ClassLoader {
    private static final String OURS = "dev.perfusion.bridge.profile.";

    WithoutProfiler() {
      super(ServerProfilerTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("one.profiler.")) {
        throw new ClassNotFoundException(name);
      }
      if (!name.startsWith(OURS)) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      try (InputStream in =
          ServerProfilerTest.class.getResourceAsStream("/" + name.replace('.', '/') + ".class")) {
        byte[] code = in.readAllBytes();
        return defineClass(name, code, 0, code.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  @Test
  void withoutTheLibraryItSaysWhatIsMissing() throws ReflectiveOperationException {
    ClassLoader loader = new WithoutProfiler();
    Class<?> type = loader.loadClass(ServerProfiler.class.getName());
    Class<?> event = loader.loadClass(ProfileEvent.class.getName());
    Object profiler = type.getConstructor().newInstance();
    Method take = type.getMethod("take", event, int.class, boolean.class);
    for (int again = 0; again < 2; again++) {
      assertThatThrownBy(() -> take.invoke(profiler, event.getEnumConstants()[0], 1, true))
          .isInstanceOf(InvocationTargetException.class)
          .cause()
          .isInstanceOfSatisfying(
              BridgeException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.ENVIRONMENT_MISSING);
                assertThat(e).hasMessageContaining("tools.profiler:async-profiler");
              });
    }
  }

  @Test
  void unknownEventsAreNamedWithThoseThatExist() {
    assertThat(ProfileEvent.named("nativemem")).isEqualTo(ProfileEvent.NATIVEMEM);
    assertThatThrownBy(() -> ProfileEvent.named("heat"))
        .isInstanceOfSatisfying(
            BridgeException.class,
            e ->
                assertThat(e.details().get(0).hint())
                    .contains("cpu", "alloc", "lock", "wall", "nativemem"));
  }
}
