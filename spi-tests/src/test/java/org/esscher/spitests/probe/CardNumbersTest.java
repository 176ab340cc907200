package org.esscher.spitests.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.assertj.core.data.Offset;
import org.esscher.api.Aggregation;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.DistributionDivergence;
import org.esscher.api.Estimate;
import org.esscher.api.Estimate.LossEstimate;
import org.esscher.api.Estimator;
import org.esscher.api.Expr;
import org.esscher.api.FDivergence;
import org.esscher.api.Level;
import org.esscher.api.Slot;
import org.esscher.api.State;
import org.esscher.api.Statistic;
import org.esscher.data.Arena;
import org.esscher.runtime.internal.estimate.Estimation;
import org.esscher.runtime.internal.estimate.Models;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The probes, evaluated on the papers' worked examples. */
class CardNumbersTest {
  private static final Offset<Double> SIX_DIGITS = within(5e-7);

  private final Arena arena = Arena.root("probe");

  @AfterEach
  void close() {
    arena.close();
  }

  private Batch rows(Object... namesAndColumns) {
    Map<String, Column> columns = new LinkedHashMap<>();
    for (int i = 0; i < namesAndColumns.length; i += 2) {
      columns.put((String) namesAndColumns[i], (Column) namesAndColumns[i + 1]);
    }
    return arena.batch(columns);
  }

  private Column column(double... values) {
    return arena.numbers(values);
  }

  private Column tokens(int[] starts, double... values) {
    return arena.lists(starts, values);
  }

  private Estimate estimate(Estimator estimator, Map<String, Batch> slots) {
    return estimate(estimator, slots, State.empty());
  }

  private Estimate estimate(Estimator estimator, Map<String, Batch> slots, State state) {
    return new Estimation().estimate(estimator, slots, state, null, new ArenaContext(arena), false);
  }

  private static LossEstimate loss(Estimate estimate, String name) {
    return java.util.Objects.requireNonNull(estimate.losses().get(name));
  }

  private static double[] cotangent(LossEstimate loss, String slot, String column) {
    Map<String, Column> columns = java.util.Objects.requireNonNull(loss.cotangents().get(slot));
    return java.util.Objects.requireNonNull(columns.get(column)).toArray();
  }

