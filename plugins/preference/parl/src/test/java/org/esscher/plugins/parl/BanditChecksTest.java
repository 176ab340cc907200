package org.esscher.plugins.parl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.esscher.api.Batch;
import org.esscher.api.Estimate;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Checks 1, 2, 4, 5 and 6 of the paper's card, on its bandit. */
class BanditChecksTest {
  private static final LinearBandit BANDIT = LinearBandit.CARD;
  private static final double[] NU = LinearBandit.NU;
  private static final double[] CARD_POLICY = {.437676, .161012, .293383, .107930};

  /** The card's numbers have six decimals. */
  private static final Offset<Double> SIX_DECIMALS = within(1e-6);

  private final ParlFixture fixture = new ParlFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  /** The implicit term of dG/dν for a loss W of each arm under π_ν, E[W S] being ∇_θG. */
  private double[] implicit(EpisodeScores scores, double[] weights, double[] rewards, Upper upper) {
    double[] share = scores.episodes().shares();
    double mean = 0;
    for (int arm = 0; arm < share.length; arm++) {
      mean += share[arm] * (rewards[arm] - BANDIT.tau() * scores.logp()[arm]);
    }
    double baseline = mean;
    double[] excess = new double[share.length];
    Arrays.setAll(excess, arm -> rewards[arm] - BANDIT.tau() * scores.logp()[arm] - baseline);
    LowerLevel lower = new LowerLevel(scores, excess, BANDIT.tau());
    ImplicitDirection direction =
        ImplicitDirection.solve(
            lower::negativeHessian, scores.mean(weights), 0, new ConjugateGradients(20, 1e-10));
    assertThat(direction.solution().converged()).isTrue();
    double[] along = scores.along(direction.solution().vector());
    // The loss is a mean over episodes that count alike: probabilities go into the direction.
    Arrays.setAll(along, arm -> along[arm] * share[arm] * share.length);
    Batch episodes =
        fixture
            .arms(share.length)
            .with("reward", fixture.arena.numbers(rewards))
            .with("score_direction", fixture.arena.numbers(along))
            .with("utility", fixture.arena.numbers(scaled(weights, share)))
            .with("preference_prob", fixture.arena.numbers(new double[share.length]))
            .with("first_return", fixture.arena.numbers(rewards))
            .with("second_return", fixture.arena.numbers(rewards));
    Estimate estimate =
        fixture.estimate(
            new ParlUpper(upper, true, 1), Map.of("episodes", episodes, "pairs", episodes));
    if (upper == Upper.UTILITY) {
      assertThat(estimate.value("implicit")).isCloseTo(-BANDIT.expectedUtility(NU), SIX_DECIMALS);
    }
    return ParlFixture.ascent(
        BANDIT.phi(), ParlFixture.cotangents(estimate, "implicit", "episodes", "reward"));
  }

  private static double[] scaled(double[] values, double[] share) {
    double[] scaled = ParlFixture.times(values, share);
    Arrays.setAll(scaled, arm -> scaled[arm] * share.length);
    return scaled;
  }

  private static double[] moved(int component, double by) {
    double[] moved = NU.clone();
    moved[component] += by;
    return moved;
  }

  @Test
  void check1UtilityHyperGradient() {
    assertThat(BANDIT.policy(NU)).containsExactly(CARD_POLICY, SIX_DECIMALS);
    assertThat(BANDIT.expectedUtility(NU)).isCloseTo(.379550, SIX_DECIMALS);

    double[] found =
        implicit(fixture.scores(BANDIT, NU), BANDIT.utility(), BANDIT.rewards(NU), Upper.UTILITY);

    assertThat(found).containsExactly(new double[] {.005819, .319240}, SIX_DECIMALS);
    double step = 1e-5;
    for (int i = 0; i < NU.length; i++) {
      double slope =
          (BANDIT.expectedUtility(moved(i, step)) - BANDIT.expectedUtility(moved(i, -step)))
              / (2 * step);
      assertThat(found[i]).isCloseTo(slope, within(1e-7));
    }
  }

