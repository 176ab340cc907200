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

class CandidateSoftmaxTest {
  private final ArenaContext context = new ArenaContext();
  private final Columns columns = context.columns();

  @AfterEach
  void close() {
    context.close();
  }

  private Policy ofTexts(int buckets) {
    return new CandidateSoftmax("prompt_id", "", 0, buckets, 2, 0).create(context, null);
  }

  private Policy ofVectors() {
    return new CandidateSoftmax("prompt_id", "features", 2, 16384, 2, 0).create(context, null);
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

  private Batch batch(Map<String, Column> named) {
    return columns.batch(new LinkedHashMap<>(named));
  }

  private double[] output(Policy policy, Batch batch, String name) {
    try (Forward forward = policy.forward(batch, Set.of(name), context)) {
      return forward.output(name).toArray();
    }
  }

  private Batch grouped() {
    return batch(
        Map.of(
            "prompt_id", columns.texts(List.of("p", "q", "p", "p")),
            "completion", columns.texts(List.of("one 1", "alone", "two 2 two", "one 1"))));
  }

  private Batch listed() {
    return batch(
        Map.of(
            "completion", columns.texts(List.of("b", "a b")),
            "candidates",
                columns.textLists(List.of(List.of("a", "b", "c"), List.of("a b", "b a")))));
  }

  private Batch pairs() {
    Batch batch =
        batch(
            Map.of(
                "chosen", columns.texts(List.of("yes please", "fine")),
                "rejected", columns.texts(List.of("no", "not so good"))));
    return batch.with("completion", batch.column("rejected"));
  }

  @Test
  void hasExactGradientsInEveryForm() {
    // Few buckets, so that features share weights.
    for (Batch batch : List.of(grouped(), listed(), pairs())) {
      Policy policy = moved(ofTexts(9));
      CentralDifferences.check(policy, batch, "logp", context);
      CentralDifferences.check(policy, batch, "score", context);
    }
  }

  @Test
  void startsAsTheEmpiricalDistribution() {
    assertThat(output(ofTexts(64), grouped(), "logp"))
        .containsExactly(
            new double[] {Math.log(2 / 3.), 0, Math.log(1 / 3.), Math.log(2 / 3.)}, within(1e-15));
  }

  @Test
  void isCertainOfASingleCandidate() {
    assertThat(output(moved(ofTexts(64)), grouped(), "logp")[1]).isZero();
  }

  @Test
  void prefersByScore() {
    // Of two candidates, the log-odds are the difference of their scores.
    Policy policy = moved(ofTexts(64));
    double[] rejected = output(policy, pairs(), "logp");
    Batch better = pairs().with("completion", pairs().column("chosen"));
    double[] chosen = output(policy, better, "logp");
    double[] low = output(policy, pairs(), "score");
    double[] high = output(policy, better, "score");
    for (int row = 0; row < 2; row++) {
      assertThat(chosen[row] - rejected[row]).isCloseTo(high[row] - low[row], within(1e-14));
      assertThat(Math.exp(chosen[row]) + Math.exp(rejected[row])).isCloseTo(1, within(1e-14));
    }
  }

  @Test
  void enumeratesToOneAndSamplesItsProbabilities() {
    Policy policy = moved(ofTexts(64));
    Batch choices = policy.as(Enumerable.class).orElseThrow().enumerate(listed(), context);
    double[] logp = choices.column("logp").toArray();
    assertThat(choices.column("context_row").toArray()).containsExactly(0, 0, 0, 1, 1);
    assertThat(Math.exp(logp[0]) + Math.exp(logp[1]) + Math.exp(logp[2]))
        .isCloseTo(1, within(1e-12));
    assertThat(Math.exp(logp[3]) + Math.exp(logp[4])).isCloseTo(1, within(1e-12));
    assertThat(output(policy, choices, "logp")).containsExactly(logp);
    Batch drawn =
        policy
            .as(Sampler.class)
            .orElseThrow()
            .sample(listed().take(0), 20_000, context.random(), context);
    long[] counts = new long[3];
    for (int row = 0; row < drawn.rows(); row++) {
      counts["abc".indexOf(drawn.column("completion").text(row))]++;
    }
    assertThat(ChiSquare.statistic(counts, Math.exp(logp[0]), Math.exp(logp[1]), Math.exp(logp[2])))
        .isLessThan(ChiSquare.bound(2));
  }

  @Test
  void scoresDrawnRowsOfGroupsAgain() {
    Policy policy = moved(ofTexts(64));
    Batch drawn =
        policy.as(Sampler.class).orElseThrow().sample(grouped(), 5, context.random(), context);
    assertThat(output(policy, drawn, "logp"))
        .containsExactly(drawn.column("behavior_logp").toArray());
  }

  private Batch vectors() {
    return batch(
        Map.of(
            "prompt_id", columns.integers(1, 1, 2),
            "features", columns.vectors(2, 1, 0, 0, 2, 5, 5)));
  }

  @Test
  void readsFeaturesFromAColumn() {
    Policy policy = ofVectors();
    policy.as(Vectored.class).orElseThrow().assign(Vector.of(Math.log(3), 0));
    // Scores log 3 and 0 in the first group; a group of one is certain.
    assertThat(output(policy, vectors(), "logp"))
        .containsExactly(new double[] {Math.log(0.75), Math.log(0.25), 0}, within(1e-15));
    CentralDifferences.check(policy, vectors(), "logp", context);
    CentralDifferences.check(policy, vectors(), "score", context);
  }

  @Test
  void comparesChosenAndRejectedFeatures() {
    Batch pairs =
        batch(
            Map.of(
                "features", columns.vectors(2, 0, 2, 1, 1),
                "chosen_features", columns.vectors(2, 1, 0, 1, 1),
                "rejected_features", columns.vectors(2, 0, 2, 1, 1)));
    Policy policy = ofVectors();
    policy.as(Vectored.class).orElseThrow().assign(Vector.of(Math.log(3), 0));
    assertThat(output(policy, pairs, "logp"))
        .containsExactly(new double[] {Math.log(0.25), 0}, within(1e-15));
    CentralDifferences.check(policy, pairs, "logp", context);
    Batch neither = pairs.with("features", columns.vectors(2, 9, 9, 1, 1));
    assertThatThrownBy(() -> output(policy, neither, "logp"))
        .hasMessageContaining("row 0, column 'features': neither the chosen nor the rejected");
  }

  @Test
  void neitherDrawsNorListsByFeaturesAlone() {
    assertThat(ofVectors().as(Sampler.class)).isEmpty();
    assertThat(ofVectors().as(Enumerable.class)).isEmpty();
  }

  @Test
  void restores() {
    Policy policy = moved(ofTexts(64));
    Policy restored =
        new CandidateSoftmax("prompt_id", "", 0, 64, 2, 0).create(context, policy.save());
    assertThat(output(restored, listed(), "logp"))
        .containsExactly(output(policy, listed(), "logp"));
    assertThat(restored.save()).isEqualTo(policy.save());
  }

  @Test
  void refusesFeaturesOfAnotherWidth() {
    Batch wide = vectors().with("features", columns.vectors(1, 1, 2, 3));
    assertThatThrownBy(() -> output(ofVectors(), wide, "logp"))
        .hasMessage("column 'features' has to hold vectors of 2 numbers, got 1");
    assertThatThrownBy(() -> new CandidateSoftmax("prompt_id", "features", 0, 64, 2, 0))
        .hasMessageContaining("got features 'features' and width 0");
  }
}
