package org.esscher.plugins.cmorl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Objective;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks 3 and 4: the barrier. */
class CMorlIpoTest {
  @AutoClose private final Fixture fixture = new Fixture();

  private Objective ipo(Map<String, ?> config) {
    return fixture.host.component(Objective.class, "c-morl-ipo", config);
  }

  private Batch rows(double[] logRatio, double[] advantage, double[] returns) {
    int width = advantage.length / logRatio.length;
    return fixture.arena.batch(
        Map.of(
            "logp", fixture.arena.numbers(logRatio),
            "old_logp", fixture.arena.numbers(new double[logRatio.length]),
            "advantage", fixture.arena.vectors(width, advantage),
            "return", fixture.arena.vectors(width, returns)));
  }

  private Estimate estimate(Objective objective, Batch rows) {
    return fixture.estimate("transitions", objective, rows);
  }

  /**
   * One row, so that A is 0: the slack is 10 − .9·10 = 1, and the derivative of −(1/t) log(ρ·10 −
   * 9) in log ρ is −(1/20)·10. Of a return of −10 the ratio asks for −9, which −10 misses; the
   * margin for −11, and the slack is 1.
   */
  @ParameterizedTest
  @CsvSource({"ratio, 10, -.5, 0", "margin, 10, -.5, 0", "ratio, -10, 0, 1", "margin, -10, .5, 0"})
  void check3_barrierOfOneRow(String form, double other, double derivative, double infeasible) {
    for (String mode : List.of("start", "batch")) {
      Map<String, Object> config =
          Map.of(
              "thresholdMode", mode,
              "thresholdForm", form,
              "startReturn", List.of(5., other));

      Estimate estimate =
          estimate(
              ipo(config), rows(new double[] {0}, new double[] {2, 0}, new double[] {5, other}));

      assertThat(Fixture.cotangents(estimate, "c-morl-ipo", "logp"))
          .containsExactly(new double[] {derivative}, within(1e-12));
      assertThat(estimate.metrics()).containsEntry("infeasible_fraction", infeasible);
      // Of the floor, or of a slack of 1.
      assertThat(Fixture.value(estimate, "c-morl-ipo"))
          .isCloseTo(infeasible == 1 ? -Math.log(1e-3) / 20 : 0, within(1e-12));
    }
  }

  /**
   * Two rows, three objectives, the second improved: its advantages (1, 3) are standardized to
   * ∓1/√2, R̄ = (2, 4, 1), limits (1.8, 3.6, .45). ρ = (1, 1.5), of which the second is clipped at
   * 1.2. Slacks of the first row are .2 and .55, of the second .6 and .75.
   */
  @Test
  void valueByHand() {
    Map<String, Object> config =
        Map.of("objective", 1, "startReturn", List.of(2., 4., .5), "barrierT", 10);

    Estimate estimate =
        estimate(
            ipo(config),
            rows(
                new double[] {0, Math.log(1.5)},
                new double[] {0, 1, 0, 0, 3, 0},
                new double[] {1, 4, 2, 3, 4, 0}));

    double a = 1 / (Math.sqrt(2) + 1e-5);
    double policy = -(-a + 1.2 * a) / 2;
    double barrier = -(Math.log(.2) + Math.log(.55) + Math.log(.6) + Math.log(.75)) / (10 * 2 * 2);
    assertThat(Fixture.value(estimate, "c-morl-ipo")).isCloseTo(policy + barrier, within(1e-12));
    // The first row's own terms; the second's ratio is clipped in both.
    assertThat(Fixture.cotangents(estimate, "c-morl-ipo", "logp"))
        .containsExactly(
            new double[] {a / 2 - (2 / .2 + 1 / .55) / (10 * 2 * 2), 0}, within(1e-12));
    assertThat(estimate.metrics()).containsEntry("clip_fraction", .5);
  }

  /** Without a barrier that bites, PPO of the one objective: A = w·(R − V) for w = (0, 1). */
  @Test
  void check4_plainPpo() {
    double[] logRatio = {.05, -.3, .4, .1};
    double[] advantage = {1, -1, 2, .5, -3, .25, 1, 1};
    double[] returns = {3, 2, 4, 3, 3.5, 2.5, 5, 1};
    double[] values = new double[returns.length];
    Arrays.setAll(values, i -> returns[i] - advantage[i]);
    Map<String, Object> free =
        Map.of("objective", 1, "beta", 1e-9, "barrierT", 1e12, "startReturn", List.of(4., 2.));

    Estimate extension = estimate(ipo(free), rows(logRatio, advantage, returns));
    Batch plain =
        rows(logRatio, advantage, returns)
            .with("old_value", fixture.arena.vectors(2, values))
            .with("value", fixture.arena.vectors(2, values));
    Estimate ppo =
        estimate(
            fixture.host.component(
                Objective.class, "c-morl-init", Map.of("weights", List.of(0., 1.), "valueCoef", 0)),
            plain);

    assertThat(Fixture.cotangents(extension, "c-morl-ipo", "logp"))
        .containsExactly(Fixture.cotangents(ppo, "c-morl-init", "logp"), within(1e-11));
    assertThat(Fixture.value(extension, "c-morl-ipo"))
        .isCloseTo(Fixture.value(ppo, "c-morl-init"), within(1e-11));
  }

