package org.esscher.plugins.fdpg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Estimate;
import org.esscher.api.FDivergence;
import org.esscher.api.State;
import org.esscher.plugins.base.divergence.ForwardKl;
import org.esscher.plugins.base.divergence.JensenShannon;
import org.esscher.plugins.base.divergence.NeymanChi2;
import org.esscher.plugins.base.divergence.PearsonChi2;
import org.esscher.plugins.base.divergence.ReverseKl;
import org.esscher.plugins.base.divergence.TotalVariation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Checks 1 to 6 of f-DPG, with worked numbers. */
class CardChecksTest {
  private static final double[] POLICY = {.5, .3, .2};
  private static final double[] TARGET = {.2, .3, .5};

  /** The numbers are given to six decimals, or exactly. */
  private static final double SIX_DECIMALS = 5.1e-7;

  private static final double FOUR_DECIMALS = 5.1e-5;
  private static final double ROUNDING = 1e-12;

  private static final List<FDivergence> ALL =
      List.of(
          new ForwardKl(),
          new ReverseKl(),
          new TotalVariation(),
          new JensenShannon(false),
          new NeymanChi2(),
          new PearsonChi2());

  private final Trial trial = new Trial();

  @AfterEach
  void closeWithoutLeaks() {
    trial.close();
  }

  /** With the policy's probabilities as weights the reported value is D_f(π‖p) itself. */
  private double value(FDivergence divergence) {
    return trial
        .estimate(
            Trial.fDpg(divergence, FDpg.Baseline.NONE), trial.enumerated(POLICY, POLICY, TARGET))
        .value("f-dpg");
  }

  /**
   * With the policy's probabilities as weights the cotangent of row i is π_i f′(π_i/p_i), so f′ is
   * that over π_i.
   */
  private double[] slopes(FDivergence divergence, double[] policy, double[] target) {
    double[] cotangents =
        trial.cotangents(
            trial.estimate(
                Trial.fDpg(divergence, FDpg.Baseline.NONE),
                trial.enumerated(policy, policy, target)));
    return IntStream.range(0, policy.length).mapToDouble(i -> cotangents[i] / policy[i]).toArray();
  }

  /** Σ_i c_i ∂log π_i/∂logit_j = c_j − π_j Σ_i c_i. */
  private static double[] throughSoftmax(double[] cotangents, double[] policy) {
    double sum = Arrays.stream(cotangents).sum();
    return IntStream.range(0, policy.length)
        .mapToDouble(j -> cotangents[j] - policy[j] * sum)
        .toArray();
  }

  private double[] gradient(FDivergence divergence, double[] policy, double[] target) {
    Estimate estimate =
        trial.estimate(
            Trial.fDpg(divergence, FDpg.Baseline.NONE), trial.enumerated(policy, policy, target));
    return throughSoftmax(trial.cotangents(estimate), policy);
  }

  @Test
  void check1Values() {
    assertThat(value(new ForwardKl())).isCloseTo(.274887, within(SIX_DECIMALS));
    assertThat(value(new ReverseKl())).isCloseTo(.274887, within(SIX_DECIMALS));
    assertThat(value(new JensenShannon(false))).isCloseTo(.132829, within(SIX_DECIMALS));
    assertThat(value(new TotalVariation())).isCloseTo(.3, within(ROUNDING));
    assertThat(value(new NeymanChi2())).isCloseTo(.63, within(ROUNDING));
    assertThat(value(new PearsonChi2())).isCloseTo(.63, within(ROUNDING));
  }

  @Test
  void check1Slopes() {
    assertSlopes(new ForwardKl(), -.4, -1, -2.5);
    assertSlopes(new ReverseKl(), 1.9163, 1, .0837);
    assertSlopes(new JensenShannon(false), .3567, 0, -.5596);
    assertSlopes(new NeymanChi2(), .84, 0, -5.25);
    assertSlopes(new PearsonChi2(), 3, 0, -1.2);
  }

  private void assertSlopes(FDivergence divergence, double... wanted) {
    assertThat(slopes(divergence, POLICY, TARGET)).containsExactly(wanted, within(FOUR_DECIMALS));
  }

  @Test
  void check2GradientOfSoftmaxLogits() {
    double[] target = {.25, .25, .5};
    assertThat(gradient(new ForwardKl(), POLICY, target))
        .containsExactly(new double[] {.25, .05, -.30}, within(ROUNDING));
    assertThat(gradient(new ReverseKl(), POLICY, target))
        .containsExactly(new double[] {.237568, -.010707, -.226861}, within(SIX_DECIMALS));
    assertThat(gradient(new JensenShannon(false), POLICY, target))
        .containsExactly(new double[] {.114830, .008697, -.123527}, within(SIX_DECIMALS));
  }

