package org.esscher.neural;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Model;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NativeMemory.class)
class SavingTest {
  private final Workbench bench = new Workbench();

  @AfterEach
  void close() {
    bench.close();
  }

  private static MlpValue provider(List<Integer> hidden) {
    return new MlpValue(
        List.of("observation"),
        1,
        "value",
        1,
        2,
        hidden,
        Activation.TANH,
        false,
        Precision.FLOAT32);
  }

  /** 1 + 2⁻⁴⁰ is no float32: parameters are kept in float64. */
  @Test
  void restoresParametersToTheLastBit() {
    Model model = provider(List.of(3)).create(bench.context(), null);
    Vectored vectored = Workbench.vectored(model);
    double[] parameters = vectored.parameters().toArray();
    parameters[0] = 1 + 0x1p-40;
    vectored.assign(Vector.of(parameters));
    Model restored = provider(List.of(3)).create(bench.context(), model.save());
    assertThat(Workbench.vectored(restored).parameters().toArray()).containsExactly(parameters);
    Batch rows = bench.batch("observation", bench.columns().numbers(0.5, -2));
    assertThat(bench.output(restored, rows, "value"))
        .containsExactly(bench.output(model, rows, "value"));
  }

  @Test
  void refusesTheStateOfAnotherNetwork() {
    State saved = provider(List.of(3)).create(bench.context(), null).save();
    assertThatThrownBy(() -> provider(List.of(4)).create(bench.context(), saved))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("0/0/weight [3, 1]")
        .hasMessageContaining("0/0/weight [4, 1]")
        .hasMessageContaining("the configuration that it was saved with");
  }

  @Test
  void refusesAStateThatIsCorrupt() {
    State saved = provider(List.of(3)).create(bench.context(), null).save();
    double[] parameters = saved.get("parameters");
    parameters[4] = Double.NaN;
    State corrupt = saved.with("parameters", parameters);
    assertThatThrownBy(() -> provider(List.of(3)).create(bench.context(), corrupt))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("parameter 4 would become NaN");
    State cut = saved.with("parameters", 1, 2);
    assertThatThrownBy(() -> provider(List.of(3)).create(bench.context(), cut))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("has 20 parameters, got 2");
  }

  /** A pass keeps the parameters that it began with. */
  @Test
  void stepsDontReachPassesThatAreOpen() {
    Model model = provider(List.of()).create(bench.context(), null);
    Vectored vectored = Workbench.vectored(model);
    vectored.assign(Vector.of(1, 0, 3, 0));
    Batch rows = bench.batch("observation", bench.columns().numbers(2));
    try (Forward open = model.forward(rows, Set.of("value"), bench.context())) {
      vectored.assign(Vector.of(0, 0, 0, 0));
      // Mean of 1·2 and 3·2.
      assertThat(open.output("value").at(0)).isEqualTo(4);
      // d/d observation = mean of the weights 1 and 3 that it began with.
      Column pulled =
          open.pullback(Map.of("value", bench.columns().numbers(1)), Set.of("observation"))
              .inputs()
              .get("observation");
      assertThat(requireNonNull(pulled).toArray()).containsExactly(2);
    }
  }
}
