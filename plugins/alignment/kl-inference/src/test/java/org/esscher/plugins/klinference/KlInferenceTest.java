package org.esscher.plugins.klinference;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Objective;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.internal.wiring.CallContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The numbered checks of the method. Distributions are enumerated: a row an outcome, weighted by
 * its probability, so that weighted means are exact expectations.
 */
final class KlInferenceTest {
  private static final double[] PRIOR = {.4, .3, .2, .1};
  private static final double[] REWARD = {0, 1, 1, 2};
  private static final double BETA = .5;
  // π0·exp(r/β)/Z, from the card.
  private static final double[] POSTERIOR = {.041866, .232011, .154674, .571449};
  private static final double BETA_LOG_Z = 1.128498;

  private final Esscher host = Esscher.builder().build();

  @AfterEach
  void close() {
    host.close();
  }

  private static KlInferenceReverse reverse(double beta, KlInferenceReverse.Baseline baseline) {
    return new KlInferenceReverse(beta, baseline, null, Scope.PER_PROMPT);
  }

  private static KlInferenceForward forward(double beta, Scope scope) {
    return new KlInferenceForward(
        beta,
        KlInferenceForward.Baseline.NONE,
        KlInferenceForward.Normalizer.BATCH,
        scope,
        Double.POSITIVE_INFINITY);
  }

  private static double[] logs(double... values) {
    return java.util.Arrays.stream(values).map(Math::log).toArray();
  }

