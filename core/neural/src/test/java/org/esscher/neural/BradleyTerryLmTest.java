package org.esscher.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimator;
import org.esscher.api.Forward;
import org.esscher.api.RewardModel;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.esscher.runtime.internal.estimate.Differentiated;
import org.esscher.runtime.internal.estimate.Estimation;
import org.esscher.runtime.internal.estimate.RoleGradient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NativeMemory.class)
class BradleyTerryLmTest {
  private final Workbench bench = new Workbench();

  @AfterEach
  void close() {
    bench.close();
  }

  private RewardModel model(Precision precision) {
    return new BradleyTerryLm(
            "abc", "", "", "", "prompt", 12, 4, LongCompletions.REFUSE, 1, 1, 4, precision)
        .create(bench.context(), null);
  }

  private Batch texts(List<String> prompts, List<String> completions) {
    return bench.batch(
        "prompt", bench.columns().texts(prompts), "completion", bench.columns().texts(completions));
  }

  @Test
  void theScoreIsThatOfTheLastToken() {
    RewardModel reward = model(Precision.FLOAT64);
    Batch rows = texts(List.of("a", "bc"), List.of("cab", ""));
    try (Forward forward = reward.forward(rows, Set.of("score", "token_score"), bench.context())) {
      Column tokens = forward.output("token_score");
      assertThat(tokens.start(1)).isEqualTo(4);
      assertThat(tokens.start(2)).isEqualTo(5);
      assertThat(forward.output("score").toArray()).containsExactly(tokens.at(3), tokens.at(4));
    }
  }

  /**
   * Against central differences of step 1e-5, at parameters of size ½: near the first ones layer
   * normalization divides by so little that higher derivatives would drown the comparison.
   */
  @Test
  void pullbackIsTheDerivative() {
    RewardModel reward = model(Precision.FLOAT64);
    Batch rows = texts(List.of("a", "bc"), List.of("cab", "b"));
    Vectored vectored = Workbench.vectored(reward);
    double[] moved = vectored.parameters().toArray();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += 0.5 * bench.context().random().nextGaussian();
    }
    vectored.assign(Vector.of(moved));
    Vector start = vectored.parameters();
    double[] gradient = bench.gradient(reward, rows, "score", 1, -2);
    for (int i = 0; i < start.size(); i++) {
      double difference =
          (moved(reward, rows, start, i, 1e-5) - moved(reward, rows, start, i, -1e-5)) / 2e-5;
      assertThat(gradient[i]).as("parameter %d", i).isEqualTo(difference, within(1e-7));
    }
  }

  private double moved(RewardModel reward, Batch rows, Vector start, int index, double by) {
    double[] parameters = start.toArray();
    parameters[index] += by;
    Workbench.vectored(reward).assign(Vector.of(parameters));
    double[] scores = bench.output(reward, rows, "score");
    Workbench.vectored(reward).assign(start);
    return scores[0] - 2 * scores[1];
  }

  @Test
  void scoresDontDependOnBatchMates() {
    RewardModel reward = model(Precision.FLOAT32);
    Batch rows = texts(List.of("a", "bc", ""), List.of("cab", "b", "ccccccc"));
    double[] together = bench.output(reward, rows, "score");
    for (int row = 0; row < 3; row++) {
      assertThat(bench.output(reward, rows.take(row), "score")[0])
          .isEqualTo(together[row], within(1e-5));
    }
  }

  /** Answers with 'a' before 'b' are preferred; gradient descent on −log σ of differences. */
  @Test
  void learnsPreferences() {
    RewardModel reward = model(Precision.FLOAT32);
    Batch pairs =
        bench.batch(
            "prompt", bench.columns().texts(List.of("a", "b", "c", "")),
            "chosen", bench.columns().texts(List.of("ab", "acb", "ab", "abc")),
            "rejected", bench.columns().texts(List.of("ba", "bca", "bac", "ba")));
    Estimator loss = bench.component(Estimator.class, "bradley-terry", Map.of());
    Vectored vectored = Workbench.vectored(reward);
    for (int step = 0; step < 60; step++) {
      Differentiated found =
          new Estimation()
              .differentiate(
                  loss, Map.of("pairs", pairs), State.empty(), role -> reward, bench.context());
      RoleGradient role = found.gradients().values().iterator().next();
      Vector sum = vectored.vector(role.byLoss().values().iterator().next());
      vectored.assign(vectored.parameters().minus(sum.times(0.5 / role.weight())));
    }
    Batch chosen = pairs.with("completion", pairs.column("chosen"));
    Batch rejected = pairs.with("completion", pairs.column("rejected"));
    for (double probability : reward.compare(chosen, rejected, bench.context()).toArray()) {
      assertThat(probability).isGreaterThan(0.9);
    }
  }

  /** Context 12 holds the begin, the prompt, the completion and its end. */
  @Test
  void refusesWhatDoesNotFit() {
    RewardModel reward = model(Precision.FLOAT32);
    assertThat(bench.output(reward, texts(List.of("ab"), List.of("aaaabbbb")), "score")).hasSize(1);
    assertThatThrownBy(
            () -> bench.output(reward, texts(List.of("ab"), List.of("aaaabbbbc")), "score"))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 0: the completion has 10 tokens, its end included");
    Batch nothing =
        texts(List.of("ab"), List.of("")).with("truncated", bench.columns().booleans(true));
    assertThatThrownBy(() -> bench.output(reward, nothing, "score"))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("nothing to score");
  }
}
