package org.esscher.plugins.nashmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Estimator;
import org.esscher.data.Arena;
import org.esscher.plugins.nashmp.NashMpProx.Baseline;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Check 6, and what the estimator refuses. */
class NashMpProxTest {
  private static final double BETA = .1;
  private static final double ETA = .2;

  private final GameFixture fixture = new GameFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private Estimate estimate(NashMpProx loss, Batch samples) {
    return fixture.estimate(loss, Map.of("samples", samples));
  }

  /**
   * By hand, one sample of π = .5 with π_ref = .25, π_k = .4 and p = .8: −.8/.1 + log 2 + log
   * 1.25/.2 = −8 + .693147 + 1.115718 = −6.191135; with b = ½ the cotangent is 5 above.
   */
  @Test
  void workedSample() {
    Batch sample =
        GameFixture.samples(logs(.5), logs(.25), logs(.4), new double[] {.8}, fixture.arena);
    Estimate found = estimate(new NashMpProx(BETA, ETA, Baseline.HALF), sample);

    assertThat(found.value("nash-mp-prox")).isCloseTo(-6.191135, within(5e-7));
    assertThat(GameFixture.cotangents(found)[0]).isCloseTo(-1.191135, within(5e-7));
    assertThat(found.value("kl")).isCloseTo(.693147, within(5e-7));
    assertThat(found.value("anchor_kl")).isCloseTo(.223144, within(5e-7));
  }

  private static double[] logs(double... probabilities) {
    double[] logs = probabilities.clone();
    for (int i = 0; i < logs.length; i++) {
      logs[i] = Math.log(logs[i]);
    }
    return logs;
  }

  @Test
  void stepSizeIsTwiceBetaUnlessGiven() {
    Batch sample =
        GameFixture.samples(logs(.5), logs(.25), logs(.4), new double[] {.8}, fixture.arena);

    assertThat(estimate(new NashMpProx(.1, null, Baseline.HALF), sample).value("nash-mp-prox"))
        .isEqualTo(estimate(new NashMpProx(.1, .2, Baseline.HALF), sample).value("nash-mp-prox"));
  }

  /** E[−P(y ≻ opponent)/β] + KL(π‖π_ref) + KL(π‖π_k)/η at softmax(logits). */
  private static double objective(
      PreferenceGame game, double[] anchor, double[] opponent, double... logits) {
    double[] logp = LogSpace.normalized(logits);
    double[] rates = game.winRates(opponent);
    double sum = game.divergence(logp) + Games.divergence(logp, anchor) / ETA;
    for (int y = 0; y < rates.length; y++) {
      sum -= Math.exp(logp[y]) * rates[y] / BETA;
    }
    return sum;
  }

