package dev.perfusion.engine.ode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perfusion.engine.code.Kernel;
import dev.perfusion.engine.code.KernelWriter;
import dev.perfusion.engine.formula.ExpressionGraph;
import dev.perfusion.engine.formula.Opcode;
import dev.perfusion.engine.formula.PiecewiseLinear;
import dev.perfusion.engine.io.ModelReader;
import dev.perfusion.fixtures.DemoModel;
import dev.perfusion.fixtures.WholeBodyModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tape and generated code give the same numbers to the last bit. */
class TiersTest {
  private static final double[] SPECIAL = {
    0, -0.0, 1, -1, 0.5, 2, 1e-300, -1e300, Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE
  };

  private static final int STATES = 6;
  private static final int SLOTS = 3;

  /** Operations on all that came before, every operation there is among them. */
  private static List<Integer> randomNodes(ExpressionGraph graph, Random random, int count) {
    List<Integer> nodes = new ArrayList<>(List.of(graph.time()));
    for (int i = 0; i < STATES; i++) {
      nodes.add(graph.state(i));
    }
    for (int i = 0; i < SLOTS; i++) {
      nodes.add(graph.slot(i));
    }
    for (double number : SPECIAL) {
      nodes.add(graph.constant(number));
    }
    int table =
        graph.addTable(new PiecewiseLinear(new double[] {-1, 0, 2}, new double[] {3, 1, 7}));
    Opcode[] opcodes = Opcode.values();
    for (int i = 0; i < count; i++) {
      int a = nodes.get(random.nextInt(nodes.size()));
      int b = nodes.get(random.nextInt(nodes.size()));
      int c = nodes.get(random.nextInt(nodes.size()));
      Opcode opcode = opcodes[random.nextInt(opcodes.length)];
      switch (opcode) {
        case CONSTANT, TIME, STATE, SLOT -> nodes.add(graph.multiply(a, b));
        case CONDITIONAL -> nodes.add(graph.conditional(a, b, c));
        case TABLE_VALUE -> nodes.add(graph.tableValue(table, a));
        case TABLE_SLOPE -> nodes.add(graph.tableSlope(table, a));
        default ->
            nodes.add(opcode.arity() == 1 ? graph.unary(opcode, a) : graph.operation(opcode, a, b));
      }
    }
    return nodes;
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 300, 4000})
  void agreeOnRandomCodeWithSpecialNumbers(int count) {
    Random random = new Random(count);
    for (int trial = 0; trial < 4; trial++) {
      ExpressionGraph graph = new ExpressionGraph();
      List<Integer> nodes = randomNodes(graph, random, count);
      int[] roots = new int[50];
      Arrays.setAll(roots, k -> nodes.get(random.nextInt(nodes.size())));
      Registers registers = new Registers(graph, STATES, SLOTS);
      Tape tape = registers.tape(roots);
      int[] places = Arrays.stream(roots).map(registers::of).toArray();
      Tape prologue = registers.prologue();
      double[] template = registers.template();
      TapeKernel source = new TapeKernel(tape, places);
      Kernel code = TapeTranslator.translate(source, registers.literals(), template);
      Kernel loops = LoopTranslator.translate(source, registers.literals(), template);
      for (int run = 0; run < 20; run++) {
        double[] r = template.clone();
        for (int i = 0; i < 1 + STATES + SLOTS; i++) {
          r[i] =
              random.nextInt(3) == 0
                  ? SPECIAL[random.nextInt(SPECIAL.length)]
                  : random.nextGaussian();
        }
        prologue.run(r);
        assertSame(source, code, r, roots.length);
        assertSame(source, loops, r, roots.length);
      }
    }
  }

  private static void assertSame(Kernel source, Kernel code, double[] registers, int results) {
    double[] expected = new double[results];
    double[] found = new double[results];
    double[] again = new double[results];
    source.run(registers.clone(), expected);
    double[] r = registers.clone();
    code.run(r, found);
    code.run(r, again);
    for (int k = 0; k < results; k++) {
      assertThat(Double.doubleToLongBits(found[k]))
          .as("result %d: %s, not %s", k, found[k], expected[k])
          .isEqualTo(Double.doubleToLongBits(expected[k]))
          .isEqualTo(Double.doubleToLongBits(again[k]));
    }
  }

  private static CompiledModel compile(byte[] pkml) throws IOException {
    ModelIndex index = new ModelIndex(ModelReader.read(new ByteArrayInputStream(pkml), "model"));
    Set<Integer> all = index.quantities().stream().map(q -> q.id()).collect(Collectors.toSet());
    return ModelCompiler.compile(index, List.of(index.quantities().get(0).id()), all);
  }

  @Test
  void agreeOnModelsOfOneMethodOfManyAndOfLoops() throws IOException {
    for (byte[] pkml :
        List.of(
            DemoModel.bytes(),
            WholeBodyModel.ofStates(1200).bytes(),
            WholeBodyModel.ofStates(3000).bytes())) {
      CompiledModel model = compile(pkml);
      ModelCode.Kernels tapes = model.code().tapes();
      model.generateCode();
      assertThat(model.generated()).isTrue();
      ModelOde first = new ModelOde(model, new double[] {1.5}, tapes);
      ModelOde second = new ModelOde(model, new double[] {1.5});
      double[] y = first.initialState();
      Random random = new Random(5);
      for (int run = 0; run < 10; run++) {
        for (int i = 0; i < y.length; i++) {
          y[i] = Math.abs(y[i]) + random.nextDouble();
        }
        double t = 10 * run;
        double[] expected = new double[y.length];
        double[] found = new double[y.length];
        first.rhs(t, y, expected);
        second.rhs(t, y, found);
        assertThat(found).containsExactly(expected);
        expected = new double[first.jacobianPattern().nonZeros()];
        found = new double[expected.length];
        first.jacobian(t, y, expected);
        second.jacobian(t, y, found);
        assertThat(found).containsExactly(expected);
        expected = new double[first.outputCount()];
        found = new double[expected.length];
        first.outputs(t, y, 1e-12, expected);
        second.outputs(t, y, 1e-12, found);
        assertThat(found).containsExactly(expected);
      }
    }
  }

  @Test
  void aLargeModelHasFewLoops() throws IOException {
    CompiledModel model = compile(WholeBodyModel.ofStates(3000).bytes());
    assertThat(model.rhsInstructions()).isGreaterThan(15_000);
    model.generateCode();
    Class<?> type = model.code().kernels().rhs().getClass();
    long loops =
        Arrays.stream(type.getDeclaredMethods())
            .filter(m -> m.getName().startsWith("loop"))
            .count();
    assertThat(loops).isBetween(2L, 100L);
  }

  @Test
  void noMethodIsTooLongForTheCompiler() throws IOException {
    CompiledModel model = compile(WholeBodyModel.ofStates(1200).bytes());
    ModelCode.Kernels tapes = model.code().tapes();
    int methods = 0;
    for (Kernel kernel : List.of(tapes.rhs(), tapes.jacobian(), tapes.outputs())) {
      byte[] type =
          TapeTranslator.bytes(
              (TapeKernel) kernel, model.code().literals(), model.code().registers());
      for (int size : MethodSizes.of(type)) {
        assertThat(size).isLessThan(KernelWriter.METHOD_LIMIT);
        methods++;
      }
    }
    assertThat(methods).isGreaterThan(9);
  }
}
