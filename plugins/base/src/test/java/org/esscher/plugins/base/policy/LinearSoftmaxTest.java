package org.esscher.plugins.base.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Enumerable;
import org.esscher.api.Forward;
import org.esscher.api.Policy;
import org.esscher.api.Sampler;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.esscher.plugins.base.ArenaContext;
import org.esscher.plugins.base.CentralDifferences;
import org.esscher.plugins.base.ChiSquare;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LinearSoftmaxTest {
  private final ArenaContext context = new ArenaContext();
  private final Columns columns = context.columns();

  @AfterEach
  void close() {
    context.close();
  }

  private static LinearSoftmax everyKind(int buckets) {
    return new LinearSoftmax(
        List.of("age", "affinity", "segment"),
        List.of("position"),
        List.of("note"),
        2,
        "action",
        3,
        buckets,
        7);
  }

  private Batch batch() {
    Map<String, Column> named = new LinkedHashMap<>();
    named.put("age", columns.numbers(0.5, -1, 2));
    named.put("affinity", columns.vectors(2, 1, 0, 0.25, 3, 0, 0));
    named.put("segment", columns.texts(List.of("new", "old", "new")));
    named.put("position", columns.integers(1, 2, 1));
    named.put("note", columns.texts(List.of("likes red shoes", "", "red red")));
    named.put("action", columns.integers(2, 0, 1));
    return columns.batch(named);
  }

  private static Policy moved(Policy policy) {
    Vectored vectored = policy.as(Vectored.class).orElseThrow();
    double[] parameters = new double[vectored.parameters().size()];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = Math.sin(i + 1);
    }
    vectored.assign(Vector.of(parameters));
    return policy;
  }

  private double[] logp(Policy policy, Batch batch) {
    try (Forward forward = policy.forward(batch, Set.of("logp"), context)) {
      return forward.output("logp").toArray();
    }
  }

  @Test
  void readsWhatItIsToldTo() {
    assertThat(everyKind(16).create(context, null).inputs())
        .containsExactlyInAnyOrder("age", "affinity", "segment", "position", "note", "action");
  }

  @Test
  void startsUniform() {
    assertThat(logp(everyKind(16).create(context, null), batch()))
        .containsExactly(new double[] {-Math.log(3), -Math.log(3), -Math.log(3)}, within(1e-15));
  }

  @Test
  void hasExactGradientsThoughFeaturesShareWeights() {
    // 17 weights for more than 17 pairs of feature and action.
    Policy policy = moved(everyKind(17).create(context, null));
    CentralDifferences.check(policy, batch(), "logp", context);
    CentralDifferences.check(policy, batch(), "class_logp", context);
  }

  @Test
  void weighsANumberByItsValue() {
    Policy policy =
        new LinearSoftmax(List.of("age"), List.of(), List.of(), 1, "action", 2, 1 << 16, 0)
            .create(context, null);
    moved(policy);
    Batch batch =
        columns.batch(
            Map.of(
                "age", columns.numbers(0, 1, 3),
                "action", columns.integers(1, 1, 1)));
    double[] logp = logp(policy, batch);
    // The log-odds of two actions are linear in the only feature.
    double[] odds = new double[3];
    for (int row = 0; row < 3; row++) {
      odds[row] = logp[row] - Math.log(-Math.expm1(logp[row]));
    }
    // At 0 only the biases sin 1 and sin 2 count.
    assertThat(odds[0]).isCloseTo(Math.sin(2) - Math.sin(1), within(1e-14));
    assertThat(odds[2] - odds[0]).isCloseTo(3 * (odds[1] - odds[0]), within(1e-13));
  }

  @Test
  void sumsToOneAndSamplesItsProbabilities() {
    Policy policy = moved(everyKind(64).create(context, null));
    Batch first = batch().take(0);
    double[] logp =
        policy
            .as(Enumerable.class)
            .orElseThrow()
            .enumerate(first, context)
            .column("logp")
            .toArray();
    double[] probabilities = new double[3];
    double sum = 0;
    for (int action = 0; action < 3; action++) {
      probabilities[action] = Math.exp(logp[action]);
      sum += probabilities[action];
    }
    assertThat(sum).isCloseTo(1, within(1e-12));
    Batch drawn =
        policy.as(Sampler.class).orElseThrow().sample(first, 20_000, context.random(), context);
    long[] counts = new long[3];
    for (double action : drawn.column("action").toArray()) {
      counts[(int) action]++;
    }
    assertThat(ChiSquare.statistic(counts, probabilities)).isLessThan(ChiSquare.bound(2));
  }

  @Test
  void restores() {
    Policy policy = moved(everyKind(64).create(context, null));
    Policy restored = everyKind(64).create(context, policy.save());
    assertThat(logp(restored, batch())).containsExactly(logp(policy, batch()));
    assertThatThrownBy(() -> everyKind(65).create(context, policy.save()))
        .hasMessageContaining("the model has 68 parameters, got 67");
  }

  @Test
  void refusesFeaturesThatAreNotFinite() {
    Policy policy = everyKind(16).create(context, null);
    Batch infinite = batch().with("age", columns.numbers(1, Double.POSITIVE_INFINITY, 1));
    assertThatThrownBy(() -> logp(policy, infinite))
        .hasMessage("row 1, column 'age': the value is Infinity; features have to be finite");
    Batch missing = batch().with("affinity", columns.vectors(2, 1, 2, 3, Double.NaN, 5, 6));
    assertThatThrownBy(() -> logp(policy, missing))
        .hasMessageContaining("row 1, column 'affinity': component 1 is NaN");
    Batch lists = batch().with("age", columns.lists(new int[] {0, 1, 1, 2}, 1, 2));
    assertThatThrownBy(() -> logp(policy, lists)).hasMessageContaining("column 'age' holds lists");
  }
}