  /** Through the softmax: c_j − π_j Σ c. */
  private static double[] ofLogits(double[] cotangents, double... logp) {
    double sum = 0;
    for (double cotangent : cotangents) {
      sum += cotangent;
    }
    double[] gradient = cotangents.clone();
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] -= Math.exp(logp[i]) * sum;
    }
    return gradient;
  }

  /** Expected cotangents by enumeration: of samples, or of pairs of samples for loo. */
  private double[] expected(
      NashMpProx loss, PreferenceGame game, double[] logp, double[] anchor, double[] opponent) {
    double[] rates = game.winRates(opponent);
    double[] expected = new double[3];
    for (int first = 0; first < 3; first++) {
      for (int second = 0; second < 3; second++) {
        int[] drawn = {first, second};
        double[] cotangents =
            GameFixture.cotangents(
                estimate(
                    loss,
                    GameFixture.samples(
                        at(logp, drawn),
                        at(game.reference(), drawn),
                        at(anchor, drawn),
                        at(rates, drawn),
                        fixture.arena)));
        double probability = Math.exp(logp[first] + logp[second]);
        expected[first] += probability * cotangents[0];
        expected[second] += probability * cotangents[1];
      }
    }
    return expected;
  }

  private static double[] at(double[] values, int... indices) {
    double[] picked = new double[indices.length];
    for (int i = 0; i < picked.length; i++) {
      picked[i] = values[indices[i]];
    }
    return picked;
  }

  @ParameterizedTest
  @EnumSource(Baseline.class)
  void check6ExpectedGradientIsThatOfTheProxObjective(Baseline baseline) {
    PreferenceGame game = Games.circle();
    double[] logits = {.3, -.2, .5};
    double[] logp = LogSpace.normalized(logits);
    double[] anchor = game.reference();
    double[] opponent = logs(.2, .5, .3);

    double[] found =
        ofLogits(expected(new NashMpProx(BETA, ETA, baseline), game, logp, anchor, opponent), logp);

    // Central differences: truncation 1e-10 of third derivatives below 100, rounding 1e-15/1e-5.
    for (int i = 0; i < 3; i++) {
      double[] up = logits.clone();
      double[] down = logits.clone();
      up[i] += 1e-5;
      down[i] -= 1e-5;
      double slope =
          (objective(game, anchor, opponent, up) - objective(game, anchor, opponent, down)) / 2e-5;
      assertThat(found[i]).isCloseTo(slope, within(1e-8));
    }
  }

  /** From π_k to π_{k+1} by gradient steps on the logits, both prox steps from π_k. */
  private static double[] iterated(
      PreferenceGame game, double[] current, int steps, double rate, Sampling sampling) {
    double[] half = descended(game, current, current, steps, rate, sampling);
    return descended(game, current, half, steps, rate, sampling);
  }

  private static double[] descended(
      PreferenceGame game,
      double[] anchor,
      double[] opponent,
      int steps,
      double rate,
      Sampling sampling) {
    double[] logp = anchor.clone();
    for (int step = 0; step < steps; step++) {
      double[] gradient = sampling.gradient(game, logp, anchor, opponent);
      for (int i = 0; i < logp.length; i++) {
        logp[i] -= rate * gradient[i];
      }
      logp = LogSpace.normalized(logp);
    }
    return logp;
  }

  /** How the gradient of the logits is found. */
  @FunctionalInterface
  private interface Sampling {
    double[] gradient(PreferenceGame game, double[] logp, double[] anchor, double[] opponent);
  }

  /** With weights π a mean over rows is an expectation over π. */
  private double[] exact(PreferenceGame game, double[] logp, double[] anchor, double[] opponent) {
    try (Arena step = fixture.arena.child("step")) {
      Batch rows =
          GameFixture.samples(logp, game.reference(), anchor, game.winRates(opponent), step)
              .with("weight", step.numbers(GameFixture.exp(logp)));
      NashMpProx loss = new NashMpProx(BETA, ETA, Baseline.HALF);
      return ofLogits(
          GameFixture.cotangents(fixture.estimate(loss, Map.of("samples", rows), step)), logp);
    }
  }

  @Test
  @Tag("slow")
  void check6ExactGradientStepsReproduceTheClosedForm() {
    PreferenceGame game = Games.circle();
    double[] current = game.reference();
    double[] found = new double[21];
    for (int k = 1; k <= 20; k++) {
      current = iterated(game, current, 200, .15, this::exact);
      found[k] = game.exploitability(BETA, current);
    }

    assertThat(found[5]).isCloseTo(.0101, within(5e-5));
    assertThat(found[10]).isCloseTo(.001190, within(5e-7));
    assertThat(found[20]).isCloseTo(1.2e-5, within(5e-7));
  }

  /** Draws samples and opponents, compares them, and takes the estimator's gradient. */
  private Sampling sampled(int samples, boolean labels, RandomGenerator random) {
    return (game, logp, anchor, opponent) -> {
      int[] own = new int[samples];
      double[] preference = new double[samples];
      for (int i = 0; i < samples; i++) {
        own[i] = draw(logp, random);
        double p = game.preference(own[i], draw(opponent, random));
        preference[i] = !labels ? p : random.nextDouble() < p ? 1 : 0;
      }
      try (Arena step = fixture.arena.child("step")) {
        Batch rows =
            GameFixture.samples(
                at(logp, own), at(game.reference(), own), at(anchor, own), preference, step);
        NashMpProx loss = new NashMpProx(BETA, ETA, Baseline.LOO);
        double[] ofRows =
            GameFixture.cotangents(fixture.estimate(loss, Map.of("samples", rows), step));
        double[] ofActions = new double[game.actions()];
        for (int i = 0; i < samples; i++) {
          ofActions[own[i]] += ofRows[i];
        }
        return ofLogits(ofActions, logp);
      }
    };
  }

  private static int draw(double[] logp, RandomGenerator random) {
    double left = random.nextDouble();
    int action = 0;
    while (action < logp.length - 1 && left >= Math.exp(logp[action])) {
      left -= Math.exp(logp[action++]);
    }
    return action;
  }

  /** Mean exploitability over iterations 21 to 30 and five seeds. */
  private double floor(int samples, boolean labels) {
    PreferenceGame game = Games.circle();
    double sum = 0;
    for (int seed = 0; seed < 5; seed++) {
      Sampling sampling = sampled(samples, labels, Games.random(seed));
      double[] current = game.reference();
      for (int k = 1; k <= 30; k++) {
        current = iterated(game, current, 20, .1, sampling);
        sum += k > 20 ? game.exploitability(BETA, current) / 50 : 0;
      }
    }
    return sum;
  }

  /** The card's floors, .0010, .0004 and 7e-5, are means of few runs as ours are: factors of 2. */
  @Test
  @Tag("slow")
  void check6SampledStepsReachAFloorThatShrinks() {
    assertThat(floor(64, true)).isBetween(.0005, .0020);
    assertThat(floor(64, false)).isBetween(.0002, .0008);
    assertThat(floor(1024, true)).isBetween(3.5e-5, 14e-5);
  }

  @Test
  void refusesConfigurationsWithoutMeaning() {
    for (Map<String, Object> config :
        List.<Map<String, Object>>of(
            Map.of("beta", 0), Map.of("beta", -1), Map.of("eta", 0), Map.of("eta", -.1))) {
      assertThatThrownBy(() -> fixture.host.component(Estimator.class, "nash-mp-prox", config))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining(config.keySet().iterator().next());
    }
  }

  private Batch two(double refLogp, double preference) {
    return GameFixture.samples(
        logs(.5, .5),
        new double[] {Math.log(.5), refLogp},
        logs(.5, .5),
        new double[] {.5, preference},
        fixture.arena);
  }

  @Test
  void refusesWhatNoReferenceOrPreferenceIs() {
    NashMpProx loss = new NashMpProx(BETA, ETA, Baseline.LOO);
    assertThatThrownBy(() -> estimate(loss, two(Double.NEGATIVE_INFINITY, .5)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("infinite")
        .hasMessageContaining("row 1");
    for (double preference : new double[] {-.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> estimate(loss, two(-1, preference)))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining("row 1, column preference_prob");
    }
  }

  @Test
  void takesTiesAndLabels() {
    NashMpProx loss = new NashMpProx(BETA, ETA, Baseline.LOO);
    for (double preference : new double[] {0, .5, 1}) {
      assertThat(estimate(loss, two(-1, preference)).value("preference"))
          .isEqualTo((.5 + preference) / 2);
    }
  }

  @Test
  void refusesALoneSampleWhereOthersAreTheBaseline() {
    Batch lone = two(-1, .5).take(0);
    assertThatThrownBy(() -> estimate(new NashMpProx(BETA, ETA, Baseline.LOO), lone))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("one sample")
        .hasMessageContaining("row 0");
  }
}
