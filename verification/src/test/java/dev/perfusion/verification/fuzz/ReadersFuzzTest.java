package dev.perfusion.verification.fuzz;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The fuzz targets over their seeds, which is Jazzer's regression mode. The long study, which
 * mutates them, is {@link FuzzStudy}.
 */
class ReadersFuzzTest {
  private static Stream<Arguments> seeds(FuzzTarget target) {
    return FuzzSeeds.of(target).entrySet().stream()
        .map(seed -> arguments(Named.of(seed.getKey(), seed.getValue())));
  }

  static Stream<Arguments> pkml() {
    return seeds(FuzzTarget.PKML);
  }

  static Stream<Arguments> simModel() {
    return seeds(FuzzTarget.SIMMODEL);
  }

  static Stream<Arguments> project() {
    return seeds(FuzzTarget.PROJECT);
  }

  static Stream<Arguments> csv() {
    return seeds(FuzzTarget.CSV);
  }

  static Stream<Arguments> formula() {
    return seeds(FuzzTarget.FORMULA);
  }

  static Stream<Arguments> model() {
    return seeds(FuzzTarget.MODEL);
  }

  @MethodSource
  @FuzzTest
  void pkml(byte[] input) {
    FuzzTarget.PKML.test(input);
  }

  @MethodSource
  @FuzzTest
  void simModel(byte[] input) {
    FuzzTarget.SIMMODEL.test(input);
  }

  @MethodSource
  @FuzzTest
  void project(byte[] input) {
    FuzzTarget.PROJECT.test(input);
  }

  @MethodSource
  @FuzzTest
  void csv(byte[] input) {
    FuzzTarget.CSV.test(input);
  }

  @MethodSource
  @FuzzTest
  void formula(byte[] input) {
    FuzzTarget.FORMULA.test(input);
  }

  @MethodSource
  @FuzzTest
  void model(byte[] input) {
    FuzzTarget.MODEL.test(input);
  }
}
