package org.esscher.plugins.r2pvi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Learner;
import org.esscher.api.Model;
import org.esscher.api.RobustDual;
import org.esscher.api.State;
import org.esscher.plugins.r2pvi.LinearValues.Pessimism;
import org.esscher.plugins.r2pvi.LogFixture.Row;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks 4, 5 and 8, and what learners do with logs that are not as they should be. */
class LearnersTest {
  private static final double[] A = {1, 0};
  private static final double[] B = {0, 1};
  private static final double[][] BOTH = {A, B};
  private static final double[][] NONE = {};
  private static final List<List<Double>> TWO_STEPS = List.of(List.of(0., .5), List.of(0., 1.));

  @AutoClose private final LogFixture fixture = new LogFixture();

  private Learner r2pvi(Map<String, ?> config) {
    return with("r2pvi", config);
  }

  private Learner with(String id, Map<String, ?> config) {
    Map<String, Object> all = new HashMap<>();
    all.put("horizon", 2);
    all.put("theta", TWO_STEPS);
    all.putAll(config);
    return fixture.learner(id, all);
  }

  private State fit(Map<String, ?> config, Row... rows) {
    return fixture.fit(r2pvi(config), fixture.log(List.of(rows)));
  }

  private static Row row(int episode, int step, double[] features, double[][] next) {
    return new Row(episode, step, features, next, false);
  }

  private static Row failed(int episode, double[] features) {
    return new Row(episode, 0, features, NONE, true);
  }

  /**
   * Two states and actions, φ one-hot. In the last step action B of state 0 pays 1 and the rest of
   * what state 1 has pays .4, so V = (1, .4). Of the first step's three logged (0, A), one leads to
   * state 1: Q = (2·1 + .4)/3 = .8; (0, B) led to state 1: .1 + .4.
   */
  @ParameterizedTest
  @ValueSource(strings = {"tv", "kl", "chi2"})
  void check4_ordinaryFittedValueIteration(String divergence) {
    double[] zeroA = {1, 0, 0, 0};
    double[] zeroB = {0, 1, 0, 0};
    double[] oneA = {0, 0, 1, 0};
    double[] oneB = {0, 0, 0, 1};
    double[][] inZero = {zeroA, zeroB};
    double[][] inOne = {oneA, oneB};
    Learner learner =
        r2pvi(
            Map.of(
                "divergence",
                divergence,
                "lambda",
                1e4,
                "beta",
                0,
                "ridge",
                1e-13,
                "hasFailState",
                false,
                "theta",
                List.of(List.of(0., .1, 0., 0.), List.of(0., 1., .4, .3))));

    State fitted =
        fixture.fit(
            learner,
            fixture.log(
                List.of(
                    row(0, 0, zeroA, inZero),
                    row(1, 0, zeroA, inZero),
                    row(2, 0, zeroA, inOne),
                    row(3, 0, zeroB, inOne))));

    // KL's second-order term is Var/(2λ) = .08/2e4, and λ·γ/n is 1e-9.
    assertThat(Arrays.copyOf(fitted.get("w"), 2))
        .containsExactly(new double[] {.8, .5}, within(5e-6));
    assertThat(Arrays.copyOfRange(fitted.get("w"), 4, 8)).containsExactly(0, 1, .4, .3);
  }

  @Test
  void check5_orderOfBonuses() {
    Random random = new Random(1);
    for (int trial = 0; trial < 100; trial++) {
      List<double[]> rows = new ArrayList<>();
      for (int row = 0; row < 20; row++) {
        rows.add(simplex(random));
      }
      double[] even = BackwardPass.Weighting.EVEN.of(rows, new double[20]);
      double[][] inverse = new Ridge(.1, rows, even, 4).inverse();
      double[] phi = simplex(random);

      assertThat(Bonus.CODE.of(phi, inverse)).isLessThanOrEqualTo(Bonus.PAPER.of(phi, inverse));
      double[] oneHot = new double[4];
      oneHot[trial % 4] = 1;
      assertThat(Bonus.CODE.of(oneHot, inverse)).isEqualTo(Bonus.PAPER.of(oneHot, inverse));
    }
  }

  private static double[] simplex(Random random) {
    double[] phi = random.doubles(4).toArray();
    double mass = Arrays.stream(phi).sum();
    return Arrays.stream(phi).map(one -> one / mass).toArray();
  }

