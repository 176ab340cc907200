package org.esscher.plugins.base.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.ClosedForm;
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

class TabularSoftmaxTest {
  private final ArenaContext context = new ArenaContext();
  private final Columns columns = context.columns();

  @AfterEach
  void close() {
    context.close();
  }

  private Policy bandit(int actions) {
    return new TabularSoftmax(List.of(), 0, "action", actions).create(context, null);
  }

  private Policy numbered(int contexts, int actions) {
    return new TabularSoftmax(List.of("prompt_id"), contexts, "action", actions)
        .create(context, null);
  }

  private Policy adopting() {
    return new TabularSoftmax(List.of("position", "segment"), 0, "action", 2).create(context, null);
  }

  private Batch batch(Map<String, Column> named) {
    return columns.batch(new LinkedHashMap<>(named));
  }

  private double[] logp(Policy policy, Batch batch) {
    try (Forward forward = policy.forward(batch, Set.of("logp"), context)) {
      return forward.output("logp").toArray();
    }
  }

  @Test
  void startsUniform() {
    Batch batch = batch(Map.of("action", columns.integers(0, 255)));
    assertThat(logp(bandit(256), batch))
        .containsExactly(new double[] {-Math.log(256), -Math.log(256)}, within(1e-15));
  }

  @Test
  void isTheSoftmaxOfItsParameters() {
    // exp(log 1, log 2, log 5) = (1, 2, 5), so the probabilities are (1, 2, 5) / 8.
    Policy policy = bandit(3);
    policy.as(Vectored.class).orElseThrow().assign(Vector.of(0, Math.log(2), Math.log(5)));
    double[] logp = logp(policy, batch(Map.of("action", columns.integers(0, 1, 2))));
    assertThat(logp)
        .containsExactly(
            new double[] {Math.log(0.125), Math.log(0.25), Math.log(0.625)}, within(1e-15));
  }

  @Test
  void sumsToOneForEveryContextWithLargeLogits() {
    Policy policy = numbered(2, 3);
    policy.as(Vectored.class).orElseThrow().assign(Vector.of(700, -700, 699, 0.1, 0.2, 0.3));
    Batch contexts = batch(Map.of("prompt_id", columns.integers(1, 0)));
    Batch choices = policy.as(Enumerable.class).orElseThrow().enumerate(contexts, context);
    assertThat(choices.rows()).isEqualTo(6);
    assertThat(choices.column("context_row").toArray()).containsExactly(0, 0, 0, 1, 1, 1);
    assertThat(choices.column("action").toArray()).containsExactly(0, 1, 2, 0, 1, 2);
    assertThat(choices.column("prompt_id").toArray()).containsExactly(1, 1, 1, 0, 0, 0);
    double[] enumerated = choices.column("logp").toArray();
    for (int from : new int[] {0, 3}) {
      double sum = 0;
      for (int i = from; i < from + 3; i++) {
        sum += Math.exp(enumerated[i]);
      }
      assertThat(sum).isCloseTo(1, within(1e-12));
    }
    assertThat(logp(policy, choices)).containsExactly(enumerated);
  }

  @Test
  void hasExactGradients() {
    Policy policy = numbered(3, 4);
    double[] logits = new double[12];
    for (int i = 0; i < 12; i++) {
      logits[i] = Math.sin(3 * i);
    }
    policy.as(Vectored.class).orElseThrow().assign(Vector.of(logits));
    Batch batch =
        batch(
            Map.of(
                "prompt_id", columns.integers(2, 0, 2, 2),
                "action", columns.integers(1, 3, 1, 0)));
    double[] gradient = CentralDifferences.check(policy, batch, "logp", context);
    CentralDifferences.check(policy, batch, "class_logp", context);
    // Context 1 is not in the batch.
    assertThat(gradient[4]).isZero();
  }

  @Test
  void addsGradients() {
    Policy policy = bandit(2);
    Vectored vectored = policy.as(Vectored.class).orElseThrow();
    Batch batch = batch(Map.of("action", columns.integers(0)));
    try (Forward forward = policy.forward(batch, Set.of("logp"), context)) {
      var pulled = forward.pullback(Map.of("logp", columns.numbers(2)), Set.of()).gradient();
      // d log p_0 / d θ = (1 − 0.5, −0.5), times the cotangent 2, taken twice.
      assertThat(vectored.vector(pulled.plus(pulled)).toArray()).containsExactly(2, -2);
    }
  }

  @Test
  void samplesItsProbabilities() {
    Policy policy = bandit(4);
    policy
        .as(Vectored.class)
        .orElseThrow()
        .assign(Vector.of(Math.log(4), Math.log(3), Math.log(2), 0));
    Batch contexts = batch(Map.of("weight", columns.numbers(1, 2)));
    Batch drawn =
        policy.as(Sampler.class).orElseThrow().sample(contexts, 10_000, context.random(), context);
    assertThat(drawn.rows()).isEqualTo(20_000);
    assertThat(drawn.column("weight").at(9_999)).isEqualTo(1);
    assertThat(drawn.column("weight").at(10_000)).isEqualTo(2);
    assertThat(logp(policy, drawn)).containsExactly(drawn.column("behavior_logp").toArray());
    long[] counts = new long[4];
    for (double action : drawn.column("action").toArray()) {
      counts[(int) action]++;
    }
    assertThat(ChiSquare.statistic(counts, 0.4, 0.3, 0.2, 0.1)).isLessThan(ChiSquare.bound(3));
  }

  private Batch tuples() {
    return batch(
        Map.of(
            "position", columns.integers(1, 2, 1),
            "segment", columns.texts(List.of("a", "a", "b"))));
  }

