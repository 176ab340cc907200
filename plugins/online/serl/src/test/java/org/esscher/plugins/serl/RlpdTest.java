package org.esscher.plugins.serl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Forward;
import org.esscher.api.Loss;
import org.esscher.api.Model;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.esscher.runtime.internal.wiring.CallContext;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks 1, 2 and 3 of the paper's card, on rows that are worked out by hand, and bad input. */
class RlpdTest {
  private static final Offset<Double> ROUNDING = within(1e-14);

  @AutoClose private static final SerlFixture FIXTURE = new SerlFixture();

  private static RlpdCritic critic(int ensemble, int subset, boolean entropy) {
    return new RlpdCritic(ensemble, subset, false, .96, entropy);
  }

  /** One row of two critics whose values are 0, so that the loss is y². */
  private static Batch row(double terminated) {
    return FIXTURE.batch(
        "reward", FIXTURE.arena.numbers(1),
        "terminated", FIXTURE.arena.numbers(terminated),
        "next_q_target", FIXTURE.arena.vectors(2, 2, 3),
        "next_logp", FIXTURE.arena.numbers(-1),
        "temperature", FIXTURE.arena.numbers(.1),
        "q_values", FIXTURE.arena.vectors(2, 0, 0));
  }

  /** The released code adds −α log π outside of γ (1 − terminated) and would give 3.02. */
  @ParameterizedTest
  @CsvSource({"0, false, 2.92", "1, false, 1", "0, true, 3.016", "1, true, 1"})
  void check1Targets(double terminated, boolean entropy, double y) {
    Estimate estimate = FIXTURE.estimate(critic(2, 2, entropy), "transitions", row(terminated));

    assertThat(Math.sqrt(estimate.value("critic"))).isCloseTo(y, ROUNDING);
    // 2 (0 − y)/(2 critics · 1 row).
    assertThat(SerlFixture.cotangents(estimate, "critic", "transitions", "q_values"))
        .containsExactly(new double[] {-y, -y}, ROUNDING);
    assertThat(Objects.requireNonNull(estimate.losses().get("critic")).kind())
        .isEqualTo(Loss.Kind.EXACT);
  }

  /** Errors of the members 5 − 2.92 and 1 − 2.92; of the row that ended 4 and −1. */
  @Test
  void meansAreOverCriticsAndRows() {
    Batch rows =
        FIXTURE.batch(
            "reward", FIXTURE.arena.numbers(1, 0),
            "terminated", FIXTURE.arena.booleans(false, true),
            "truncated", FIXTURE.arena.booleans(true, false),
            "next_q_target", FIXTURE.arena.vectors(2, 2, 3, 9, 9),
            "q_values", FIXTURE.arena.vectors(2, 5, 1, 4, -1));
    Estimate estimate = FIXTURE.estimate(critic(2, 2, false), "transitions", rows);

    assertThat(estimate.value("critic"))
        .isCloseTo((2.08 * 2.08 + 1.92 * 1.92 + 16 + 1) / 4, ROUNDING);
    assertThat(SerlFixture.cotangents(estimate, "critic", "transitions", "q_values"))
        .containsExactly(new double[] {1.04, -.96, 2, -.5}, ROUNDING);
  }

  /** Clipped double Q-learning: the smaller of both, whatever generator there is. */
  @Test
  void check2TheWholeEnsembleIsDeterministic() {
    for (long seed = 1; seed <= 5; seed++) {
      assertThat(critic(2, 2, false).draw(CallContext.generator(seed))).containsExactly(0, 1);
    }
  }

  /** One critic of one: y = r + γ (Q − α log π), that of plain soft actor-critic. */
  @Test
  void check2OneCriticIsPlainSac() {
    Batch row =
        row(0)
            .with("next_q_target", FIXTURE.arena.numbers(2))
            .with("q_values", FIXTURE.arena.numbers(0));
    Estimate estimate = FIXTURE.estimate(critic(1, 1, true), "transitions", row);
    assertThat(Math.sqrt(estimate.value("critic"))).isCloseTo(1 + .96 * 2.1, ROUNDING);
  }

