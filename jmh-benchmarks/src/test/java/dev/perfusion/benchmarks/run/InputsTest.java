package dev.perfusion.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perfusion.benchmarks.path.ToolCallException;
import dev.perfusion.fixtures.DemoModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which parameter of a model is read and written. */
class InputsTest {
  @TempDir private Path folder;

  private RunRequest request(Path model) {
    return request(model, Optional.empty());
  }

  private RunRequest request(Path model, Optional<String> simulation) {
    return new RunRequest(
        "smoke",
        folder,
        Optional.of(model),
        simulation,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Storage.FILE,
        Optional.empty(),
        false,
        Optional.empty(),
        Tuning.NONE);
  }

  /** A model of one species and the parameters that are given. */
  private Path model(String... parameters) throws IOException {
    return model(1, parameters);
  }

  /**
   * The same.
   *
   * @param output 1 when the species is an output, else 0
   */
  private Path model(int output, String... parameters) throws IOException {
    StringBuilder list = new StringBuilder();
    for (int i = 0; i < parameters.length; i++) {
      String name = (char) ('A' + i) + "1";
      list.append("<P id=\"%d\" name=\"%s\" path=\"M|%s\" ".formatted(20 + i, name, name));
      list.append("persistable=\"0\" ").append(parameters[i]).append("/>\n");
    }
    return Files.writeString(
        folder.resolve("m.xml"),
        """
        <?xml version="1.0" encoding="utf-8"?>
        <Simulation objectPathDelimiter="|" version="4" xmlns="http://www.systems-biology.com">
        <FormulaList>
        <ExplicitFormula id="1"><Equation>0.001</Equation></ExplicitFormula>
        <ExplicitFormula id="2"><Equation>1E-9</Equation></ExplicitFormula>
        </FormulaList>
        <VariableList>
        <V id="3" name="X" path="M|X" unit="umol" persistable="%d" value="1">
        <ScaleFactor>1</ScaleFactor><RHSFormulaList><RHSFormula id="1"/></RHSFormulaList></V>
        </VariableList>
        <ParameterList>
        %s<P id="4" name="ZTol" path="ZTol" persistable="0" formulaId="2"/>
        </ParameterList>
        <Solver name="CVODES"><H0 id="4"/><HMax id="4"/><HMin id="4"/><AbsTol id="4"/>
        <MxStep id="4"/><RelTol id="4"/><UseJacobian id="4"/></Solver>
        <OutputSchema><OutputIntervalList><OutputInterval distribution="Uniform">
        <StartTime>0</StartTime><EndTime>10</EndTime><NumberOfTimePoints>11</NumberOfTimePoints>
        </OutputInterval></OutputIntervalList></OutputSchema>
        </Simulation>
        """
            .formatted(output, list));
  }

  /** Else each fork would fail on it. */
  @Test
  void oneThatIsNoNumberIsPassedOver() throws IOException {
    assertThat(Inputs.checked(request(model("value=\"NaN\"", "value=\"2\""))).parameter())
        .contains("B1");
  }

  @Test
  void whereTheFirstCanBeUsedTheForksChooseIt() throws IOException {
    RunRequest demo = request(DemoModel.writeTo(folder));
    assertThat(Inputs.checked(demo)).isSameAs(demo);
    RunRequest small = request(model("value=\"0\"", "value=\"NaN\""));
    assertThat(Inputs.checked(small)).isSameAs(small);
  }

  @Test
  void aSimulationThatTheFileDoesNotHaveIsRefusedWithTheNameOfWhatItHas() throws IOException {
    RunRequest other = request(DemoModel.writeTo(folder), Optional.of("Rat, iv"));

    assertThatThrownBy(() -> Inputs.checked(other))
        .isInstanceOf(ToolCallException.class)
        .hasMessageContaining("has no simulation \"Rat, iv\"; it has \"");
  }

  /** Single runs need none, populations do. */
  @Test
  void ofAModelWithoutOutputsSomethingIsStored() throws IOException {
    assertThat(Inputs.outputs(request(model(1, "value=\"2\"")))).isEmpty();
    assertThat(Inputs.outputs(request(model(0, "value=\"2\"")))).containsExactly("X", "A1");
    assertThat(Inputs.outputs(request(DemoModel.writeTo(folder)))).isEmpty();
  }
}
