package org.esscher.plugins.constrainedrlhf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.State;
import org.esscher.runtime.internal.estimate.Estimation;
import org.esscher.runtime.internal.wiring.CallContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyPointFitTest {
  private final EpisodeFixture fixture = new EpisodeFixture();
  private final Context context =
      new CallContext(
          fixture.arena, 1, CallContext.NO_ROLES, fixture.host.services().components(), "test");

  @AfterEach
  void close() {
    fixture.close();
  }

  private State fit(ProxyPointFit learner, Batch evaluations) {
    return learner.fit(
        new Estimation().fill(learner, Map.of("evaluations", evaluations), null, context),
        State.empty(),
        context);
  }

  /** Policies on the way: 1 − 4((x − .5)² + (y − .6)²) at points of the unit square, with noise. */
  private Batch evaluations(int count, double noise) {
    Random random = new Random(5);
    double[] rewards = new double[2 * count];
    double[] scores = new double[count];
    for (int row = 0; row < count; row++) {
      double x = random.nextDouble();
      double y = random.nextDouble();
      rewards[2 * row] = x;
      rewards[2 * row + 1] = y;
      scores[row] =
          1 - 4 * ((x - .5) * (x - .5) + (y - .6) * (y - .6)) + noise * random.nextGaussian();
    }
    return fixture.arena.batch(
        Map.of(
            "rewards", fixture.arena.vectors(2, rewards), "score", fixture.arena.numbers(scores)));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 10})
  void findsTheTopOfASurfaceThatItCanExpress(int degree) {
    State fitted = fit(new ProxyPointFit(degree, 0), evaluations(200, 0));

    assertThat(fitted.get("proxy_point")).containsExactly(new double[] {.5, .6}, within(1e-5));
    assertThat(fitted.number("proxy_score", 0)).isCloseTo(1, within(1e-8));
    assertThat(fitted.number("residual_std", 1)).isCloseTo(0, within(1e-7));
  }

  /**
   * 200 scores with an error of .1: that of the top of a paraboloid fitted to them is about .01.
   */
  @Test
  void findsTheTopThroughNoise() {
    State fitted = fit(new ProxyPointFit(2, .05), evaluations(200, .1));

    assertThat(fitted.get("proxy_point")).containsExactly(new double[] {.5, .6}, within(.03));
    assertThat(fitted.number("residual_std", 0)).isBetween(.08, .12);
  }

  @Test
  void theTopMayLieOnTheEdge() {
    // Both rewards are better the larger they are: the corner of the box that was seen.
    Batch rising =
        fixture.arena.batch(
            Map.of(
                "rewards",
                fixture.arena.vectors(2, 0, 0, 1, 0, 0, 2, 1, 2),
                "score",
                fixture.arena.numbers(0, 1, 2, 3)));

    State fitted = fit(new ProxyPointFit(1, 0), rising);

    assertThat(fitted.get("proxy_point")).containsExactly(new double[] {1, 2}, within(1e-12));
  }

  /** Two points at a distance of one bandwidth: weights 1 and e^−½. */
  @Test
  void smoothsByAGaussianKernel() {
    Batch two =
        fixture.arena.batch(
            Map.of(
                "rewards", fixture.arena.vectors(1, 0, 1),
                "score", fixture.arena.numbers(0, 1)));

    State fitted = fit(new ProxyPointFit(1, 1), two);

    assertThat(fitted.number("proxy_score", 0)).isCloseTo(1 / (1 + Math.exp(-.5)), within(1e-9));
  }

  @Test
  void scoresNewRewards() {
    ProxyPointFit learner = new ProxyPointFit(2, 0);
    State fitted = fit(learner, evaluations(50, 0));
    Batch rows = fixture.arena.batch(Map.of("rewards", fixture.arena.vectors(2, .5, .6, .25, .25)));

    try (Forward forward = learner.load(fitted, context).forward(rows, Set.of("score"), context)) {
      assertThat(forward.output("score").toArray())
          .containsExactly(new double[] {1, 1 - 4 * (.0625 + .1225)}, within(1e-8));
    }
    assertThat(learner.load(fitted, context).save()).isEqualTo(fitted);
  }

  @Test
  void refusesWhatTellsNoSurface() {
    assertThatThrownBy(() -> fit(new ProxyPointFit(2, 0), evaluations(5, 0)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("6 terms, and there are 5 evaluations");
    Batch still =
        fixture.arena.batch(
            Map.of(
                "rewards", fixture.arena.vectors(2, 0, 3, 1, 3, 2, 3),
                "score", fixture.arena.numbers(0, 1, 2)));
    assertThatThrownBy(() -> fit(new ProxyPointFit(1, 0), still))
        .hasMessageContaining("reward 1 is 3.0 in all 3 evaluations");
  }
}
