package org.esscher.plugins.fdpo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.RewardModel;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FImplicitTest {
  private static final Offset<Double> ROUNDING = within(1e-14);
  private static final Map<String, ?> TABULAR =
      Map.of("id", "tabular-softmax", "context", List.of(), "actions", 2);

  private final PairFixture fixture = new PairFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private RewardModel reward(String divergence, double... logits) {
    String[] parts = divergence.split(" ", -1);
    Map<String, ?> form =
        parts.length == 1 ? Map.of("id", parts[0]) : Map.of("id", parts[0], "alpha", parts[1]);
    Map<String, ?> config =
        Map.of("policy", TABULAR, "reference", TABULAR, "divergence", form, "beta", 0.1);
    RewardModel reward =
        fixture
            .host
            .component(RewardModelProvider.class, "f-implicit", config)
            .create(fixture.context(), null);
    reward.as(Vectored.class).orElseThrow().assign(Vector.of(logits));
    return reward;
  }

  private Batch actions() {
    return fixture.arena.batch(Map.of("action", fixture.arena.numbers(0, 1)));
  }

  private double[] scores(RewardModel reward) {
    try (Forward forward = reward.forward(actions(), Set.of("score"), fixture.context())) {
      return forward.output("score").toArray();
    }
  }

  /**
   * π = (.8, .2) against π_ref = (.5, .5): u = 1.6 and .4. β = .1 times: log u; −1/u; log(2u/(1 +
   * u)); (1 − u^−½)/½.
   */
  @ParameterizedTest
  @CsvSource({
    "reverse-kl, .0470004, -.0916291",
    "forward-kl, -.0625, -.25",
    "jensen-shannon, .0207639, -.0559616",
    "alpha 0.5, .0418861, -.1162278"
  })
  void scoresAreBetaTimesTheDerivative(String divergence, double first, double second) {
    try (RewardModel reward = reward(divergence, Math.log(4), 0)) {
      double[] scores = scores(reward);

      assertThat(scores[0]).isCloseTo(first, within(1e-7));
      assertThat(scores[1]).isCloseTo(second, within(1e-7));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"reverse-kl", "forward-kl", "jensen-shannon", "alpha 0.5"})
  void gradientsAreThoseOfFiniteDifferences(String divergence) {
    try (RewardModel reward = reward(divergence, 0.9, -0.2)) {
      Vectored policy = reward.as(Vectored.class).orElseThrow();
      Vector gradient;
      try (Forward forward = reward.forward(actions(), Set.of("score"), fixture.context())) {
        Column cotangents = fixture.arena.numbers(2, -3);
        gradient =
            policy.vector(forward.pullback(Map.of("score", cotangents), Set.of()).gradient());
      }
      for (int i = 0; i < 2; i++) {
        double slope = (weighed(divergence, i, 1e-5) - weighed(divergence, i, -1e-5)) / 2e-5;
        assertThat(gradient.at(i)).isCloseTo(slope, within(1e-9));
      }
    }
  }

  private double weighed(String divergence, int parameter, double by) {
    double[] logits = {0.9, -0.2};
    logits[parameter] += by;
    try (RewardModel reward = reward(divergence, logits)) {
      double[] scores = scores(reward);
      return 2 * scores[0] - 3 * scores[1];
    }
  }

  @Test
  void comesBackFromItsState() {
    Map<String, ?> config =
        Map.of("policy", TABULAR, "reference", TABULAR, "divergence", "forward-kl");
    RewardModelProvider provider =
        fixture.host.component(RewardModelProvider.class, "f-implicit", config);
    State saved;
    try (RewardModel reward = reward("forward-kl", Math.log(4), 0)) {
      saved = reward.save();
    }
    try (RewardModel again = provider.create(fixture.context(), saved)) {
      assertThat(scores(again)[0]).isCloseTo(-0.0625, ROUNDING);
    }
  }

  @Test
  void refusesWhatIsNoPolicyAndDivergencesWithoutTheClosedForm() {
    Map<String, ?> column = Map.of("id", "verifier");
    assertThatThrownBy(
            () ->
                fixture
                    .host
                    .component(
                        RewardModelProvider.class,
                        "f-implicit",
                        Map.of("policy", TABULAR, "reference", column))
                    .create(fixture.context(), null))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("policy as its reference");
    assertThatThrownBy(
            () ->
                fixture.host.component(
                    RewardModelProvider.class,
                    "f-implicit",
                    Map.of("policy", TABULAR, "reference", TABULAR, "divergence", "pearson-chi2")))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("pearson-chi2");
  }
}