  /** What reaches softmax logits when a row is an outcome: cᵢ − πᵢ Σc. */
  private static double[] logitGradient(double[] cotangents, double... policy) {
    double sum = java.util.Arrays.stream(cotangents).sum();
    double[] gradient = cotangents.clone();
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] -= policy[i] * sum;
    }
    return gradient;
  }

  private Column logs(double... probabilities) {
    return arena.numbers(java.util.Arrays.stream(probabilities).map(Math::log).toArray());
  }

  // ---- hypo

  private Batch pair(double chosen, double rejected) {
    return rows(
        "chosen_logp", column(chosen),
        "rejected_logp", column(rejected),
        "ref_chosen_logp", column(0),
        "ref_rejected_logp", column(0));
  }

  /** Check 2: log-ratios .5 and −1 at β = .1 have margin .15. */
  @Test
  void dpos_worked_pair() {
    LossEstimate dpo = loss(estimate(new Dpo(.1), Map.of("pairs", pair(.5, -1))), "dpo");
    assertThat(dpo.value()).isCloseTo(.620957, SIX_DIGITS);
    assertThat(cotangent(dpo, "pairs", "chosen_logp"))
        .containsExactly(new double[] {-.046257}, SIX_DIGITS);
    assertThat(cotangent(dpo, "pairs", "rejected_logp"))
        .containsExactly(new double[] {.046257}, SIX_DIGITS);
    assertThat(dpo.cotangents().get("pairs")).containsOnlyKeys("chosen_logp", "rejected_logp");
  }

  private Batch online() {
    return rows(
        "prompt_id", arena.integers(7, 7, 7),
        "logp", logs(.5, .3, .2),
        "ref_logp", logs(.6, .3, .1));
  }

  /** Check 1: without λ it is DPO, bit for bit. */
  @Test
  void hypo_without_its_term_is_dpo() {
    Batch pairs = pair(.5, -1);
    LossEstimate dpo = loss(estimate(new Dpo(.1), Map.of("pairs", pairs)), "dpo");
    Hypo hypo = new Hypo(new Dpo(.1), 0, Hypo.KlEstimator.SCORE, false);
    LossEstimate same = loss(estimate(hypo, Map.of("pairs", pairs, "online", online())), "hypo");
    assertThat(same.value()).isEqualTo(dpo.value());
    assertThat(cotangent(same, "pairs", "chosen_logp"))
        .isEqualTo(cotangent(dpo, "pairs", "chosen_logp"));
  }

  /** Check 3: KL .047469, and its gradient in the logits. The pair adds log 2. */
  @Test
  void hypos_kl_over_enumerated_answers() {
    Hypo hypo = new Hypo(new Dpo(.1), 1, Hypo.KlEstimator.EXACT, false);
    LossEstimate loss =
        loss(estimate(hypo, Map.of("pairs", pair(0, 0), "online", online())), "hypo");
    assertThat(loss.value() - Math.log(2)).isCloseTo(.047469, SIX_DIGITS);
    assertThat(logitGradient(cotangent(loss, "online", "logp"), .5, .3, .2))
        .containsExactly(new double[] {-.114895, -.014241, .129136}, SIX_DIGITS);
  }

  /** With samples in proportion to π the score form has that gradient too, baseline or not. */
  @Test
  void hypos_score_form_follows_the_kl() {
    Batch samples =
        rows(
            "prompt_id", arena.integers(new long[10]),
            "logp", logs(.5, .5, .5, .5, .5, .3, .3, .3, .2, .2),
            "ref_logp", logs(.6, .6, .6, .6, .6, .3, .3, .3, .1, .1));
    Hypo hypo = new Hypo(new Dpo(.1), 1, Hypo.KlEstimator.SCORE, false);
    LossEstimate loss =
        loss(estimate(hypo, Map.of("pairs", pair(0, 0), "online", samples)), "hypo");
    double[] c = cotangent(loss, "online", "logp");
    double[] byAnswer = {5 * c[0], 3 * c[5], 2 * c[8]};
    assertThat(logitGradient(byAnswer, .5, .3, .2))
        .containsExactly(new double[] {-.114895, -.014241, .129136}, SIX_DIGITS);
  }

  /** λ/n·Σ_{s≥t} k_s: k = (1, 2) and (4) in two rows give (1.5, 1) and 2; the value is 3.5. */
  @Test
  void hypos_tokens_are_blamed_for_what_follows() {
    int[] starts = {0, 2, 3};
    Batch samples =
        rows("logp", tokens(starts, -1, -1, -1), "ref_logp", tokens(starts, -2, -3, -5));
    Hypo hypo = new Hypo(new Dpo(.1), 1, Hypo.KlEstimator.SCORE, true);
    LossEstimate loss =
        loss(estimate(hypo, Map.of("pairs", pair(0, 0), "online", samples)), "hypo");
    assertThat(cotangent(loss, "online", "logp")).containsExactly(1.5, 1, 2);
    assertThat(loss.value()).isCloseTo(3.5 + Math.log(2), within(1e-15));
  }

  // ---- f-dpg

  private Batch samples(double scale, double... target) {
    Column policy = logs(.5, .3, .2);
    return rows(
        "weight",
        column(.5, .3, .2),
        "logp",
        policy,
        "behavior_logp",
        policy,
        "log_target",
        logs(java.util.Arrays.stream(target).map(probability -> scale * probability).toArray()));
  }

  private FDpg fDpg(FDivergence divergence, FDpg.Baseline baseline) {
    return new FDpg(
        divergence,
        baseline,
        4,
        FDpg.Scope.GLOBAL,
        Double.POSITIVE_INFINITY,
        Double.POSITIVE_INFINITY);
  }

  /** Check 1: both divergences of (.5, .3, .2) from (.2, .3, .5), whatever the target's scale. */
  @Test
  void f_dpg_reports_the_divergence() {
    for (double scale : new double[] {1, 10}) {
      Map<String, Batch> slots = Map.of("samples", samples(scale, .2, .3, .5));
      assertThat(
              loss(estimate(fDpg(new JensenShannon(), FDpg.Baseline.NONE), slots), "f-dpg").value())
          .isCloseTo(.132829, SIX_DIGITS);
      assertThat(
              loss(estimate(fDpg(new PearsonChi2(), FDpg.Baseline.NONE), slots), "f-dpg").value())
          .isCloseTo(.63, within(1e-12));
    }
  }

  /** Check 2: the gradient of the Jensen-Shannon divergence from (.25, .25, .5) in the logits. */
  @Test
  void f_dpg_descends_the_divergence() {
    LossEstimate loss =
        loss(
            estimate(
                fDpg(new JensenShannon(), FDpg.Baseline.WINDOW),
                Map.of("samples", samples(1, .25, .25, .5)),
                State.empty()),
            "f-dpg");
    assertThat(logitGradient(cotangent(loss, "samples", "logp"), .5, .3, .2))
        .containsExactly(new double[] {.114830, .008697, -.123527}, SIX_DIGITS);
    assertThat(loss.cotangents().get("samples")).containsOnlyKeys("logp");
  }

  /**
   * Z is 1 after a first batch of evidence ½·.4 + .3·1 + .2·2.5 = 1 under weights that sum to 1.
   */
  @Test
  void f_dpg_keeps_its_normalizer_and_window() {
    Estimator estimator = fDpg(new JensenShannon(), FDpg.Baseline.WINDOW);
    Map<String, Batch> slots = Map.of("samples", samples(1, .2, .3, .5));
    State once = estimate(estimator, slots).state();
    assertThat(once.number("z_sum", 0)).isCloseTo(1, within(1e-15));
    assertThat(once.number("z_count", 0)).isCloseTo(1, within(1e-15));
    State twice = estimate(estimator, slots, once).state();
    assertThat(twice.number("z_count", 0)).isCloseTo(2, within(1e-15));
    assertThat(once).isNotEqualTo(twice);
  }

  /** Check 5: without mass under the target the share is f′(∞) = log 2, or a refusal. */
  @Test
  void f_dpg_without_mass_under_the_target() {
    Batch batch =
        rows(
            "logp", column(0, 0),
            "behavior_logp", column(0, 0),
            "log_target", column(Double.NEGATIVE_INFINITY, 0));
    // Z = ½, so that log t = log ½ on the second row.
    double other = Math.log(2) - Math.log1p(2) + 2 * (Math.log(2) - Math.log1p(.5));
    LossEstimate loss =
        loss(
            estimate(fDpg(new JensenShannon(), FDpg.Baseline.NONE), Map.of("samples", batch)),
            "f-dpg");
    assertThat(loss.value()).isCloseTo((Math.log(2) + other) / 2, within(1e-14));
    assertThat(cotangent(loss, "samples", "logp")[0]).isCloseTo(Math.log(2) / 2, within(1e-15));
    assertThatThrownBy(
            () -> estimate(fDpg(new PearsonChi2(), FDpg.Baseline.NONE), Map.of("samples", batch)))
        .hasMessageContaining("row 0")
        .hasMessageContaining("give log_target a floor");
  }

  // ---- divergences

  private double between(DistributionDivergence divergence, double[] policy, double[] target) {
    Statistic statistic =
        in -> {
          Slot slot = in.slot("rows");
          Expr logP = slot.column("log_p", Level.TOKEN);
          Expr value = divergence.between(logP, slot.column("log_q", Level.TOKEN), Level.ROW);
          return Map.of("divergence", value.mean(Level.BATCH));
        };
    int[] starts = {0, policy.length};
    UnaryOperator<double[]> log = p -> java.util.Arrays.stream(p).map(Math::log).toArray();
    Batch batch =
        rows(
            "log_p", tokens(starts, log.apply(policy)), "log_q", tokens(starts, log.apply(target)));
    return estimate(statistic, Map.of("rows", batch)).value("divergence");
  }

  /** The fixture, and two distributions of which one has an outcome that the other lacks. */
  @Test
  void divergences_over_a_support() {
    double[] policy = {.5, .3, .2};
    double[] target = {.2, .3, .5};
    assertThat(between(new JensenShannon(), policy, target)).isCloseTo(.132829, SIX_DIGITS);
    assertThat(between(new PearsonChi2(), policy, target)).isCloseTo(.63, within(1e-12));
    assertThat(between(new JensenShannon(), target, target)).isCloseTo(0, within(1e-16));
    // ½ log 2 of the outcome that one lacks, ½(2 log 4⁄3 + log 2⁄3) of the other.
    double half = .5 * Math.log(2) + .5 * (2 * Math.log(4 / 3.) + Math.log(2 / 3.));
    double[] certain = {1, 0};
    double[] even = {.5, .5};
    assertThat(between(new JensenShannon(), certain, even)).isCloseTo(half, within(1e-15));
    assertThat(between(new JensenShannon(), even, certain)).isCloseTo(half, within(1e-15));
    // ½(2 − 1)² + ½(0 − 1)² = 1, and infinite the other way round.
    assertThat(between(new PearsonChi2(), certain, even)).isCloseTo(1, within(1e-15));
    assertThat(between(new PearsonChi2(), even, certain)).isInfinite();
  }

  /** odice, check 1. */
  @Test
  void the_conjugate_of_pearsons_divergence() {
    Statistic dual =
        in -> Map.of("dual", new PearsonChi2().conjugate(in.slot("rows").column("y", Level.ROW)));
    Estimate estimate = estimate(dual, Map.of("rows", rows("y", column(-4, -2, -1, 0, 1, 2))));
    assertThat(java.util.Objects.requireNonNull(estimate.columns().get("dual")).toArray())
        .containsExactly(-1, -1, -.75, 0, 1.25, 3);
  }

  // ---- odice

  private Batch transition() {
    return rows(
        "reward", column(.5),
        "terminated", arena.booleans(false),
        "value", column(1),
        "next_value", column(2),
        "target_value", column(1.5),
        "target_next_value", column(1));
  }

  private Estimate odice(OdiceValue.Mode mode) {
    OdiceValue value = new OdiceValue(.8, 1, .99, new PearsonChi2(), mode);
    return estimate(value, Map.of("transitions", transition()));
  }

  /** y_f = .5 + .99 − 1 = .49 with slope 1.245; y_b = .5 + 1.98 − 1.5 = .98 with slope 1.49. */
  @Test
  void odices_losses_have_their_own_cotangents() {
    Estimate estimate = odice(OdiceValue.Mode.ORTHOGONAL);
    assertThat(cotangent(loss(estimate, "forward"), "transitions", "value"))
        .containsExactly(new double[] {-.8 * 1.245}, within(1e-15));
    assertThat(cotangent(loss(estimate, "linear"), "transitions", "value"))
        .containsExactly(new double[] {.2}, within(1e-15));
    assertThat(cotangent(loss(estimate, "backward"), "transitions", "next_value"))
        .containsExactly(new double[] {.8 * .99 * 1.49}, within(1e-15));
    assertThat(loss(estimate, "backward").cotangents().get("transitions"))
        .containsOnlyKeys("next_value");
  }

  /** y = .5 + 1.98 − 1 = 1.48 with slope 1.74, at both ends. */
  @Test
  void odices_true_gradient() {
    LossEstimate loss = loss(odice(OdiceValue.Mode.TRUE), "true");
    assertThat(cotangent(loss, "transitions", "value"))
        .containsExactly(new double[] {.2 - .8 * 1.74}, within(1e-15));
    assertThat(cotangent(loss, "transitions", "next_value"))
        .containsExactly(new double[] {.8 * .99 * 1.74}, within(1e-15));
  }

  /** Two heads: the mean runs over both, and the smaller target counts for both. */
  @Test
  void odices_twins() {
    Batch twin =
        rows(
            "reward", column(.5),
            "terminated", arena.booleans(true),
            "value", arena.vectors(2, 0, 1),
            "target_next_value", arena.vectors(2, 5, 7));
    OdiceValue semi = new OdiceValue(.8, 1, .99, new PearsonChi2(), OdiceValue.Mode.SEMI);
    Estimate estimate = estimate(semi, Map.of("transitions", twin));
    // y = .5 and −.5, slopes 1.25 and .75; 1/(2N) of each.
    assertThat(cotangent(loss(estimate, "forward"), "transitions", "value"))
        .containsExactly(new double[] {-.4 * 1.25, -.4 * .75}, within(1e-15));
    assertThat(cotangent(loss(estimate, "linear"), "transitions", "value"))
        .containsExactly(new double[] {.1, .1}, within(1e-15));
  }

  /** All residuals negative: no weight, no cotangent, and the metric says so. */
  @Test
  void odices_policy_may_have_no_weight() {
    Batch batch =
        rows(
            "reward", column(-5),
            "terminated", arena.booleans(true),
            "value", column(1),
            "target_next_value", column(1),
            "logp", column(-1));
    Estimate estimate = estimate(new OdicePolicy(.99, 100), Map.of("transitions", batch));
    assertThat(cotangent(loss(estimate, "policy"), "transitions", "logp")[0]).isZero();
    assertThat(estimate.value("zero_weight_fraction")).isEqualTo(1);
  }

  // ---- prdc

  /** Check 4: Q = (1, −3) has mean size 2, so λ = α/2; ten times Q has a tenth of the cotangent. */
  @Test
  void prdcs_actor_does_not_feel_the_scale_of_q() {
    for (double scale : new double[] {1, 10}) {
      Batch batch =
          rows(
              "policy_action", arena.vectors(2, .9, 0, 0, 0),
              "neighbor_action", arena.vectors(2, 1, 0, 0, 0),
              "q", column(scale, -3 * scale));
      LossEstimate loss = loss(estimate(new PrdcActor(2.5), Map.of("transitions", batch)), "actor");
      assertThat(cotangent(loss, "transitions", "q"))
          .containsExactly(new double[] {-.625 / scale, -.625 / scale}, within(1e-15));
      // 2(π − a)/(N|A|) = −.2/4.
      assertThat(cotangent(loss, "transitions", "policy_action"))
          .containsExactly(new double[] {-.05, 0, 0, 0}, within(1e-15));
    }
  }

  /** Check 2: at β = 2 the pair (.1, 1) is nearest to (0, .9), at β = 20 the pair (0, 0). */
  @Test
  void prdcs_neighbors() {
    Batch log = rows("observation", column(0, .1), "action", column(0, 1));
    Batch query = rows("observation", column(0), "policy_action", column(.9));
    ArenaContext context = new ArenaContext(arena);
    for (double[] betaAndAction : new double[][] {{2, 1}, {20, 0}}) {
      NeighborAction transform = new NeighborAction(betaAndAction[0]);
      Batch near = transform.apply(query, transform.fit(log, context), context);
      assertThat(near.column("neighbor_action").at(0)).isEqualTo(betaAndAction[1]);
    }
  }

  // ---- grpo

  /**
   * Rewards 1 and 0 have standard deviation ½, so advantages ±.5/.5001; at ratio 1 the token mean
   * over rows of 1 and 3 tokens is −(a − 3a)/4, and each token's cotangent −advantage/4.
   */
  @Test
  void grpo_on_policy() {
    int[] starts = {0, 1, 4};
    Column logp = tokens(starts, -1, -2, -3, -4);
    Batch batch =
        rows(
            "prompt_id", arena.integers(1, 1),
            "reward", column(1, 0),
            "logp", logp,
            "old_logp", logp,
            "ref_logp", logp);
    Grpo grpo = new Grpo(.2, 1e-4, .04, Aggregation.TOKEN_MEAN);
    LossEstimate loss = loss(estimate(grpo, Map.of("samples", batch)), "grpo");
    double advantage = .5 / .5001;
    assertThat(loss.value()).isCloseTo(advantage / 2, within(1e-15));
    assertThat(cotangent(loss, "samples", "logp"))
        .containsExactly(
            new double[] {-advantage / 4, advantage / 4, advantage / 4, advantage / 4},
            within(1e-15));
  }

  /** Three equal rewards whose mean is not exactly the reward: no advantage, not a large one. */
  @Test
  void equal_rewards_are_no_signal() {
    Column logp = tokens(new int[] {0, 1, 2, 3}, -1, -1, -1);
    Batch batch =
        rows(
            "prompt_id", arena.integers(1, 1, 1),
            "reward", column(.1, .1, .1),
            "logp", logp,
            "old_logp", logp,
            "ref_logp", logp);
    Grpo grpo = new Grpo(.2, 1e-4, 0, Aggregation.SEQUENCE_MEAN_TOKEN_MEAN);
    LossEstimate loss = loss(estimate(grpo, Map.of("samples", batch)), "grpo");
    assertThat(cotangent(loss, "samples", "logp"))
        .containsExactly(new double[] {0, 0, 0}, within(1e-12));
  }

  // ---- constrained-rlhf

  /**
   * Check 1: at w = 0 and V = .3 below θ = .5 the slope is s′(0)(V − θ): −.2 for tanh, −.05 for σ.
   */
  @Test
  void a_multiplier_grows_below_its_threshold() {
    for (Map.Entry<ConstrainedPpo.Variant, Double> variant :
        Map.of(ConstrainedPpo.Variant.XI, 1., ConstrainedPpo.Variant.MU, .25).entrySet()) {
      ConstrainedPpo ppo =
          new ConstrainedPpo(
              List.of(.5, .6), variant.getKey(), .2, .99, .95, .5, .5, new PpoClip(.2));
      Estimate estimate = estimate(ppo, Map.of("samples", episodes()));
      double[] slope = cotangent(loss(estimate, "multiplier"), "samples", "multiplier");
      assertThat(slope[0]).isCloseTo(-.2 * variant.getValue(), within(1e-15));
      assertThat(slope[1]).isCloseTo(.1 * variant.getValue(), within(1e-15));
      assertThat(loss(estimate, "policy").cotangents().get("samples")).containsOnlyKeys("logp");
      assertThat(loss(estimate, "value").cotangents().get("samples")).containsOnlyKeys("value");
    }
  }

  private Batch episodes() {
    int[] starts = {0, 2, 3};
    Column logp = tokens(starts, -1, -2, -3);
    return rows(
        "logp", logp,
        "old_logp", logp,
        "ref_logp", tokens(starts, -1, -1, -4),
        "rewards", arena.vectors(2, .2, .8, .4, .6),
        "multiplier", arena.vectors(2, 0, 0, 0, 0),
        "value", arena.vectorLists(3, starts, 0, .1, .2, .3, .4, .5, .6, .7, .8));
  }

  // ---- nash-mp

  /** At π = π_ref = π_k the bracket is −p/β; with b = ½ the cotangents are ∓(½/β)/n. */
  @Test
  void nash_mps_half_baseline() {
    Batch batch =
        rows(
            "logp", column(-1, -2),
            "ref_logp", column(-1, -2),
            "anchor_logp", column(-1, -2),
            "preference_prob", column(1, 0));
    LossEstimate loss =
        loss(
            estimate(new NashMpProx(.1, .2, NashMpProx.Baseline.HALF), Map.of("samples", batch)),
            "nash-mp-prox");
    assertThat(loss.value()).isEqualTo(-5);
    assertThat(cotangent(loss, "samples", "logp"))
        .containsExactly(new double[] {-2.5, 2.5}, within(1e-15));
  }

  // ---- parl

  /** First preferred with certainty at odds of 3: −log ¾ and −(1 − ¾). */
  @Test
  void parls_explicit_term() {
    Batch pairs =
        rows(
            "first_return", column(Math.log(3)),
            "second_return", column(0),
            "preference_prob", column(1));
    LossEstimate loss = loss(estimate(new ParlUpper(false), Map.of("pairs", pairs)), "explicit");
    assertThat(loss.value()).isCloseTo(-Math.log(.75), within(1e-15));
    assertThat(cotangent(loss, "pairs", "first_return")[0]).isCloseTo(-.25, within(1e-15));
    assertThat(cotangent(loss, "pairs", "second_return")[0]).isCloseTo(.25, within(1e-15));
  }

  /** Two episodes with discounted returns 1 + .5·2 = 2 and 4: each step −(R − other)/2. */
  @Test
  void parls_policy_gradient() {
    Batch steps =
        rows(
            "episode_id", arena.integers(1, 1, 2),
            "step", arena.integers(0, 1, 0),
            "reward", column(1, 2, 4),
            "logp", column(-1, -1, -1));
    LossEstimate loss =
        loss(
            estimate(new PolicyGradientInner(.5), Map.of("episodes", steps)),
            "policy-gradient-inner");
    assertThat(loss.value()).isCloseTo(-3, within(1e-15));
    assertThat(cotangent(loss, "episodes", "logp"))
        .containsExactly(new double[] {1, 1, -1}, within(1e-15));
  }

  // ---- r2pvi

  /**
   * Two steps, one-hot features, no pessimism, total variation that never binds: w₁ = θ₁, and w₀ is
   * the ridge regression of V = 1 on the first feature, n/(n + γ) with n = 2 and γ = .5.
   */
  @Test
  void r2pvi_is_fitted_value_iteration_where_nothing_shifts() {
    Batch log =
        rows(
            "step", arena.integers(0, 1, 0, 1),
            "features", arena.vectors(2, 1, 0, 0, 1, 1, 0, 0, 1),
            "next_features",
                arena.vectorLists(2, new int[] {0, 2, 2, 4, 4}, 1, 0, 0, 1, 1, 0, 0, 1),
            "next_is_fail", arena.booleans(false, false, false, false));
    R2pvi learner =
        new R2pvi(new RobustTv(), 5, 0, .5, 2, List.of(List.of(0., 0.), List.of(0., 1.)));
    ArenaContext context = new ArenaContext(arena);
    State fitted =
        learner.fit(
            new Estimation().fill(learner, Map.of("log", log), null, context),
            State.empty(),
            context);
    assertThat(fitted.get("weights/1")).containsExactly(0, 1);
    assertThat(fitted.get("weights/0")).containsExactly(new double[] {.8, 0}, within(1e-15));
    Batch query =
        rows(
            "step", arena.integers(1),
            "action_features", arena.vectorLists(2, new int[] {0, 2}, 1, 0, 0, 1));
    try (var forward =
        learner.load(fitted, context).forward(query, Set.of("action", "value"), context)) {
      assertThat(forward.output("action").at(0)).isEqualTo(1);
      assertThat(forward.output("value").at(0)).isEqualTo(1);
    }
  }

  // ---- goal-conditioned-rm

  /**
   * Answers of one token: the chosen one's cosine with itself is 1, and its derivative 0; with the
   * rejected one it is 0. So L_C = −β(log σ(1) + log ½), and the rejected state's cotangent is
   * β·σ′(0)/(1 − ½) = β/2 along the chosen one's.
   */
  @Test
  void contrast_of_answers_of_one_token() {
    int[] starts = {0, 1};
    Batch pairs =
        rows(
            "chosen_score", column(0),
            "rejected_score", column(0),
            "chosen_hidden", arena.vectorLists(2, starts, 3, 0),
            "rejected_hidden", arena.vectorLists(2, starts, 0, 1));
    Estimate estimate = estimate(new BtContrastive(.5, 4), Map.of("pairs", pairs));
    LossEstimate contrast = loss(estimate, "contrastive");
    assertThat(contrast.value())
        .isCloseTo(.5 * (Math.log1p(Math.exp(-1)) + Math.log(2)), within(1e-15));
    assertThat(cotangent(contrast, "pairs", "rejected_hidden"))
        .containsExactly(new double[] {.25, 0}, within(1e-15));
    assertThat(loss(estimate, "bradley-terry").value()).isCloseTo(Math.log(2), within(1e-15));
    assertThat(cotangent(loss(estimate, "bradley-terry"), "pairs", "chosen_score"))
        .containsExactly(-.5);
  }

  // ---- gbrl

  /**
   * Check 1 through the whole way: a value error of g = (1, 1, −1, −3) grows the tree of the card.
   */
  @Test
  void gbrl_grows_a_tree_from_the_cotangents_of_a_loss() {
    Batch transitions =
        rows(
            "observation", column(0, 1, 2, 3),
            "action", arena.integers(0, 0, 0, 0),
            "old_logp", column(-Math.log(2), -Math.log(2), -Math.log(2), -Math.log(2)),
            "advantage", column(0, 0, 0, 0),
            "return_to_go", column(-1, -1, 1, 3));
    ArenaContext context = new ArenaContext(arena);
    GbrlActorCritic model = new GbrlActorCritic.Provider(2, .05, .5).create(context, null);
    Models models = role -> model;
    var gradients =
        new Estimation()
            .differentiate(
                new AdvantageActorCritic(.2),
                Map.of("transitions", transitions),
                State.empty(),
                models,
                context)
            .gradients();
    // Both roles name one model, so there is one gradient, in which each row counts once.
    assertThat(gradients).hasSize(1);
    var shared = gradients.values().iterator().next();
    model.step(java.util.Objects.requireNonNull(shared.byLoss().get("")), shared.weight(), 1);
    try (var forward = model.forward(transitions, Set.of("value"), context)) {
      assertThat(forward.output("value").toArray())
          .containsExactly(new double[] {-.5, -.5, 1, 1}, within(1e-15));
    }
    assertThat(new GbrlActorCritic.Provider(2, .05, .5).create(context, model.save()).save())
        .isEqualTo(model.save());
  }
}