  /** Regressions of a pass over a log of the five-state process, which has H − 1 = 2 steps more. */
  private int regressions(R2pvi config, BackwardPass.Following following, AtomicInteger count) {
    LinearRewards rewards = new LinearRewards(LogFixture.THETA, 3);
    Batch log =
        fixture.fiveStates(
            new FiveStateModel(new FiveStateMdp(.3, List.of(.05, .05)), Double.NaN), 20, 1);
    StepLog steps =
        new StepLog(
            fixture
                .host
                .services()
                .estimation()
                .fill(config, Map.of("log", log), null, fixture.context),
            rewards,
            true);
    new BackwardPass(steps, rewards, .1, new Pessimism(1, Bonus.PAPER, true), fraction -> {})
        .knownRewards(following, BackwardPass.Weighting.EVEN);
    return count.get();
  }

  /**
   * Chi-square needs the mean and the square at each point of the grid; DRPVI the mean at each but
   * 0, where the dual is 0.
   */
  @ParameterizedTest
  @CsvSource({"tv, 2", "kl, 2", "chi2, 1204"})
  void check8_regressionsOfAFit(String divergence, int expected) {
    R2pvi learner =
        (R2pvi)
            fixture.learner(
                "r2pvi", Map.of("divergence", divergence, "horizon", 3, "theta", LogFixture.THETA));
    RobustDual dual =
        learner.divergence().divergence(learner.alphaGrid()).as(RobustDual.class).orElseThrow();
    AtomicInteger count = new AtomicInteger();

    int regressions =
        regressions(
            learner,
            (ridge, values) ->
                dual.value(
                    g -> {
                      count.incrementAndGet();
                      return ridge.fit(Arrays.stream(values).map(g).toArray());
                    },
                    learner.lambda(),
                    new RobustDual.Range(0, 0, 3)),
            count);

    assertThat(regressions).isEqualTo(expected);
  }

  @Test
  void check8_regressionsOfABall() {
    Drpvi learner =
        (Drpvi) fixture.learner("drpvi", Map.of("horizon", 3, "theta", LogFixture.THETA));
    R2pvi reads = (R2pvi) fixture.learner("r2pvi", Map.of("horizon", 3, "theta", LogFixture.THETA));
    AtomicInteger count = new AtomicInteger();

    int regressions =
        regressions(
            reads,
            (ridge, values) ->
                learner.worst(
                    g -> {
                      count.incrementAndGet();
                      return ridge.fit(Arrays.stream(values).map(g).toArray());
                    },
                    0),
            count);

    assertThat(regressions).isEqualTo(2 * 300);
  }

  /**
   * V = 1 at the next state: g(1) of feature A is 2/(2 + .5) = .8, of B 0. The bonus of A is
   * 1/√2.5, of B 1/√.5.
   */
  @Test
  void whatIsFitted() {
    State fitted =
        fit(
            Map.of(
                "divergence",
                "tv",
                "lambda",
                5,
                "ridge",
                .5,
                "beta",
                .25,
                "queries",
                List.of(List.of(1., 0.), List.of(.5, .5))),
            row(0, 0, A, BOTH),
            row(0, 1, B, NONE),
            row(1, 0, A, BOTH),
            row(1, 1, B, NONE));

    double v = 1 - .25 / Math.sqrt(2.5);
    double nu = v * .8;
    assertThat(fitted.get("nu")).containsExactly(new double[] {nu, 0, 0, 0}, within(1e-15));
    assertThat(fitted.get("w")).containsExactly(new double[] {nu, .5, 0, 1}, within(1e-15));
    double known = 1 / Math.sqrt(2.5);
    double unknown = 1 / Math.sqrt(.5);
    assertThat(fitted.get("bonus_diag"))
        .containsExactly(new double[] {known, unknown, unknown, known}, within(1e-15));
    assertThat(fitted.get("q_first"))
        .containsExactly(
            new double[] {nu - .25 * known, (nu + .5) / 2 - .25 * (known + unknown) / 2},
            within(1e-15));
  }

  /** PEVI on the same log: w = Λ⁻¹ Σ φ(r + V), with V = g(1) − β/√2.5 at the next state. */
  @Test
  void peviRegressesItsRewardsToo() {
    Learner pevi = with("pevi", Map.of("ridge", .5, "beta", .25));

    State fitted =
        fixture.fit(
            pevi,
            fixture.log(
                List.of(
                    row(0, 0, A, BOTH),
                    row(0, 1, B, NONE),
                    row(1, 0, A, BOTH),
                    row(1, 1, B, NONE))));

    double v = .8 - .25 / Math.sqrt(2.5);
    assertThat(fitted.get("w")).containsExactly(new double[] {.8 * v, 0, 0, .8}, within(1e-15));
  }