  /** Central differences of the reported value along each logit; truncation is of order 1e-10. */
  @Test
  void check2GradientEqualsFiniteDifferences() {
    double[] target = {.25, .25, .5};
    double step = 1e-5;
    for (FDivergence divergence : ALL) {
      double[] gradient = gradient(divergence, POLICY, target);
      for (int j = 0; j < POLICY.length; j++) {
        double slope =
            (valueAt(divergence, moved(j, step), target)
                    - valueAt(divergence, moved(j, -step), target))
                / (2 * step);
        // Total variation has a kink where π = p, which this policy is not at.
        assertThat(gradient[j]).as("%s, logit %d", divergence, j).isCloseTo(slope, within(1e-6));
      }
    }
  }

  private double valueAt(FDivergence divergence, double[] policy, double[] target) {
    return trial
        .estimate(
            Trial.withZ(divergence, FDpg.Baseline.NONE, 1),
            trial.enumerated(policy, policy, target))
        .value("f-dpg");
  }

  private static double[] moved(int logit, double by) {
    double[] unnormalized = POLICY.clone();
    unnormalized[logit] *= Math.exp(by);
    double sum = Arrays.stream(unnormalized).sum();
    return Arrays.stream(unnormalized).map(p -> p / sum).toArray();
  }

  /** −f′ is p/π, whose mean under π is Σ p = 1. */
  @Test
  void check3ForwardKlWeighsByTargetOverPolicy() {
    double[] slopes = slopes(new ForwardKl(), POLICY, TARGET);
    double mean = 0;
    for (int i = 0; i < POLICY.length; i++) {
      assertThat(-slopes[i]).isCloseTo(TARGET[i] / POLICY[i], within(ROUNDING));
      mean -= POLICY[i] * slopes[i];
    }
    assertThat(mean).isCloseTo(1, within(ROUNDING));
  }

  /**
   * P = a·exp(r/β): β·(−f′) = r − β log(π/a) + const, and a leave-one-out baseline takes the
   * constant away. So β times the cotangents are those of KL-penalized REINFORCE with the rewards R
   * = r − β log(π/a): −(1/N)(R_i − mean of the other R).
   */
  @Test
  void check3ReverseKlIsPenalizedReinforce() {
    double beta = .4;
    double[] base = {.6, .3, .1};
    double[] reward = {0, 1, .5};
    double[] logTarget = new double[3];
    double[] penalized = new double[3];
    for (int i = 0; i < 3; i++) {
      logTarget[i] = Math.log(base[i]) + reward[i] / beta;
      penalized[i] = reward[i] - beta * Math.log(POLICY[i] / base[i]);
    }
    Batch samples =
        trial
            .samples(Trial.logs(POLICY), Trial.logs(POLICY), logTarget)
            .with("prompt_id", trial.texts("x", "x", "x"));
    double[] cotangents =
        trial.cotangents(trial.estimate(Trial.fDpg(new ReverseKl(), FDpg.Baseline.LOO), samples));
    double sum = Arrays.stream(penalized).sum();
    for (int i = 0; i < 3; i++) {
      double others = (sum - penalized[i]) / 2;
      assertThat(beta * cotangents[i]).isCloseTo(-(penalized[i] - others) / 3, within(ROUNDING));
    }
  }

  @Test
  void check4AScaledTargetChangesNothing() {
    double[] scaled = Arrays.stream(TARGET).map(p -> 10 * p).toArray();
    for (FDivergence divergence : ALL) {
      assertThat(slopes(divergence, POLICY, scaled))
          .containsExactly(slopes(divergence, POLICY, TARGET), within(ROUNDING));
    }
  }

  @Test
  void check4AtTheTargetTheGradientVanishes() {
    for (FDivergence divergence : ALL) {
      assertThat(gradient(divergence, TARGET, TARGET))
          .as(divergence.toString())
          .containsExactly(new double[3], within(ROUNDING));
    }
  }

  /** The rows' cotangents are −(1/N)·pseudo-reward. */
  @Test
  void check5RowsOutsideTheTarget() {
    double[] half = {.5, .5};
    double[] target = {1, 0};
    double log2 = Math.log(2);
    assertThat(slopes(new JensenShannon(false), half, target)[1]).isCloseTo(log2, within(ROUNDING));
    assertThat(slopes(new TotalVariation(), half, target)[1]).isEqualTo(.5);
    assertThat(slopes(new ForwardKl(), half, target)[1]).isZero();
    // Reverse KL is −∞ there: refused, see BadInputTest; or floored.
    double[] cotangents =
        trial.cotangents(
            trial.estimate(
                Trial.bounded(new ReverseKl(), 5), trial.enumerated(half, half, target)));
    assertThat(cotangents[1]).isEqualTo(.5 * 5);
  }

  /**
   * Uniform q on six outcomes, one with P = 0. The expectation over q of the cotangent, taken
   * exactly, is the on-policy one: Σ q·(π/q) f′ = Σ π f′. Then 200000 draws from q agree to four
   * standard errors of their mean.
   */
  @Test
  void check6OffPolicyEqualsOnPolicy() {
    double[] policy = {.3, .25, .2, .1, .1, .05};
    double[] target = {.1, .2, .3, .25, .15, 0};
    double[] uniform = new double[6];
    Arrays.fill(uniform, 1. / 6);
    for (FDivergence divergence :
        List.of(new JensenShannon(false), new TotalVariation(), new ForwardKl())) {
      FDpg estimator = Trial.withZ(divergence, FDpg.Baseline.NONE, 1);
      double[] onPolicy =
          trial.cotangents(trial.estimate(estimator, trial.enumerated(policy, policy, target)));
      Batch all = trial.enumerated(policy, uniform, target);
      double[] offPolicy = trial.cotangents(trial.estimate(estimator, all));
      assertThat(offPolicy).containsExactly(onPolicy, within(ROUNDING));
      assertDrawsAgree(estimator, policy, target, onPolicy);
    }
  }