  /** The posterior with all digits. */
  private static double[] posterior() {
    double[] weights = new double[4];
    double z = 0;
    for (int i = 0; i < 4; i++) {
      weights[i] = PRIOR[i] * Math.exp(REWARD[i] / BETA);
      z += weights[i];
    }
    for (int i = 0; i < 4; i++) {
      weights[i] /= z;
    }
    return weights;
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Result(double value, Map<String, Double> metrics, double[] cotangent) {
    double metric(String name) {
      return requireNonNull(metrics.get(name));
    }
  }

  private Result estimate(Objective estimator, Map<String, double[]> columns) {
    return estimate(estimator, columns, State.empty());
  }

  private Result estimate(Objective estimator, Map<String, double[]> columns, State state) {
    try (Arena arena = host.arena("test")) {
      Map<String, Column> made = new LinkedHashMap<>();
      columns.forEach((name, values) -> made.put(name, arena.numbers(values)));
      made.computeIfAbsent(
          "prompt_id", name -> arena.numbers(new double[made.values().iterator().next().rows()]));
      Batch batch = arena.batch(made);
      CallContext context =
          new CallContext(arena, 1, CallContext.NO_ROLES, host.services().components(), "test");
      Estimate estimate =
          host.services()
              .estimation()
              .estimate(estimator, Map.of("samples", batch), state, null, context, false);
      Estimate.LossEstimate loss = estimate.losses().values().iterator().next();
      return new Result(
          loss.value(),
          estimate.metrics(),
          requireNonNull(requireNonNull(loss.cotangents().get("samples")).get("logp")).toArray());
    }
  }

  private Map<String, double[]> enumerated(double[] policy) {
    return enumerated(policy, PRIOR, REWARD);
  }

  private static Map<String, double[]> enumerated(
      double[] policy, double[] prior, double[] reward) {
    Map<String, double[]> columns = new LinkedHashMap<>();
    columns.put("logp", logs(policy));
    columns.put("ref_logp", logs(prior));
    columns.put("behavior_logp", logs(policy));
    columns.put("reward", reward);
    columns.put("weight", policy);
    return columns;
  }

  @Test
  void check1_objective_is_evidence_less_divergence_from_the_posterior() {
    assertThat(posterior()).containsExactly(POSTERIOR, within(1e-6));
    Result best =
        estimate(reverse(BETA, KlInferenceReverse.Baseline.NONE), enumerated(posterior()));
    assertThat(-best.value()).isCloseTo(BETA_LOG_Z, within(1e-6));
    Result uniform =
        estimate(
            reverse(BETA, KlInferenceReverse.Baseline.NONE),
            enumerated(new double[] {.25, .25, .25, .25}));
    assertThat(-uniform.value()).isCloseTo(.939111, within(1e-6));
    assertThat(uniform.metric("kl_to_posterior_est")).isCloseTo(.378773, within(1e-6));
    assertThat(BETA * uniform.metric("log_z")).isCloseTo(BETA_LOG_Z, within(1e-6));
    // The identity itself: J = β log Z − β KL.
    assertThat(-uniform.value())
        .isCloseTo(
            BETA * (uniform.metric("log_z") - uniform.metric("kl_to_posterior_est")), within(1e-9));
    double expected = 0;
    double divergence = 0;
    for (int i = 0; i < 4; i++) {
      expected += posterior()[i] * REWARD[i];
      divergence += posterior()[i] * Math.log(posterior()[i] / PRIOR[i]);
    }
    assertThat(expected).isCloseTo(1.529583, within(1e-6));
    assertThat(divergence).isCloseTo(.802170, within(1e-6));
  }

  @Test
  void check2_prior_at_high_temperature_argmax_at_low_without_overflow() {
    double[] hot = estimate(forward(1e9, Scope.PER_PROMPT), enumerated(PRIOR)).cotangent();
    // With q = π0 all weights are 1, so the cotangent is minus the row's own weight.
    assertThat(hot).containsExactly(new double[] {-.4, -.3, -.2, -.1}, within(1e-8));
    double[] cold = estimate(forward(1e-4, Scope.PER_PROMPT), enumerated(PRIOR)).cotangent();
    // Exponents are near 20,000 here, where neighboring doubles are 3.6e-12 apart.
    assertThat(cold).containsExactly(new double[] {0, 0, 0, -1}, within(8e-12));
  }

  @Test
  void check3_rewards_shifted_by_prompt_change_nothing() {
    Map<String, double[]> columns = new LinkedHashMap<>();
    columns.put("logp", logs(.2, .3, .5, .4));
    columns.put("ref_logp", logs(.3, .3, .4, .1));
    columns.put("behavior_logp", logs(.25, .3, .2, .6));
    columns.put("reward", new double[] {0, 1, 2, -1});
    columns.put("prompt_id", new double[] {1, 1, 2, 2});
    Map<String, double[]> shifted = new LinkedHashMap<>(columns);
    shifted.put("reward", new double[] {3, 4, -5, -8});
    KlInferenceReverse loo = reverse(BETA, KlInferenceReverse.Baseline.LOO);
    assertThat(estimate(loo, shifted).cotangent())
        .containsExactly(estimate(loo, columns).cotangent(), within(1e-12));
    KlInferenceForward own = forward(BETA, Scope.PER_PROMPT);
    assertThat(estimate(own, shifted).cotangent())
        .containsExactly(estimate(own, columns).cotangent(), within(1e-12));
    // One normalizer for the whole batch fails this, as it must.
    KlInferenceForward whole = forward(BETA, Scope.GLOBAL);
    assertThat(estimate(whole, shifted).cotangent()[0])
        .isNotCloseTo(estimate(whole, columns).cotangent()[0], within(1e-3));
  }

  private static double[] softmax(double[] theta) {
    double top = java.util.Arrays.stream(theta).max().orElseThrow();
    double[] p = java.util.Arrays.stream(theta).map(t -> Math.exp(t - top)).toArray();
    double z = java.util.Arrays.stream(p).sum();
    return java.util.Arrays.stream(p).map(x -> x / z).toArray();
  }

  /** Cotangents of log-probabilities pulled back through a softmax. */
  private static double[] pulledBack(double[] cotangent, double[] policy) {
    double total = java.util.Arrays.stream(cotangent).sum();
    double[] gradient = new double[policy.length];
    java.util.Arrays.setAll(gradient, k -> cotangent[k] - total * policy[k]);
    return gradient;
  }

  @Test
  void check4_expected_cotangent_is_the_gradient_of_the_objective() {
    double[] theta = {.3, -.2, .5, .1};
    double[] policy = softmax(theta);
    double[] gradient =
        pulledBack(
            estimate(reverse(BETA, KlInferenceReverse.Baseline.NONE), enumerated(policy))
                .cotangent(),
            policy);
    for (int k = 0; k < 4; k++) {
      double[] up = theta.clone();
      double[] down = theta.clone();
      up[k] += 1e-5;
      down[k] -= 1e-5;
      double slope = (objective(softmax(up)) - objective(softmax(down))) / 2e-5;
      assertThat(-gradient[k]).isCloseTo(slope, within(1e-7));
    }
  }

  private static double objective(double[] policy) {
    double value = 0;
    for (int i = 0; i < 4; i++) {
      value += policy[i] * (REWARD[i] - BETA * Math.log(policy[i] / PRIOR[i]));
    }
    return value;
  }

  @Test
  void check5_weights_are_one_under_the_posterior_and_nothing_moves_it() {
    double[] posterior = posterior();
    Map<String, double[]> columns = enumerated(posterior);
    double[] policy = {.25, .25, .25, .25};
    columns.put("logp", logs(policy));
    Result result = estimate(forward(BETA, Scope.PER_PROMPT), columns);
    // Maximum likelihood: the cotangent of −Σ π* log π is −π*.
    assertThat(result.cotangent())
        .containsExactly(java.util.Arrays.stream(posterior).map(p -> -p).toArray(), within(1e-12));
    Result there =
        estimate(reverse(BETA, KlInferenceReverse.Baseline.BATCH_MEAN), enumerated(posterior));
    assertThat(there.cotangent()).containsExactly(new double[4], within(1e-12));
    double[] forwardGradient =
        pulledBack(
            estimate(forward(BETA, Scope.PER_PROMPT), enumerated(posterior)).cotangent(),
            posterior);
    assertThat(forwardGradient).containsExactly(new double[4], within(1e-12));
  }

  /** Exact gradient ascent from the uniform policy over outcomes of rewards k/7. */
  private double[] ascended(double beta) {
    double[] reward = new double[8];
    java.util.Arrays.setAll(reward, k -> k / 7.0);
    double[] prior = new double[8];
    java.util.Arrays.fill(prior, 1 / 8.0);
    double[] theta = new double[8];
    for (int step = 0; step < 5000; step++) {
      double[] policy = softmax(theta);
      double[] gradient =
          pulledBack(
              estimate(
                      reverse(beta, KlInferenceReverse.Baseline.NONE),
                      enumerated(policy, prior, reward))
                  .cotangent(),
              policy);
      for (int k = 0; k < 8; k++) {
        theta[k] -= .5 * gradient[k];
      }
    }
    return softmax(theta);
  }

  private static double entropy(double[] policy) {
    return -java.util.Arrays.stream(policy).map(p -> p * Math.log(p)).sum();
  }

  private static double totalVariation(double[] policy, double beta) {
    double[] logTarget = new double[8];
    java.util.Arrays.setAll(logTarget, k -> k / 7.0 / beta);
    double[] target = softmax(logTarget);
    double distance = 0;
    for (int k = 0; k < 8; k++) {
      distance += Math.abs(policy[k] - target[k]) / 2;
    }
    return distance;
  }

  @Test
  void check6_without_a_prior_the_policy_collapses_with_it_the_posterior_is_reached() {
    // β must be above 0; at 1e-9 the prior's pull is nothing over 5,000 steps.
    double[] collapsed = ascended(1e-9);
    assertThat(entropy(collapsed)).isCloseTo(.009, within(.001));
    assertThat(collapsed[7]).isCloseTo(.999, within(.0005));
    double[] quarter = ascended(.25);
    assertThat(totalVariation(quarter, .25)).isLessThan(2e-5);
    assertThat(entropy(quarter)).isCloseTo(1.515, within(.001));
    assertThat(totalVariation(ascended(.1), .1)).isCloseTo(.003, within(.001));
  }

  /** REINFORCE on sampled batches of 16 with two tied best outcomes. */
  private double[] sampled(double beta, long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    double[] reward = {1, 1, 0, 0};
    double[] theta = new double[4];
    for (int step = 0; step < 4000; step++) {
      double[] policy = softmax(theta);
      int[] drawn = new int[16];
      for (int i = 0; i < 16; i++) {
        double u = random.nextDouble();
        int outcome = 0;
        while (outcome < 3 && u >= policy[outcome]) {
          u -= policy[outcome++];
        }
        drawn[i] = outcome;
      }
      Map<String, double[]> columns = new LinkedHashMap<>();
      columns.put(
          "logp", java.util.Arrays.stream(drawn).mapToDouble(k -> Math.log(policy[k])).toArray());
      columns.put(
          "ref_logp", java.util.Arrays.stream(drawn).mapToDouble(k -> Math.log(.25)).toArray());
      columns.put("reward", java.util.Arrays.stream(drawn).mapToDouble(k -> reward[k]).toArray());
      double[] cotangent =
          estimate(reverse(beta, KlInferenceReverse.Baseline.BATCH_MEAN), columns).cotangent();
      double[] byOutcome = new double[4];
      for (int i = 0; i < 16; i++) {
        byOutcome[drawn[i]] += cotangent[i];
      }
      double[] gradient = pulledBack(byOutcome, policy);
      for (int k = 0; k < 4; k++) {
        theta[k] -= .3 * gradient[k];
      }
    }
    return softmax(theta);
  }

  @Test
  void check7_ties_drift_without_a_prior_and_are_shared_with_it() {
    for (long seed = 1; seed <= 3; seed++) {
      assertThat(sampled(.2, seed))
          .containsExactly(new double[] {.496, .496, .004, .004}, within(.001));
    }
    double[] first = sampled(1e-9, 1);
    double[] second = sampled(1e-9, 2);
    assertThat(first[2] + first[3]).isLessThan(.01);
    assertThat(Math.abs(first[0] - second[0])).isGreaterThan(.05);
  }

  @Test
  void running_normalizer_is_the_mean_over_earlier_batches() {
    KlInferenceForward running =
        new KlInferenceForward(
            BETA,
            KlInferenceForward.Baseline.NONE,
            KlInferenceForward.Normalizer.RUNNING,
            Scope.GLOBAL,
            Double.POSITIVE_INFINITY);
    // Σ P/q = 6 over 3 rows before: Ẑ = 2, half of what these rows of P/q = 4 would say themselves.
    State before = State.empty().with("evidence_sum", 6).with("evidence_count", 3);
    Map<String, double[]> columns = new LinkedHashMap<>();
    columns.put("logp", logs(.5, .5));
    columns.put("ref_logp", logs(.4, .4));
    columns.put("behavior_logp", logs(.1, .1));
    columns.put("reward", new double[] {0, 0});
    assertThat(estimate(running, columns, before).cotangent())
        .containsExactly(new double[] {-1, -1}, within(1e-12));
    assertThat(estimate(running, columns).cotangent())
        .containsExactly(new double[] {-.5, -.5}, within(1e-12));
  }

  @Test
  void rows_without_likelihood_have_weight_zero_and_empty_prompts_are_skipped_and_counted() {
    Map<String, double[]> columns = new LinkedHashMap<>();
    double none = Double.NEGATIVE_INFINITY;
    columns.put("logp", logs(.5, .5, .5));
    columns.put("ref_logp", logs(.5, .5, .5));
    columns.put("behavior_logp", logs(.5, .5, .5));
    columns.put("reward", new double[] {0, none, none});
    columns.put("prompt_id", new double[] {1, 1, 2});
    Result result = estimate(forward(BETA, Scope.PER_PROMPT), columns);
    // The prompt's two rows share weight 2, all of it on the first; over 3 rows.
    assertThat(result.cotangent()).containsExactly(new double[] {-2 / 3.0, 0, 0}, within(1e-12));
    assertThat(result.metric("skipped_prompts")).isEqualTo(1);
  }

  @Test
  void what_must_be_refused_is_refused_with_its_rows() {
    Map<String, double[]> columns = enumerated(PRIOR);
    columns.put("ref_logp", new double[] {-1, Double.NEGATIVE_INFINITY, -1, -1});
    assertThatThrownBy(() -> estimate(reverse(BETA, KlInferenceReverse.Baseline.NONE), columns))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("ref_logp is −∞")
        .hasMessageContaining("row 1");
    assertThatThrownBy(() -> estimate(forward(BETA, Scope.PER_PROMPT), columns))
        .hasMessageContaining("row 1");
    Map<String, double[]> lone = new LinkedHashMap<>();
    lone.put("logp", logs(.5));
    lone.put("ref_logp", logs(.5));
    lone.put("reward", new double[] {1});
    assertThatThrownBy(() -> estimate(reverse(BETA, KlInferenceReverse.Baseline.LOO), lone))
        .hasMessageContaining("at least two samples per prompt");
    assertThatThrownBy(() -> estimate(forward(BETA, Scope.PER_PROMPT), lone))
        .hasMessageContaining("behavior_logp");
    lone.put("reward", new double[] {Double.NEGATIVE_INFINITY});
    assertThatThrownBy(() -> estimate(reverse(BETA, KlInferenceReverse.Baseline.NONE), lone))
        .hasMessageContaining("rewardFloor");
    KlInferenceReverse floored =
        new KlInferenceReverse(BETA, KlInferenceReverse.Baseline.NONE, -3.0, Scope.PER_PROMPT);
    assertThat(estimate(floored, lone).value()).isCloseTo(3, within(1e-12));
  }
}