  /**
   * V is 1 or, failed, 0, half each: the worst in a ball of total variation ρ loses the mass ρ of
   * what is worth 1. In a KL ball of radius log 2 all mass may fail, as half of it does.
   */
  @ParameterizedTest
  @CsvSource({"tv, .2, .3", "tv, .7, 0", "kl, .693147180559945, 0"})
  void worstOfABall(String ball, double rho, double nu) {
    Learner drpvi = with("drpvi", Map.of("ball", ball, "rho", rho, "beta", 0, "ridge", 1e-12));

    State fitted =
        fixture.fit(
            drpvi, fixture.log(List.of(row(0, 0, A, BOTH), row(0, 1, B, NONE), failed(1, A))));

    assertThat(fitted.get("nu")[0]).isCloseTo(nu, within(1e-9));
  }

  /**
   * Ten steps that pay 1, but one episode fails at once: V is 9 or 0 in the first step, whose mean
   * is 4.5 and whose square 40.5. So σ² = 20.25 and Λ = 2/20.25; elsewhere nothing varies.
   */
  @Test
  void varianceAwareWeights() {
    double[] only = {1};
    List<Row> rows = new ArrayList<>();
    for (int step = 0; step < 10; step++) {
      rows.add(row(0, step, only, step < 9 ? new double[][] {only} : NONE));
    }
    rows.add(failed(1, only));
    Learner learner =
        r2pvi(
            Map.of(
                "divergence",
                "tv",
                "varianceAware",
                true,
                "lambda",
                20,
                "beta",
                0,
                "ridge",
                1e-10,
                "horizon",
                10,
                "theta",
                Collections.nCopies(10, List.of(1.))));

    State fitted = fixture.fit(learner, fixture.log(rows));

    assertThat(fitted.get("bonus_diag")[0]).isCloseTo(Math.sqrt(20.25 / 2), within(1e-6));
    assertThat(fitted.get("bonus_diag")[1]).isCloseTo(1, within(1e-9));
    assertThat(fitted.get("nu")[0]).isCloseTo(4.5, within(1e-6));
  }

  @Nested
  class Handled {
    /** Λ = γI: the bonus is 1/√γ; what nobody saw is worth 0, and by KL H, before the bonus. */
    @ParameterizedTest
    @CsvSource({"tv, 0", "kl, 2", "chi2, 0"})
    void stepsWithoutData(String divergence, double nu) {
      State fitted = fit(Map.of("divergence", divergence), row(0, 1, A, NONE));

      assertThat(fitted.get("nu")).containsExactly(nu, nu, 0, 0);
      assertThat(fitted.get("bonus_diag")[0]).isCloseTo(Math.sqrt(10), within(1e-12));
    }

    /** V is .4 or 1: TV is bounded by .4 + λ where that is the least, by λ where a state fails. */
    @ParameterizedTest
    @CsvSource({"true, .1", "false, .45"})
    void aFailStateThatIsAbsent(boolean hasFailState, double nu) {
      double[][] worse = {{.6, .4}};
      State fitted =
          fit(
              Map.of(
                  "divergence",
                  "tv",
                  "lambda",
                  .1,
                  "beta",
                  0,
                  "ridge",
                  1e-12,
                  "hasFailState",
                  hasFailState),
              row(0, 0, A, BOTH),
              row(1, 0, A, worse));

      assertThat(fitted.get("nu")[0]).isCloseTo(nu, within(1e-9));
    }

    @Test
    void aLogWithoutTheColumnOfFailures() {
      Batch log = fixture.log(List.of(row(0, 0, A, BOTH), row(0, 1, B, NONE)));
      Map<String, Column> columns = new LinkedHashMap<>();
      log.names().stream()
          .filter(name -> !name.equals("next_is_fail"))
          .forEach(name -> columns.put(name, log.column(name)));
      Batch without = fixture.arena.batch(columns);

      assertThat(fixture.fit(r2pvi(Map.of("hasFailState", false)), without).get("w")).hasSize(4);
      assertThatThrownBy(() -> fixture.fit(r2pvi(Map.of()), without))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining("next_is_fail");
    }

