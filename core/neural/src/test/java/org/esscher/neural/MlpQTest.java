package org.esscher.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.api.Model;
import org.esscher.api.Vector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NativeMemory.class)
class MlpQTest {
  private final Workbench bench = new Workbench();

  @AfterEach
  void close() {
    bench.close();
  }

  /** Two affine members over (observation, action): 1·s + 2·a + 0, and 0·s + 4·a + 1. */
  private Model twins() {
    Model critic =
        new MlpQ(
                List.of("observation", "action"),
                2,
                0,
                "action",
                2,
                List.of(),
                Activation.RELU,
                false,
                Precision.FLOAT64)
            .create(bench.context(), null);
    Workbench.vectored(critic).assign(Vector.of(1, 2, 0, 0, 4, 1));
    return critic;
  }

  /** At s = 3, a = 0.5: 4 and 3. At s = 0, a = 2: 4 and 9. */
  private Batch rows() {
    return bench.batch(
        "observation", bench.columns().numbers(3, 0), "action", bench.columns().numbers(0.5, 2));
  }

  @Test
  void reportsMeanMinimumAndSpread() {
    Model critic = twins();
    assertThat(bench.output(critic, rows(), "q")).containsExactly(3.5, 6.5);
    assertThat(bench.output(critic, rows(), "q_min")).containsExactly(3, 4);
    assertThat(bench.output(critic, rows(), "q_std")).containsExactly(0.5, 2.5);
    assertThat(bench.output(critic, rows(), "q_members")).containsExactly(4, 3, 4, 9);
  }

  /**
   * The smaller is the second member in row 0, the first in row 1: with cotangents 1 and 10 the
   * first member's (w_s, w_a, b) get 10·(0, 2, 1), the second's 1·(3, 0.5, 1), and dq/da is 4 and
   * 10·2.
   */
  @Test
  void pullsTheMinimumToTheMemberThatIsSmallest() {
    Model critic = twins();
    assertThat(bench.gradient(critic, rows(), "q_min", 1, 10))
        .containsExactly(0, 20, 10, 3, 0.5, 1);
    assertThat(bench.inputGradient(critic, rows(), "q_min", "action", 1, 10))
        .containsExactly(4, 20);
    assertThat(bench.inputGradient(critic, rows(), "q_min", "observation", 1, 10))
        .containsExactly(0, 10);
  }

  /** The spread of two is half their distance: its derivative is ±½ of the members'. */
  @Test
  void pullsTheSpreadToBothMembers() {
    assertThat(bench.gradient(twins(), rows(), "q_std", 1, 0))
        .containsExactly(1.5, 0.25, 0.5, -1.5, -0.25, -0.5);
  }

  /** Two numbered actions of one observation: 2s + 1 and −s. */
  @Test
  void choosesNumberedActions() {
    Model critic =
        new MlpQ(
                List.of("observation"),
                1,
                2,
                "action",
                1,
                List.of(),
                Activation.RELU,
                false,
                Precision.FLOAT64)
            .create(bench.context(), null);
    Workbench.vectored(critic).assign(Vector.of(2, -1, 1, 0));
    Batch rows =
        bench.batch(
            "observation", bench.columns().numbers(3, 4), "action", bench.columns().integers(1, 0));
    assertThat(bench.output(critic, rows, "q")).containsExactly(-3, 9);
    assertThat(bench.output(critic, rows, "q_all")).containsExactly(7, -3, 9, -4);
    // Row 0 took action 1: d/dw_1 = s = 3, d/db_1 = 1; row 1 took action 0.
    assertThat(bench.gradient(critic, rows, "q", 1, 1)).containsExactly(4, 3, 1, 1);
    assertThat(bench.gradient(critic, rows, "q_all", 1, 0, 0, 0)).containsExactly(3, 0, 1, 0);
  }

  @Test
  void refusesAnActionThatIsNeitherReadNorChosen() {
    assertThatThrownBy(
            () ->
                new MlpQ(
                    List.of("observation"),
                    1,
                    0,
                    "action",
                    2,
                    List.of(),
                    Activation.RELU,
                    false,
                    Precision.FLOAT32))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("not both and not neither");
  }

  @Test
  void refusesInputsOfAnotherWidth() {
    Batch wide =
        bench.batch(
            "observation", bench.columns().vectors(2, 1, 2), "action", bench.columns().numbers(1));
    assertThatThrownBy(() -> bench.output(twins(), wide, "q"))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("{observation=2, action=1} have 3 components together")
        .hasMessageContaining("set its width to 3");
  }

  @Test
  void refusesWhatIsNotFinite() {
    Batch rows =
        bench.batch(
            "observation", bench.columns().numbers(3, Double.NaN),
            "action", bench.columns().numbers(0.5, 2));
    assertThatThrownBy(() -> bench.output(twins(), rows, "q"))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 1, column 'observation'");
  }

  @Test
  void meanOfMembersIsWhatASingleFloatNetworkWouldSay() {
    Model single =
        new MlpQ(
                List.of("observation", "action"),
                2,
                0,
                "action",
                1,
                List.of(),
                Activation.RELU,
                false,
                Precision.FLOAT32)
            .create(bench.context(), null);
    Workbench.vectored(single).assign(Vector.of(0.1, 0.2, 0.3));
    // 0.1·3 + 0.2·0.5 + 0.3 = 0.7, in float32.
    assertThat(bench.output(single, rows(), "q")[0]).isEqualTo(0.7, within(1e-7));
  }

  /**
   * The hidden layer (3, −3) has mean 0 and variance 9: normalized it is (1, −1), but for ε = 1e-5
   * of the variance, and after relu (1, 0).
   */
  @Test
  void hiddenLayersMayBeNormalized() {
    Model model =
        new MlpQ(
                List.of("action"),
                1,
                0,
                "action",
                1,
                List.of(2),
                Activation.RELU,
                true,
                Precision.FLOAT64)
            .create(bench.context(), null);
    // Hidden weights and biases, scale and shift of the norm, last weights and bias.
    Workbench.vectored(model).assign(Vector.of(1, -1, 0, 0, 1, 1, 0, 0, 2, 5, 0));
    Batch row = bench.batch("action", bench.columns().numbers(3));
    assertThat(bench.output(model, row, "q")[0])
        .isEqualTo(2 / Math.sqrt(1 + 1e-5 / 9), within(1e-12));
  }
}