  @Test
  void check2PreferenceHyperGradientWhoseTermsDisagreeInSign() {
    double[] policy = BANDIT.policy(NU);
    double[] rewards = BANDIT.rewards(NU);
    double[] explicit = explicit(policy, rewards);
    assertThat(explicit).containsExactly(new double[] {-.072606, .107990}, SIX_DECIMALS);

    // A pair's likelihood times the scores of both: each arm's W is twice its mean over rivals.
    double[] weights = new double[policy.length];
    for (int a = 0; a < policy.length; a++) {
      for (int b = 0; b < policy.length; b++) {
        weights[a] += a == b ? 0 : 2 * policy[b] * BANDIT.logLikelihood(a, b, rewards);
      }
    }
    double[] implicit = implicit(fixture.scores(BANDIT, NU), weights, rewards, Upper.PREFERENCE);
    assertThat(implicit).containsExactly(new double[] {.207458, -.092974}, SIX_DECIMALS);

    double step = 1e-5;
    for (int i = 0; i < NU.length; i++) {
      double[] up = moved(i, step);
      double[] down = moved(i, -step);
      double slope = (BANDIT.preference(up, up) - BANDIT.preference(down, down)) / (2 * step);
      assertThat(explicit[i] + implicit[i]).isCloseTo(slope, within(1e-7));
    }
    assertThat(explicit[0]).isNegative();
    assertThat(explicit[0] + implicit[0]).isCloseTo(.134852, SIX_DECIMALS);
    assertThat(explicit[1] + implicit[1]).isCloseTo(.015016, SIX_DECIMALS);
  }

  /** The explicit term over distinct ordered pairs, which weigh the product of probabilities. */
  private double[] explicit(double[] policy, double[] rewards) {
    int arms = policy.length;
    int pairs = arms * (arms - 1);
    double[] weight = new double[pairs];
    double[] first = new double[pairs];
    double[] second = new double[pairs];
    double[] preferred = new double[pairs];
    double[][] difference = new double[pairs][];
    double total = 0;
    int row = 0;
    for (int a = 0; a < arms; a++) {
      for (int b = 0; b < arms; b++) {
        if (a != b) {
          weight[row] = policy[a] * policy[b];
          total += weight[row];
          first[row] = rewards[a];
          second[row] = rewards[b];
          preferred[row] = BANDIT.preferred(a, b);
          double[] of = BANDIT.phi()[a].clone();
          int rival = b;
          Arrays.setAll(of, i -> of[i] - BANDIT.phi()[rival][i]);
          difference[row++] = of;
        }
      }
    }
    Estimate estimate =
        fixture.estimate(
            new ParlUpper(Upper.PREFERENCE, false, 1),
            Map.of(
                "pairs",
                fixture.batch(
                    "weight", weight,
                    "first_return", first,
                    "second_return", second,
                    "preference_prob", preferred)));
    assertThat(estimate.losses()).containsOnlyKeys("explicit");
    assertThat(estimate.value("explicit") * total)
        .isCloseTo(-BANDIT.preference(NU, NU), within(1e-12));
    double[] ofFirst = ParlFixture.cotangents(estimate, "explicit", "pairs", "first_return");
    double sum = total;
    return Arrays.stream(ParlFixture.ascent(difference, ofFirst)).map(x -> x * sum).toArray();
  }

  @Test
  void check4ConjugateGradientsEqualThePseudoInverse() {
    // (diag π − ππᵀ)v = τ⁻¹(diag π − ππᵀ)U has the solution v = (U − mean U)/τ orthogonal to 1.
    double[] policy = BANDIT.policy(NU);
    double mean = Arrays.stream(BANDIT.utility()).average().orElseThrow();
    double[] slope = covariance(policy, BANDIT.utility());
    ImplicitDirection found =
        ImplicitDirection.solve(
            v -> Vector.of(covariance(policy, v.toArray())).times(BANDIT.tau()),
            Vector.of(slope),
            1e-6,
            new ConjugateGradients(20, 1e-12));

    assertThat(found.damping()).isEqualTo(1e-6);
    // The smallest other eigenvalue exceeds τ·min π = .054, so that damping changes at most
    // 1e-6/.054 of ‖v‖ < 2.
    for (int arm = 0; arm < policy.length; arm++) {
      assertThat(found.solution().vector().at(arm))
          .isCloseTo((BANDIT.utility()[arm] - mean) / BANDIT.tau(), within(4e-5));
    }
  }

  /** (diag π − ππᵀ)x. */
  private static double[] covariance(double[] policy, double[] x) {
    double mean = 0;
    for (int arm = 0; arm < x.length; arm++) {
      mean += policy[arm] * x[arm];
    }
    double[] product = new double[x.length];
    for (int arm = 0; arm < x.length; arm++) {
      product[arm] = policy[arm] * (x[arm] - mean);
    }
    return product;
  }

