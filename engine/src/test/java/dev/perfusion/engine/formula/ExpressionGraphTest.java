package dev.perfusion.engine.formula;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.engine.formula.ExpressionGraph.Variability;
import org.junit.jupiter.api.Test;

class ExpressionGraphTest {
  private final ExpressionGraph graph = new ExpressionGraph();
  private final int k = graph.slot(0);
  private final int v = graph.slot(1);
  private final int m = graph.state(0);
  private final int w = graph.state(1);

  @Test
  void equalNodesAreOneNode() {
    assertThat(graph.multiply(m, w)).isEqualTo(graph.multiply(m, w));
    assertThat(graph.constant(0.1 + 0.2)).isNotEqualTo(graph.constant(0.3));
    assertThat(graph.constant(-0.0)).isEqualTo(graph.constant(0.0));
    assertThat(graph.constant(Double.NaN)).isEqualTo(graph.constant(0.0 / 0.0));
  }

  @Test
  void nodesSurviveGrowth() {
    int first = graph.add(m, graph.constant(-1));
    for (int i = 0; i < 10_000; i++) {
      graph.constant(i);
    }
    assertThat(graph.add(m, graph.constant(-1))).isEqualTo(first);
    assertThat(graph.size()).isGreaterThan(10_000);
  }

  @Test
  void literalsFoldByTheRulesOfTheLanguage() {
    int nan = graph.constant(Double.NaN);
    int zero = graph.constant(0);
    assertThat(literal(graph.multiply(zero, nan))).isZero();
    assertThat(literal(graph.multiply(nan, zero))).isNaN();
    assertThat(literal(graph.divide(zero, zero))).isNaN();
    assertThat(literal(graph.conditional(graph.constant(2), k, graph.constant(7)))).isEqualTo(7);
    assertThat(literal(graph.conditional(nan, k, v))).isNaN();
    assertThat(graph.conditional(graph.constant(1), k, v)).isEqualTo(k);
  }

  @Test
  void aConstantZeroFactorMakesTheProductZero() {
    int zero = graph.constant(0);
    assertThat(literal(graph.multiply(m, zero))).isZero();
    assertThat(literal(graph.multiply(zero, m))).isZero();
    assertThat(literal(graph.divide(zero, m))).isZero();
    int nanTimesState = graph.multiply(graph.constant(Double.NaN), m);
    assertThat(literal(graph.multiply(nanTimesState, zero))).isZero();
  }

  @Test
  void factorsFixedWithinARunAreGatheredInFront() {
    int product = graph.multiply(graph.multiply(k, m), graph.multiply(v, w));
    assertThat(graph.opcode(product)).isEqualTo(Opcode.MULTIPLY);
    assertThat(graph.variability(graph.left(product))).isEqualTo(Variability.RUN);
    assertThat(graph.opcode(graph.left(product))).isEqualTo(Opcode.ZERO_PRODUCT);
    assertThat(graph.right(product)).isEqualTo(graph.multiply(m, w));
  }

  @Test
  void divisionByWhatIsFixedBecomesAFactor() {
    int rate = graph.divide(graph.multiply(k, m), v);
    assertThat(graph.opcode(rate)).isEqualTo(Opcode.MULTIPLY);
    assertThat(graph.left(rate)).isEqualTo(graph.divide(k, v));
    assertThat(graph.right(rate)).isEqualTo(m);
  }

  @Test
  void exactKeepsTheOrderAsWritten() {
    int asWritten = graph.binary(BinaryOperator.DIVIDE, graph.time(), k, true);
    assertThat(graph.opcode(asWritten)).isEqualTo(Opcode.DIVIDE);
    assertThat(graph.left(asWritten)).isEqualTo(graph.time());
  }

  @Test
  void neutralElementsDisappear() {
    int zero = graph.constant(0);
    int one = graph.constant(1);
    assertThat(graph.add(m, zero)).isEqualTo(m);
    assertThat(graph.subtract(m, zero)).isEqualTo(m);
    assertThat(graph.multiply(m, one)).isEqualTo(m);
    assertThat(graph.divide(m, one)).isEqualTo(m);
    assertThat(graph.binary(BinaryOperator.POWER, m, one, false)).isEqualTo(m);
    int minus = graph.unary(UnaryOperator.NEGATE, m);
    assertThat(graph.unary(UnaryOperator.NEGATE, minus)).isEqualTo(m);
    assertThat(graph.add(w, minus)).isEqualTo(graph.subtract(w, m));
  }

  private double literal(int node) {
    assertThat(graph.isLiteral(node)).isTrue();
    return graph.literal(node);
  }
}