  private Policy adopted() {
    Policy policy = adopting();
    Batch choices =
        policy.as(Enumerable.class).orElseThrow().enumerate(tuples().take(0, 1), context);
    policy
        .as(ClosedForm.class)
        .orElseThrow()
        .assign(
            choices, columns.numbers(Math.log(0.3), Math.log(0.7), 5, Double.NEGATIVE_INFINITY));
    return policy;
  }

  @Test
  void adoptsTheContextsThatItIsAssigned() {
    Policy policy = adopted();
    Batch batch = tuples().with("action", columns.integers(1, 0, 1));
    // Of the second context, the log-probabilities (5, −∞) normalize to (0, −∞); the third context
    // was not adopted.
    assertThat(logp(policy, batch))
        .containsExactly(new double[] {Math.log(0.7), 0, Math.log(0.5)}, within(1e-15));
    assertThat(policy.as(Vectored.class).orElseThrow().parameters().size()).isEqualTo(4);
  }

  @Test
  void trainsAdoptedContextsAlone() {
    Policy policy = adopted();
    Batch batch = tuples().with("action", columns.integers(1, 0, 1));
    try (Forward forward = policy.forward(batch, Set.of("logp"), context)) {
      Column ones = columns.numbers(1, 1, 1);
      var pulled = forward.pullback(Map.of("logp", ones), Set.of()).gradient();
      // (−p_0, 1 − p_1) with p = (0.3, 0.7); a certain choice has no gradient.
      assertThat(policy.as(Vectored.class).orElseThrow().vector(pulled).toArray())
          .containsExactly(new double[] {-0.3, 0.3, 0, 0}, within(1e-15));
    }
  }

  @Test
  void neverDrawsAChoiceOfProbabilityZero() {
    Batch drawn =
        adopted()
            .as(Sampler.class)
            .orElseThrow()
            .sample(tuples().take(1), 1000, context.random(), context);
    assertThat(drawn.column("action").toArray()).containsOnly(0);
  }

  @Test
  void restoresContextsAndLogits() {
    Policy policy = adopted();
    Policy restored =
        new TabularSoftmax(List.of("position", "segment"), 0, "action", 2)
            .create(context, policy.save());
    assertThat(restored.save()).isEqualTo(policy.save());
    Batch batch = tuples().with("action", columns.integers(1, 0, 1));
    assertThat(logp(restored, batch)).containsExactly(logp(policy, batch));
  }

  @Test
  void refusesToTrainBeforeItHasContexts() {
    Batch batch = tuples().with("action", columns.integers(1, 0, 1));
    try (Forward forward = adopting().forward(batch, Set.of("logp"), context)) {
      Map<String, Column> cotangents = Map.of("logp", columns.numbers(1, 1, 1));
      assertThatThrownBy(() -> forward.pullback(cotangents, Set.of()))
          .hasMessageContaining("has adopted no contexts yet")
          .hasMessageContaining("set contexts");
    }
  }

  @Test
  void refusesUnknownActions() {
    Batch batch = batch(Map.of("action", columns.integers(0, 4)));
    assertThatThrownBy(() -> logp(bandit(4), batch))
        .hasMessage("row 1, column 'action': a whole number from 0 to 3 is needed, got '4'");
    Batch half = batch(Map.of("action", columns.numbers(0.5)));
    assertThatThrownBy(() -> logp(bandit(4), half)).hasMessageContaining("got '0.5'");
    Batch missing = batch(Map.of("action", columns.numbers(Double.NaN)));
    assertThatThrownBy(() -> logp(bandit(4), missing)).hasMessageContaining("row 0");
  }

  @Test
  void refusesContextsOutOfRange() {
    Batch batch = batch(Map.of("prompt_id", columns.integers(3), "action", columns.integers(0)));
    assertThatThrownBy(() -> logp(numbered(3, 2), batch))
        .hasMessage("row 0, column 'prompt_id': a whole number from 0 to 2 is needed, got '3'");
  }

  @Test
  void refusesIncompleteAssignments() {
    Policy policy = bandit(3);
    Batch choices =
        policy
            .as(Enumerable.class)
            .orElseThrow()
            .enumerate(batch(Map.of("weight", columns.numbers(1))), context);
    ClosedForm closedForm = policy.as(ClosedForm.class).orElseThrow();
    assertThatThrownBy(() -> closedForm.assign(choices.take(0, 1), columns.numbers(0, 0)))
        .hasMessageContaining("all of its 3 choices together");
    assertThatThrownBy(() -> closedForm.assign(choices.take(0, 1, 1), columns.numbers(0, 0, 0)))
        .hasMessageContaining("row 2, column 'action': each choice has to be listed once");
    assertThatThrownBy(() -> closedForm.assign(choices, columns.numbers(0, 0, Double.NaN)))
        .hasMessageContaining("row 2: a log-probability to assign is finite or -Infinity");
  }

  @Test
  void refusesParametersThatAreNoLogits() {
    Vectored vectored = bandit(2).as(Vectored.class).orElseThrow();
    assertThatThrownBy(() -> vectored.assign(Vector.of(0, Double.NaN)))
        .hasMessageContaining("logit 1 would become NaN");
    assertThatThrownBy(() -> vectored.assign(Vector.of(0, 0, 0)))
        .hasMessageContaining("the policy has 2 logits, got 3");
  }

  @Test
  void refusesNumberedTuples() {
    assertThatThrownBy(() -> new TabularSoftmax(List.of("a", "b"), 3, "action", 2))
        .hasMessageContaining("3 numbered contexts need one context column, got [a, b]");
  }
}
