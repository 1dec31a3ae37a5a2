package dev.perfusion.gate.culprit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameNamesTest {
  @ParameterizedTest
  @CsvSource({
    "a/B.run_[j], a/B.run_[j]",
    "a/B$$Lambda$14/0x00000008000c9a40.apply_[i], a/B$$Lambda.apply_[i]",
    "a/B$$Lambda.0x00007f2e1c0a1b2c.apply_[i], a/B$$Lambda.apply_[i]",
    "a/Kernel+0x00007f2e1c0a1b2c.part7_[j], a/Kernel.part7_[j]",
    "a/B.lambda$new$12_[1], a/B.lambda$new_[1]",
    "a/B.lambda$two$words$3_[j], a/B.lambda$two$words_[j]",
    "a/B.access$300_[0], a/B.access$_[0]",
    "a/B$3.run_[j], a/B$*.run_[j]",
    "a/B$Inner.run_[j], a/B$Inner.run_[j]",
    "jdk/internal/reflect/GeneratedMethodAccessor17.invoke_[j], jdk/internal/reflect/GeneratedMethodAccessor.invoke_[j]",
    "com/sun/proxy/$Proxy8.call_[j], com/sun/proxy/$Proxy.call_[j]",
    "java/lang/invoke/LambdaForm$MH/0x0000000800d4c000.invoke_[j], java/lang/invoke/LambdaForm$MH.invoke_[j]",
    "G1Allocator::attempt_allocation, G1Allocator::attempt_allocation",
  })
  void namesMeanTheSameInAnotherProcess(String frame, String normal) {
    assertThat(FrameNames.normal(frame)).isEqualTo(normal);
    assertThat(FrameNames.normal(normal)).as("twice").isEqualTo(normal);
  }

  @ParameterizedTest
  @CsvSource({
    "a.b.C#run, a/b/C.run",
    "a.b.C#run(Ljava/lang/String;, a/b/C.run",
    "a.b.C$D#lambda$run$0, a/b/C$D.lambda$run",
  })
  void methodsBecomeFrames(String reference, String frame) {
    assertThat(FrameNames.of(reference)).isEqualTo(frame);
  }
}
