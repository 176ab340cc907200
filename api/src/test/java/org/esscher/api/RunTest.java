package org.esscher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a run does for every host alike. */
class RunTest {
  private final ArrayContext context = new ArrayContext();

  @Test
  void minibatches_hold_every_row_once_in_an_order_of_their_own() {
    Run run = new FakeRun(new PowerModel.AsPolicy(1), context);
    double[] all = java.util.stream.IntStream.range(0, 10).mapToDouble(i -> i).toArray();
    List<Batch> parts = run.minibatches(ArrayBatch.of("x", all), 4);
    assertThat(parts).extracting(Batch::rows).containsExactly(4, 4, 2);
    double[] seen =
        parts.stream().flatMapToDouble(part -> Arrays.stream(part.column("x").toArray())).toArray();
    assertThat(seen).isNotEqualTo(all);
    Arrays.sort(seen);
    assertThat(seen).isEqualTo(all);
    assertThatThrownBy(() -> run.minibatches(ArrayBatch.of("x", 1), 0))
        .hasMessage("minibatches have at least one row, got 0");
  }

  /** Scores x + 1 of 2 and 2 tie. */
  @Test
  void rows_are_compared_by_a_reward_model() {
    Run run = new FakeRun(new PowerModel.AsReward(1), context);
    Batch judged = run.compare("judge", ArrayBatch.of("x", 2), ArrayBatch.of("x", 2));
    assertThat(judged.column("preference_prob").toArray()).containsExactly(.5);
    assertThat(judged.column("x").toArray()).containsExactly(2);
  }

  @Test
  void other_models_do_not_compare() {
    Run run = new FakeRun(new PowerModel.AsPolicy(1), context);
    Batch rows = ArrayBatch.of("x", 1);
    assertThatThrownBy(() -> run.compare("policy", rows, rows))
        .hasMessage("role policy was asked to compare, but it is not a reward model");
  }

  /** θ⁴ at 2: the Hessian is 12·4 = 48. Central differences err by h²·4·v³ with h·v = 2e-4. */
  @Test
  void hessian_products_are_differences_of_gradients() {
    PowerModel.AsPolicy model = new PowerModel.AsPolicy(2);
    Run run = new FakeRun(model, context);
    Objective objective = in -> Losses.of();
    Vector product = run.hessianProduct(objective, Map.of(), "policy", Vector.of(.5));
    assertThat(product.at(0)).isCloseTo(24, within(1e-6));
    assertThat(model.parameters()).isEqualTo(Vector.of(2));
    assertThat(run.hessianProduct(objective, Map.of(), "policy", Vector.of(0)))
        .isEqualTo(Vector.of(0));
  }
}