  /**
   * Why there is another surrogate: under any policy π and old policy π the released barrier has
   * the expected derivative R̄_j/slack·E[∇ log π] = 0. Rows are all three actions, weighted by π;
   * by advantages it is the derivative of the return.
   */
  @Test
  void theReleasedSurrogateConstrainsNoReturn() {
    double[] pi = {.2, .3, .5};
    double[] arm = {1, 0, .6};
    double mean = .2 + .3;
    Batch rows =
        rows(
                new double[3],
                new double[] {0, arm[0] - mean, 0, arm[1] - mean, 0, arm[2] - mean},
                new double[] {1, mean, 1, mean, 1, mean})
            .with("weight", fixture.arena.numbers(pi));
    Map<String, Object> config = new HashMap<>();
    config.put("startReturn", List.of(1., mean));
    config.put("surrogate", "ratio");

    double[] released = logits(pi, estimate(ipo(config), rows));
    config.put("surrogate", "advantage");
    double[] ours = logits(pi, estimate(ipo(config), rows));

    assertThat(released).containsExactly(new double[] {0, 0, 0}, within(1e-15));
    // −(1/t)·∇G/slack, ∇G = π·(arm − G), t = 20, slack = G − .9·G.
    double[] expected = new double[3];
    Arrays.setAll(expected, k -> -pi[k] * (arm[k] - mean) / (20 * .1 * mean));
    assertThat(ours).containsExactly(expected, within(1e-12));
  }

  /** Through the softmax. */
  private static double[] logits(double[] pi, Estimate estimate) {
    double[] back = Fixture.cotangents(estimate, "c-morl-ipo", "logp");
    double sum = Arrays.stream(back).sum();
    for (int k = 0; k < back.length; k++) {
      back[k] -= pi[k] * sum;
    }
    return back;
  }

  @Test
  void constantAdvantagesGiveNoGradient() {
    Map<String, Object> config =
        Map.of("beta", 1e-9, "barrierT", 1e12, "startReturn", List.of(1., 1.));

    Estimate estimate =
        estimate(
            ipo(config), rows(new double[2], new double[] {3, 0, 3, 0}, new double[] {1, 1, 1, 1}));

    assertThat(Fixture.cotangents(estimate, "c-morl-ipo", "logp"))
        .containsExactly(new double[] {0, 0}, within(1e-11));
  }

  @Test
  void whatCantBeConstrainedIsRefused() {
    List<Map<String, Object>> configurations =
        List.of(
            Map.of("startReturn", List.of(1.)),
            Map.of("startReturn", List.of(1., 2.), "objective", 2),
            Map.of("startReturn", List.of(1., 2.), "beta", 1),
            Map.of("startReturn", List.of(1., 2.), "beta", 0),
            Map.of("startReturn", List.of(1., 2.), "clipEps", 1),
            Map.of("startReturn", List.of(1., 2.), "barrierT", 0),
            Map.of("startReturn", List.of(1., 2.), "slackFloor", 0));
    for (Map<String, Object> config : configurations) {
      assertThatThrownBy(() -> ipo(config)).as("%s", config).isInstanceOf(EsscherException.class);
    }
    Objective none = ipo(Map.of());
    Batch one = rows(new double[] {0}, new double[] {0, 1}, new double[] {1, 2});
    assertThatThrownBy(() -> estimate(none, one)).hasMessageContaining("needs startReturn");
    Objective batch = ipo(Map.of("thresholdMode", "batch", "objective", 2));
    assertThatThrownBy(() -> estimate(batch, one)).isInstanceOf(EsscherException.class);
    Objective three = ipo(Map.of("startReturn", List.of(1., 2., 3.)));
    assertThatThrownBy(() -> estimate(three, one)).isInstanceOf(EsscherException.class);
    Objective good = ipo(Map.of("startReturn", List.of(1., 2.)));
    Batch broken = rows(new double[] {0}, new double[] {0, 1}, new double[] {1, Double.NaN});
    assertThatThrownBy(() -> estimate(good, broken))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("return");
  }
}