  @Test
  void check5ErrorFallsGeometricallyWithInnerSteps() {
    double[] rewards = BANDIT.rewards(NU);
    double[] truth = ParlFixture.ascent(BANDIT.phi(), covariance(BANDIT.policy(NU), tilted()));
    double[] logits = new double[rewards.length];
    double[] errors = new double[5];
    for (int k = 0; k < errors.length; k++) {
      double[] found = implicit(at(logits), BANDIT.utility(), rewards, Upper.PREFERENCE);
      errors[k] = Math.hypot(found[0] - truth[0], found[1] - truth[1]);
      for (int step = 0; step < 20; step++) {
        logits = ascended(logits, rewards);
      }
    }

    // At the uniform policy, after no steps, the term is off by more than half of its size.
    assertThat(errors[0]).isCloseTo(.181308, SIX_DECIMALS);
    assertThat(errors[1]).isLessThan(errors[0]);
    assertThat(errors[2]).isLessThan(errors[1]);
    // Near the optimum a step of rate 1 contracts the slowest direction by 1 − λ, λ = .0613 the
    // smallest positive eigenvalue of τ(diag π − ππᵀ), and the error is quadratic in the distance:
    // twenty steps leave (1 − λ)^40 = .0795 of it.
    assertThat(errors[3] / errors[2]).isBetween(.05, .09);
    assertThat(errors[4] / errors[3]).isBetween(.07, .09);
  }

  /** −U/τ, since ascent() takes the negative. */
  private static double[] tilted() {
    return Arrays.stream(BANDIT.utility()).map(u -> -u / BANDIT.tau()).toArray();
  }

  private EpisodeScores at(double[] logits) {
    double[] weights = Arrays.stream(logits).map(Math::exp).toArray();
    Batch arms = fixture.arms(logits.length).with("weight", fixture.arena.numbers(weights));
    return new EpisodeScores(
        fixture.policy(1, logits.length, logits), arms, Episodes.of(arms, 1), fixture.context());
  }

  /** One exact step of rate 1 up V(θ) = E[r − τ log π]. */
  private double[] ascended(double[] logits, double[] rewards) {
    EpisodeScores scores = at(logits);
    double[] logp = scores.logp();
    double[] returns = new double[logits.length];
    Arrays.setAll(returns, arm -> rewards[arm] - BANDIT.tau() * logp[arm]);
    return Vector.of(logits).plus(scores.mean(returns)).toArray();
  }

  @Test
  void check6WithoutImplicitTermItIsTheLossOfRewardModels() {
    // d = .5, label 1: −(1 − σ(.5)) = −.377541 and its negative, over one pair.
    Estimate estimate =
        fixture.estimate(
            new ParlUpper(Upper.PREFERENCE, false, .99),
            Map.of(
                "pairs",
                fixture.batch(
                    "first_return", new double[] {.7},
                    "second_return", new double[] {.2},
                    "preference_prob", new double[] {1})));

    assertThat(estimate.losses()).containsOnlyKeys("explicit");
    assertThat(ParlFixture.cotangents(estimate, "explicit", "pairs", "first_return"))
        .containsExactly(new double[] {-.377541}, SIX_DECIMALS);
    assertThat(ParlFixture.cotangents(estimate, "explicit", "pairs", "second_return"))
        .containsExactly(new double[] {.377541}, SIX_DECIMALS);
  }

  @Test
  void check6UtilityThatNoActionChangesHasNoImplicitTerm() {
    EpisodeScores scores = fixture.scores(BANDIT, NU);
    double[] constant = {.7, .7, .7, .7};

    Vector slope = scores.mean(constant);
    assertThat(slope.dot(slope)).isLessThan(1e-30);
    Vector centered = scores.mean(Episodes.withoutOthersMean(constant, 1));
    assertThat(centered.dot(centered)).isLessThan(1e-30);
    assertThat(new ConjugateGradients(5, 1e-3).solve(v -> v, Vector.of(0, 0)).vector().toArray())
        .containsExactly(0, 0);
  }

  @Test
  void leavesThePolicyAsItWas() {
    EpisodeScores scores = fixture.scores(BANDIT, NU);
    double[] before = scores.logp();

    scores.meanCurvature(BANDIT.utility(), Vector.of(1, 2, 3, 4));

    assertThat(scores.logp()).containsExactly(before);
    assertThat(fixture.policy(1, 4, 0, 0, 0, 0).as(Vectored.class)).isPresent();
  }
}
