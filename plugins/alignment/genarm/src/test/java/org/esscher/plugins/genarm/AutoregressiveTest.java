package org.esscher.plugins.genarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.NextDistribution;
import org.esscher.api.Policy;
import org.esscher.api.RewardModel;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.Sampler;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AutoregressiveTest {
  private final ArmFixture fixture = new ArmFixture();
  private final Policy policy = fixture.lm(1, Map.of("alphabet", "ab"));
  private final RewardModel reward = new AutoregressiveReward(policy);

  @AfterEach
  void close() {
    fixture.close();
  }

  private Batch rows() {
    return fixture.texts(List.of("a", "bb"), List.of("ba", ""));
  }

  /** Of the completion's tokens and its end; the prompt's are in no reward. */
  @Test
  void theScoreIsTheSumOfLogProbabilities() {
    try (Forward forward =
        reward.forward(rows(), Set.of("score", "token_score", "class_logp"), fixture.context)) {
      Column terms = forward.output("token_score");
      assertThat(new int[] {terms.start(1), terms.start(2)}).containsExactly(3, 4);
      double[] score = forward.output("score").toArray();
      assertThat(score)
          .containsExactly(
              new double[] {terms.at(0) + terms.at(1) + terms.at(2), terms.at(3)}, within(1e-15));
      try (Forward plain = policy.forward(rows(), Set.of("logp"), fixture.context)) {
        assertThat(terms.toArray()).containsExactly(plain.output("logp").toArray());
      }
    }
  }

  /** What a reward model and a policy can do, one object can. */
  @Test
  void isAPolicyToo() {
    assertThat(reward).isInstanceOf(Policy.class);
    assertThat(reward.as(Policy.class)).containsSame((Policy) reward);
    assertThat(reward.as(Sampler.class)).isPresent();
    assertThat(reward.as(NextDistribution.class)).isPresent();
    assertThat(reward.outputs()).contains("logp", "class_logp", "score", "token_score");
  }

  /** A score's cotangent is one of each token; those of the terms and of logp add to it. */
  @Test
  void cotangentsOfScoresTermsAndLogProbabilitiesAdd() {
    Vectored parameters = reward.as(Vectored.class).orElseThrow();
    try (Forward forward =
        reward.forward(rows(), Set.of("score", "token_score", "logp"), fixture.context)) {
      Column terms = fixture.arena.lists(new int[] {0, 3, 4}, 0, 5, 0, 1);
      Column logp = fixture.arena.lists(new int[] {0, 3, 4}, 1, 1, 1, 0);
      Vector both =
          parameters.vector(
              forward
                  .pullback(
                      Map.of(
                          "score",
                          fixture.arena.numbers(2, -1),
                          "token_score",
                          terms,
                          "logp",
                          logp),
                      Set.of())
                  .gradient());
      try (Forward plain = policy.forward(rows(), Set.of("logp"), fixture.context)) {
        Column sum = fixture.arena.lists(new int[] {0, 3, 4}, 3, 8, 3, 0);
        Vector wanted = parameters.vector(plain.pullback(Map.of("logp", sum), Set.of()).gradient());
        assertThat(both.toArray()).containsExactly(wanted.toArray(), within(1e-14));
      }
    }
  }

  @Test
  void refusesACompletionWithoutAnyToken() {
    Batch rows = rows().with("truncated", fixture.arena.booleans(false, true));

    assertThatThrownBy(() -> reward.forward(rows, Set.of("score"), fixture.context))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 1: the completion has no token");
  }

  @Test
  void refusesWhatGivesNoLogProbability() {
    assertThatThrownBy(
            () ->
                fixture
                    .host
                    .component(
                        RewardModelProvider.class,
                        "autoregressive",
                        Map.of("policy", Map.of("id", "bradley-terry")))
                    .create(fixture.context, null))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("needs a policy that gives logp");
  }
}
