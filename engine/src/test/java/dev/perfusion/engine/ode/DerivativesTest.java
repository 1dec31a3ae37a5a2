package dev.perfusion.engine.ode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perfusion.engine.formula.Differentiator;
import dev.perfusion.engine.formula.Differentiator.Gradient;
import dev.perfusion.engine.formula.ExpressionGraph;
import dev.perfusion.engine.formula.PiecewiseLinear;
import dev.perfusion.engine.io.ModelReader;
import dev.perfusion.engine.model.Model;
import dev.perfusion.engine.model.Observer;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Symbolic derivatives against central differences, through the executable code. */
class DerivativesTest {
  private static final double RELATIVE = 1e-7;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x*y",
        "x/y",
        "(x-y)/(x+y)",
        "2*x^3-y^0.5",
        "x^y",
        "k*x*y/(k+x)",
        "exp(-x*y)",
        "ln(x)+log10(y)",
        "sqrt(x*y)",
        "sin(x)*cos(y)",
        "tan(x/4)+tanh(y)",
        "sinh(x/3)-cosh(y/3)",
        "asin(x/4)+acos(y/4)+atan(x*y)",
        "min(x;y)",
        "max(x;2*y)",
        "x>y ? x*x : y*y",
        "-(x-y)",
        "x-(y-(x-(y-2*x)))",
        "(x>0)*x+(y<0)*y",
        "pow(x;2)*Time"
      })
  void agreeWithCentralDifferences(String formula) {
    ModelOde ode = ode(formula);
    Random random = new Random(7);
    for (int trial = 0; trial < 20; trial++) {
      double[] y = {0.5 + 2 * random.nextDouble(), 0.5 + 2 * random.nextDouble()};
      double t = 3 * random.nextDouble();
      double[] entries = new double[ode.jacobianPattern().nonZeros()];
      ode.jacobian(t, y, entries);
      for (int j = 0; j < 2; j++) {
        assertThat(entry(ode, entries, j))
            .as("d/dy%d of %s at %s", j, formula, y)
            .isCloseTo(difference(ode, t, y, j), within(RELATIVE * 100));
      }
    }
  }

  private static double entry(ModelOde ode, double[] entries, int j) {
    SparsityPattern pattern = ode.jacobianPattern();
    for (int k = pattern.rowStart()[0]; k < pattern.rowStart()[1]; k++) {
      if (pattern.column()[k] == j) {
        return entries[k];
      }
    }
    return 0;
  }

  private static double difference(ModelOde ode, double t, double[] y, int j) {
    double h = 1e-5;
    double[] f = new double[2];
    double[] shifted = y.clone();
    shifted[j] = y[j] + h;
    ode.rhs(t, shifted, f);
    double up = f[0];
    shifted[j] = y[j] - h;
    ode.rhs(t, shifted, f);
    return (up - f[0]) / (2 * h);
  }

  private static ModelOde ode(String formula) {
    String xml =
        """
        <Simulation objectPathDelimiter="|" version="4">
          <FormulaList>
            <ExplicitFormula id="1"><Equation>%s</Equation><ReferenceList>
              <R alias="x" id="11"/><R alias="y" id="12"/><R alias="k" id="13"/><R alias="Time" id="0"/>
            </ReferenceList></ExplicitFormula>
            <ExplicitFormula id="2"><Equation>x</Equation><ReferenceList><R alias="x" id="11"/></ReferenceList></ExplicitFormula>
          </FormulaList>
          <VariableList>
            <V id="11" entityId="x" name="x" path="M|x" value="1"><RHSFormulaList><RHSFormula id="1"/></RHSFormulaList></V>
            <V id="12" entityId="y" name="y" path="M|y" value="1"><RHSFormulaList><RHSFormula id="2"/></RHSFormulaList></V>
          </VariableList>
          <ParameterList><P id="13" entityId="k" name="k" path="M|k" value="1.5"/></ParameterList>
        </Simulation>
        """
            .formatted(formula.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
    Model model = ModelReader.read(xml, "test");
    Set<Integer> outputs = model.observers().stream().map(Observer::id).collect(Collectors.toSet());
    return new ModelOde(
        ModelCompiler.compile(new ModelIndex(model), List.of(), outputs), new double[0]);
  }

  @Test
  void structuralZerosDoNotExist() {
    assertThat(ode("x+k").jacobianPattern().column()).containsExactly(0, 0);
    assertThat(ode("k*Time").jacobianPattern().column()).containsExactly(0);
    assertThat(ode("(x>y) ? 1 : 2").jacobianPattern().column()).containsExactly(0);
  }

  @Test
  void aTableHasTheSlopeOfItsSegment() {
    ExpressionGraph graph = new ExpressionGraph();
    int table = graph.addTable(new PiecewiseLinear(new double[] {0, 1, 3}, new double[] {0, 2, 3}));
    int node = graph.tableValue(table, graph.multiply(graph.constant(2), graph.state(0)));
    Gradient gradient = new Differentiator(graph).gradient(node);
    assertThat(gradient.variables()).containsExactly(0);
    Registers registers = new Registers(graph, 1, 0);
    Tape tape = registers.tape(gradient.nodes());
    double[] r = registers.template();
    r[Registers.STATES] = 1;
    tape.run(r);
    assertThat(r[registers.of(gradient.nodes()[0])]).isEqualTo(2 * 0.5);
  }

  @Test
  void longChainsNeedNoStack() {
    ExpressionGraph graph = new ExpressionGraph();
    int sum = graph.state(0);
    int chain = graph.state(1);
    for (int i = 0; i < 20_000; i++) {
      sum = graph.add(sum, graph.multiply(graph.constant(i), graph.state(i % 50)));
      chain = graph.operation(dev.perfusion.engine.formula.Opcode.MIN, chain, graph.constant(i));
    }
    Differentiator differentiator = new Differentiator(graph);
    assertThat(differentiator.gradient(sum).variables()).hasSize(50);
    assertThat(differentiator.gradient(chain).variables()).containsExactly(1);
  }
}