  /** Every ordered pair of ten comes, no critic twice; with replacement some come twice. */
  @Test
  void subsetsAreDrawn() {
    boolean[] seen = new boolean[100];
    boolean twice = false;
    for (long seed = 0; seed < 2000; seed++) {
      int[] drawn = critic(10, 2, false).draw(CallContext.generator(seed));
      assertThat(drawn[0]).isNotEqualTo(drawn[1]);
      seen[10 * drawn[0] + drawn[1]] = true;
      int[] again = new RlpdCritic(10, 2, true, .96, false).draw(CallContext.generator(seed));
      twice |= again[0] == again[1];
    }
    int pairs = 0;
    for (boolean each : seen) {
      pairs += each ? 1 : 0;
    }
    assertThat(pairs).isEqualTo(90);
    assertThat(twice).isTrue();
  }

  /** ½(.1·(−1) − 4 + .1·2 − 1): the means of the critics are 4 and 1. */
  @Test
  void actorFollowsTheMeanOfAllCritics() {
    Batch rows =
        FIXTURE.batch(
            "temperature", FIXTURE.arena.numbers(.1, .1),
            "pi_logp", FIXTURE.arena.numbers(-1, 2),
            "pi_q_values", FIXTURE.arena.vectors(2, 5, 3, 1, 1));
    Estimate estimate = FIXTURE.estimate(new RlpdActor(), "transitions", rows);

    assertThat(estimate.value("actor")).isCloseTo(-2.45, ROUNDING);
    // −1/(2 critics · 2 rows), and α/2.
    assertThat(SerlFixture.cotangents(estimate, "actor", "transitions", "pi_q_values"))
        .containsExactly(-.25, -.25, -.25, -.25);
    assertThat(SerlFixture.cotangents(estimate, "actor", "transitions", "pi_logp"))
        .containsExactly(.05, .05);
  }

  /** Entropies 2 and −.5 against a target of −1: .5·(3 + .5)/2, derivatives 3/2 and .5/2. */
  @Test
  void temperaturesLoss() {
    Batch rows =
        FIXTURE.batch(
            "pi_logp", FIXTURE.arena.numbers(-2, .5),
            "temperature", FIXTURE.arena.numbers(.5, .5));
    Estimate estimate = FIXTURE.estimate(new SacTemperature(-1), "transitions", rows);

    assertThat(estimate.value("temperature")).isCloseTo(.875, ROUNDING);
    assertThat(SerlFixture.cotangents(estimate, "temperature", "transitions", "temperature"))
        .containsExactly(1.5, .25);
  }

  /** Steps of gradient descent; the entropy is −pi_logp, and the target −1. */
  @Test
  void check3TheTemperatureFollowsTheEntropyAndStaysPositive() {
    assertThat(stepped(-3)).isLessThan(.01);
    assertThat(stepped(3)).isGreaterThan(.01);
    assertThat(stepped(-1e4)).isPositive();
  }

  private static double stepped(double logp) {
    CallContext context = FIXTURE.context(1);
    Model model = new SoftplusTemperature(.01).create(context, null);
    Batch rows = FIXTURE.batch("pi_logp", FIXTURE.arena.numbers(logp));
    Vectored vectored = model.as(Vectored.class).orElseThrow();
    double temperature = 0;
    for (int i = 0; i < 3; i++) {
      try (Forward forward = model.forward(rows, Set.of("temperature"), context)) {
        Column now = forward.output("temperature");
        temperature = now.at(0);
        Estimate estimate =
            FIXTURE.estimate(new SacTemperature(-1), "transitions", rows.with("temperature", now));
        double[] cotangents =
            SerlFixture.cotangents(estimate, "temperature", "transitions", "temperature");
        Map<String, Column> back = Map.of("temperature", FIXTURE.arena.numbers(cotangents));
        Vector gradient = vectored.vector(forward.pullback(back, Set.of()).gradient());
        vectored.assign(vectored.parameters().minus(gradient.times(.01)));
      }
    }
    return temperature;
  }

  private static void refused(Runnable action, String... words) {
    assertThatThrownBy(action::run)
        .isInstanceOf(EsscherException.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void refusesSubsetsThatAreLargerThanTheEnsemble() {
    refused(() -> critic(2, 3, false), "subset of 3", "ensemble of 2");
  }

  @Test
  void refusesAnotherNumberOfCritics() {
    refused(
        () -> FIXTURE.estimate(critic(3, 2, false), "transitions", row(0)),
        "q_values",
        "vectors of 2",
        "3 numbers");
  }

  @Test
  void stopsAtQThatIsNoNumber() {
    Batch row = row(0).with("q_values", FIXTURE.arena.vectors(2, Double.NaN, 0));
    refused(() -> FIXTURE.estimate(critic(2, 2, false), "transitions", row), "q_values", "NaN");
  }
}