  private void assertDrawsAgree(
      FDpg estimator, double[] policy, double[] target, double[] expected) {
    int draws = 200_000;
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    int[] outcomes = IntStream.range(0, draws).map(i -> random.nextInt(6)).toArray();
    double[] proposal = new double[draws];
    Arrays.fill(proposal, -Math.log(6));
    Batch samples =
        trial.samples(
            Arrays.stream(outcomes).mapToDouble(x -> Math.log(policy[x])).toArray(),
            proposal,
            Arrays.stream(outcomes).mapToDouble(x -> Math.log(target[x])).toArray());
    double[] cotangents = trial.cotangents(trial.estimate(estimator, samples));
    double[] sums = new double[6];
    for (int i = 0; i < draws; i++) {
      sums[outcomes[i]] += cotangents[i];
    }
    for (int x = 0; x < 6; x++) {
      // An outcome is drawn n times, n binomial of n·p = draws/6, each with cotangent e·6/draws.
      double error = Math.abs(expected[x]) * 6 * Math.sqrt(5. / 36 / draws);
      assertThat(sums[x]).isCloseTo(expected[x], within(4 * error + ROUNDING));
    }
  }

  /**
   * Two batches with P/q of 1, 3 and then 2, 6: Z is 2 after the first and 12/4 = 3 with the
   * second; mean squares 5 and 50/4, so variances 1 and 3.5, standard errors √(1/2) and √(3.5/4).
   */
  @Test
  void runningZIncludesTheBatch() {
    FDpg running =
        new FDpg(
            new ForwardKl(),
            FDpg.Baseline.WINDOW,
            2,
            FDpg.Normalizer.RUNNING,
            null,
            FDpg.Scope.GLOBAL,
            Double.POSITIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            Double.POSITIVE_INFINITY);
    double[] zeros = new double[2];
    Estimate first =
        trial.estimate(running, trial.samples(zeros, zeros, Trial.logs(1, 3)), State.empty());
    assertThat(first.value("z")).isCloseTo(2, within(ROUNDING));
    assertThat(first.value("z_standard_error")).isCloseTo(Math.sqrt(.5), within(ROUNDING));
    // −f′ = P/(Zπ) = ½, 3/2; the window is empty, so nothing is subtracted.
    assertThat(trial.cotangents(first))
        .containsExactly(new double[] {-.25, -.75}, within(ROUNDING));
    Estimate second =
        trial.estimate(running, trial.samples(zeros, zeros, Trial.logs(2, 6)), first.state());
    assertThat(second.value("z")).isCloseTo(3, within(ROUNDING));
    assertThat(second.value("z_standard_error")).isCloseTo(Math.sqrt(3.5 / 4), within(ROUNDING));
    // −f′ = ⅔, 2, less the window's mean 1 of the batch before.
    assertThat(trial.cotangents(second))
        .containsExactly(new double[] {1. / 6, -.5}, within(ROUNDING));
  }

  /** weightClip bounds π/q in value and cotangent, and leaves Z alone. */
  @Test
  void clippedRowsAreCounted() {
    FDpg clipping =
        new FDpg(
            new ForwardKl(),
            FDpg.Baseline.NONE,
            1,
            FDpg.Normalizer.BATCH,
            null,
            FDpg.Scope.GLOBAL,
            Double.POSITIVE_INFINITY,
            2,
            1.5);
    // π/q = 4, 1; P/q = 4, 4, so Z = 4; p/π = ¼·P/π = ¼, 1 and then clipped nowhere.
    Estimate wide =
        trial.estimate(clipping, trial.samples(Trial.logs(4, 1), new double[2], Trial.logs(4, 4)));
    assertThat(wide.value("z")).isCloseTo(4, within(ROUNDING));
    assertThat(wide.value("clipped_weight_rows")).isEqualTo(1);
    assertThat(wide.value("clipped_rows")).isZero();
    // −(1/2)·2·¼ and −(1/2)·1·1.
    assertThat(trial.cotangents(wide)).containsExactly(new double[] {-.25, -.5}, within(ROUNDING));
    // P/π = 1, 7, so Z = 4, and −f′ = ¼, 7/4, which is bounded by 3/2.
    Estimate steep =
        trial.estimate(clipping, trial.samples(new double[2], new double[2], Trial.logs(1, 7)));
    assertThat(steep.value("clipped_rows")).isEqualTo(1);
    assertThat(trial.cotangents(steep))
        .containsExactly(new double[] {-.125, -.75}, within(ROUNDING));
  }
}