    /** Pessimism of 10 below what is at most 2: the lower clip keeps 0, the code's has none. */
    @ParameterizedTest
    @CsvSource({"true", "false"})
    void lowerClip(boolean clip) {
      Learner learner = r2pvi(Map.of("beta", 10, "lowerClip", clip));
      State fitted =
          fixture.fit(learner, fixture.log(List.of(row(0, 0, A, BOTH), row(0, 1, B, NONE))));
      Batch rows =
          fixture.arena.batch(
              Map.of(
                  "step", fixture.arena.integers(1),
                  "features_all", fixture.arena.vectorLists(2, new int[] {0, 2}, 1, 0, 0, 1)));
      try (Model policy = learner.load(fitted, fixture.context);
          Forward forward = policy.forward(rows, policy.outputs(), fixture.context)) {
        double known = 1 - 10 / Math.sqrt(1.1);
        double unknown = -10 / Math.sqrt(.1);
        assertThat(forward.output("q_all").toArray())
            .containsExactly(
                clip ? new double[] {0, 0} : new double[] {unknown, known}, within(1e-12));
        assertThat(forward.output("action").at(0)).isEqualTo(clip ? 0 : 1);
        assertThat(forward.output("value").at(0)).isCloseTo(clip ? 0 : known, within(1e-12));
      }
    }
  }

  @Nested
  class Refused {
    private void refused(Map<String, ?> config, String message, Row... rows) {
      assertThatThrownBy(() -> fit(config, rows))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining(message);
    }

    @Test
    void configurations() {
      for (String field : List.of("lambda", "ridge")) {
        refused(Map.of(field, 0), field, row(0, 1, A, NONE));
      }
      refused(Map.of("beta", -1), "beta", row(0, 1, A, NONE));
      refused(Map.of("horizon", 3), "3 steps of the horizon", row(0, 1, A, NONE));
      refused(Map.of("queries", List.of(List.of(1.))), "queries", row(0, 1, A, NONE));
      refused(Map.of("varianceAware", true), "tv", row(0, 1, A, NONE));
    }

    @Test
    void featuresOutsideOfTheSimplex() {
      refused(
          Map.of(),
          "row 1, column 'features'",
          row(0, 0, A, BOTH),
          row(0, 1, new double[] {.5, .6}, NONE));
      refused(Map.of(), "probability simplex", row(0, 1, new double[] {-.1, 1.1}, NONE));
      refused(
          Map.of(),
          "row 0, column 'next_features_all'",
          row(0, 0, A, new double[][] {A, {.5, .4}}));
    }

    @Test
    void notANumber() {
      refused(Map.of(), "features", row(0, 1, new double[] {Double.NaN, 1}, NONE));
    }

    @Test
    void rewardsOutOfBounds() {
      refused(
          Map.of("theta", List.of(List.of(0., .5), List.of(0., 1.5))),
          "within [0, 1]",
          row(0, 1, B, NONE));
    }

    @Test
    void rewardsThatAreNotThetas() {
      Batch log =
          fixture
              .log(List.of(row(0, 0, A, BOTH), row(0, 1, B, NONE)))
              .with("reward", fixture.arena.numbers(0, .9));

      assertThatThrownBy(() -> fixture.fit(r2pvi(Map.of()), log))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining("row 1, column 'reward'")
          .hasMessageContaining("0.9");
    }

    @Test
    void missingFeaturesOfNextActions() {
      refused(Map.of(), "every action in the next state", row(0, 0, A, NONE));
    }

    @Test
    void gapsBetweenSteps() {
      refused(
          Map.of("horizon", 3, "theta", List.of(List.of(0., .5), List.of(0., 1.), List.of(0., 1.))),
          "step 2 of episode 7 follows its step 0",
          row(7, 0, A, BOTH),
          row(7, 2, A, NONE));
      refused(Map.of(), "follows its step 1", row(7, 1, A, NONE), row(7, 1, A, NONE));
    }

    @Test
    void stepsBeyondTheHorizon() {
      refused(Map.of(), "from 0 to 1", row(0, 2, A, NONE));
    }

    @Test
    void failuresWhereNoneAreAnnounced() {
      refused(Map.of("hasFailState", false), "hasFailState is false", failed(0, A));
    }

    @Test
    void featuresOfAnotherWidth() {
      refused(Map.of(), "vectors of 2 numbers", row(0, 1, new double[] {1, 0, 0}, NONE));
    }

    @Test
    void policiesBeyondTheirHorizon() {
      Learner learner = r2pvi(Map.of());
      State fitted = fixture.fit(learner, fixture.log(List.of(row(0, 1, A, NONE))));
      Batch rows =
          fixture.arena.batch(
              Map.of(
                  "step", fixture.arena.integers(2),
                  "features_all", fixture.arena.vectorLists(2, new int[] {0, 1}, 1, 0)));
      try (Model policy = learner.load(fitted, fixture.context)) {
        assertThatThrownBy(() -> policy.forward(rows, policy.outputs(), fixture.context))
            .isInstanceOf(EsscherException.class)
            .hasMessageContaining("row 0, column 'step'");
      }
    }
  }
}
