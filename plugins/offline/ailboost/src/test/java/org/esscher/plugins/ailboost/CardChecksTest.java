package org.esscher.plugins.ailboost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.esscher.api.Batch;
import org.esscher.api.Estimate;
import org.esscher.api.Forward;
import org.esscher.api.ModelProvider;
import org.esscher.api.Policy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The numbered checks of the paper's card. */
class CardChecksTest {
  private static final Offset<Double> ROUNDING = within(1e-12);

  /** The card prints four digits, and three of what it calls measured. */
  private static final Offset<Double> PRINTED = within(5e-5);

  private static final Offset<Double> MEASURED = within(5e-4);

  private final Fixture fixture = new Fixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  /** .95², .05·.95, .05; and .95⁹. */
  @Test
  void check1WeightsOfThreeAndOfTenLearners() {
    assertThat(LearnerWeights.of(0, 2, .05))
        .usingComparatorWithPrecision(1e-15)
        .containsExactly(.9025, .0475, .05);
    double[] ten = LearnerWeights.of(0, 9, .05);
    assertThat(ten[0]).isCloseTo(.6302, PRINTED);
    assertThat(ten[9]).isEqualTo(.05);
    for (int last = 0; last < 200; last++) {
      assertThat(Arrays.stream(LearnerWeights.of(0, last, .05)).sum()).isCloseTo(1, ROUNDING);
    }
  }

  /** Before a second learner is there the first has all of the weight. */
  @Test
  void check1TheFirstLearnerHasWeight1UntilTheSecond() {
    assertThat(LearnerWeights.of(0, 0, .05)).containsExactly(1);
    assertThat(LearnerWeights.of(0, 1, .05)).containsExactly(.95, .05);
  }

  /** Gradient descent on the scores of the outcomes. */
  private double[] optimum(VariationalForm form, double[] expert, double[] policy) {
    double[] scores = new double[expert.length];
    for (int step = 0; step < 300; step++) {
      Estimate estimate = loss(form, expert, policy, scores);
      double[] slopes = Fixture.cotangents(estimate, "transitions", "score");
      for (int i = 0; i < scores.length; i++) {
        scores[i] -= slopes[i] + slopes[scores.length + i];
      }
    }
    return scores;
  }

  private Estimate loss(VariationalForm form, double[] expert, double[] policy, double[] scores) {
    Batch rows = fixture.enumerated(expert, policy, scores);
    return fixture.estimate(new AilDiscriminatorLoss(form), "transitions", rows);
  }

  /** log .9/.5 and log .1/.5; KL = .5 log .5/.9 + .5 log .5/.1 = .5108. */
  @ParameterizedTest
  @EnumSource(
      value = VariationalForm.class,
      names = {"RKL", "JS"})
  void check2TheOptimumIsTheLogRatio(VariationalForm form) {
    double[] expert = {.9, .1};
    double[] policy = {.5, .5};
    double[] optimum = optimum(form, expert, policy);

    assertThat(optimum[0]).isCloseTo(.5878, PRINTED);
    assertThat(optimum[1]).isCloseTo(-1.6094, PRINTED);
    double minimum =
        loss(VariationalForm.RKL, expert, policy, optimum).value("ail-discriminator-loss");
    assertThat(minimum).isCloseTo(.4892, PRINTED);
    Batch rows = fixture.enumerated(expert, policy, optimum);
    assertThat(
            fixture
                .estimate(new OccupancyReverseKl(), "transitions", rows)
                .value("occupancy-reverse-kl"))
        .isCloseTo(.5108, PRINTED)
        .isCloseTo(1 - minimum, ROUNDING);
  }

  @Test
  void check3EqualDistributionsPayNothing() {
    double[] both = {.7, .2, .1};
    double[] optimum = optimum(VariationalForm.RKL, both, both);

    assertThat(optimum).usingComparatorWithPrecision(1e-12).containsExactly(0, 0, 0);
    assertThat(loss(VariationalForm.RKL, both, both, optimum).value("ail-discriminator-loss"))
        .isCloseTo(1, ROUNDING);
  }

  @Test
  void check4WithEta1TheMixtureIsTheLastPolicy() {
    double[] weights = LearnerWeights.of(0, 2, 1);
    assertThat(weights).containsExactly(0, 0, 1);

    List<ModelProvider> members =
        List.of(Fixture.fixed(.9, .1), Fixture.fixed(.5, .5), Fixture.fixed(.3, .7));
    assertThat(episode(new PolicyMixture(members, Arrays.stream(weights).boxed().toList())))
        .isCloseTo(Math.log(.3) + 2 * Math.log(.7), ROUNDING);
  }

  @Test
  void check4OneLearnerIsPlain() {
    assertThat(LearnerWeights.of(0, 0, .3)).containsExactly(1);
    assertThat(episode(new PolicyMixture(List.of(Fixture.fixed(.3, .7)), List.of(1.0))))
        .isCloseTo(Math.log(.3) + 2 * Math.log(.7), ROUNDING);
  }

  /** log-probability of the actions 0, 1, 1. */
  private double episode(PolicyMixture provider) {
    try (Policy mixture = provider.create(fixture.context(), null);
        Forward pass =
            mixture.forward(
                fixture.batch(
                    "observation", new double[3],
                    "episode_id", new String[] {"a", "a", "a"},
                    "action", new double[] {0, 1, 1}),
                mixture.outputs(),
                fixture.context())) {
      return Arrays.stream(pass.output("logp").toArray()).sum();
    }
  }

  /** w ← ((1 − η) w, η). */
  @ParameterizedTest
  @ValueSource(doubles = {.05, .2, 1})
  void check5TheRecursionIsTheClosedForm(double eta) {
    double[] recursion = {1};
    for (int last = 1; last < 60; last++) {
      double[] longer = Arrays.copyOf(recursion, last + 1);
      Arrays.setAll(longer, i -> (1 - eta) * longer[i]);
      longer[last] = eta;
      recursion = longer;
      assertThat(LearnerWeights.of(0, last, eta))
          .usingComparatorWithPrecision(1e-14)
          .containsExactly(recursion);
    }
  }

  /** Boosting with exact discriminators and best responses. */
  private final class Boosting {
    private final RandomProcess process;
    private final double eta;
    private final double[] expert;
    private final List<double[]> learners = new ArrayList<>();
    private double[] mixture;

    Boosting(RandomProcess process, double eta) {
      this.process = process;
      this.eta = eta;
      this.expert = process.occupancy(process.expert());
      this.mixture = process.occupancy(RandomProcess.uniform());
      learners.add(mixture);
    }

    Boosting rounds(int count) {
      while (learners.size() <= count) {
        learners.add(process.occupancy(process.bestResponse(logRatios(mixture))));
        double[] weights = LearnerWeights.of(0, learners.size() - 1, eta);
        mixture = sum(weights);
      }
      return this;
    }

    double[] sum(double[] weights) {
      double[] sum = new double[expert.length];
      for (int learner = 0; learner < weights.length; learner++) {
        double[] own = learners.get(learner);
        double weight = weights[learner];
        Arrays.setAll(sum, i -> sum[i] + weight * own[i]);
      }
      return sum;
    }

    /** The exact discriminator, log d^E/d; 0 where the policy has no mass. */
    double[] logRatios(double[] policy) {
      double[] ratios = new double[expert.length];
      Arrays.setAll(ratios, i -> policy[i] > 0 ? Math.log(expert[i] / policy[i]) : 0);
      return ratios;
    }

    double kl() {
      return kl(mixture);
    }

    double klOfTheLast() {
      return kl(learners.get(learners.size() - 1));
    }

    /** Σ d log d/d^E, which the estimator finds where the policy has mass everywhere. */
    double kl(double[] policy) {
      double[] ratios = logRatios(policy);
      double exact = 0;
      for (int i = 0; i < policy.length; i++) {
        exact -= policy[i] * ratios[i];
      }
      if (Arrays.stream(policy).allMatch(each -> each > 0)) {
        Batch rows = fixture.enumerated(expert, policy, ratios);
        Estimate estimate = fixture.estimate(new OccupancyReverseKl(), "transitions", rows);
        assertThat(estimate.value("occupancy-reverse-kl")).isCloseTo(exact, ROUNDING);
      }
      return exact;
    }
  }

  /** The card has the first of these numbers to four digits, and the others to three. */
  @Test
  void check6TheMixtureReachesTheExpert() {
    Boosting boosting = new Boosting(RandomProcess.all().get(0), .05);

    assertThat(boosting.kl()).isCloseTo(.4035, PRINTED);
    assertThat(boosting.rounds(5).kl()).isCloseTo(.2170, PRINTED);
    assertThat(boosting.rounds(10).kl()).isCloseTo(.1195, PRINTED);
    assertThat(boosting.rounds(20).kl()).isCloseTo(.0360, PRINTED);
    assertThat(boosting.rounds(50).kl()).isCloseTo(.0041, PRINTED);
  }

  @Test
  void check6TheLastPolicyAloneNeverDoes() {
    Boosting boosting = new Boosting(RandomProcess.all().get(0), .05);

    for (int round : new int[] {5, 10, 20, 50}) {
      assertThat(boosting.rounds(round).klOfTheLast()).isBetween(.5, 1.3);
    }
  }

  /** NumPy, beside the program that the card's numbers are from, says .0515. */
  @Test
  void check6WithALargerEtaTheStepsOwnErrorStays() {
    Boosting boosting = new Boosting(RandomProcess.all().get(0), .2);

    assertThat(boosting.rounds(50).kl()).isCloseTo(.0515, PRINTED);
    for (int round = 51; round <= 100; round++) {
      assertThat(boosting.rounds(round).kl()).isGreaterThan(.01);
    }
  }

  @Test
  void check6TenProcesses() {
    List<Boosting> all = RandomProcess.all().stream().map(each -> new Boosting(each, .05)).toList();

    assertThat(all.stream().mapToDouble(Boosting::kl).average().orElseThrow())
        .isCloseTo(.640, MEASURED);
    assertThat(all.stream().mapToDouble(each -> each.rounds(10).kl()).average().orElseThrow())
        .isCloseTo(.240, MEASURED);
    double[] late = all.stream().mapToDouble(each -> each.rounds(50).kl()).toArray();
    assertThat(Arrays.stream(late).average().orElseThrow()).isCloseTo(.0097, PRINTED);
    assertThat(Arrays.stream(late).max().orElseThrow()).isCloseTo(.020, MEASURED);
    double[] last = all.stream().mapToDouble(Boosting::klOfTheLast).toArray();
    assertThat(Arrays.stream(last).average().orElseThrow()).isCloseTo(.76, within(.005));
    assertThat(Arrays.stream(last).min().orElseThrow()).isCloseTo(.32, within(.005));
  }

  /**
   * Of the rows of all learners alike the optimum is log d^E/u, u the uniform mixture. On the rows
   * by their weights its loss is 1 + Σ d log d^E/u, above the minimum 1 + Σ d log d^E/d by KL(d‖u).
   */
  @Test
  void check7AnUnweightedReplayMemoryMissesTheMinimum() {
    Boosting boosting = new Boosting(RandomProcess.all().get(0), .05).rounds(10);
    double[] even = new double[11];
    Arrays.fill(even, 1.0 / 11);
    double[] uniform = boosting.sum(even);
    double between = 0;
    for (int i = 0; i < uniform.length; i++) {
      between += boosting.mixture[i] * Math.log(boosting.mixture[i] / uniform[i]);
    }

    double minimum = 1 - boosting.kl();
    assertThat(lossOf(boosting, boosting.logRatios(boosting.mixture))).isCloseTo(minimum, ROUNDING);
    assertThat(lossOf(boosting, boosting.logRatios(uniform)))
        .isCloseTo(minimum + between, ROUNDING)
        .isGreaterThan(minimum + .1);
  }

  private double lossOf(Boosting boosting, double[] scores) {
    return loss(VariationalForm.RKL, boosting.expert, boosting.mixture, scores)
        .value("ail-discriminator-loss");
  }

  @Test
  void check8WithoutTheOldestLearnersTheWeightsSumTo1() {
    double[] all = LearnerWeights.of(0, 9, .05);
    double[] kept = LearnerWeights.of(4, 9, .05);

    assertThat(Arrays.stream(kept).sum()).isCloseTo(1, ROUNDING);
    double rest = Arrays.stream(all, 4, 10).sum();
    for (int i = 0; i < kept.length; i++) {
      assertThat(kept[i]).isCloseTo(all[i + 4] / rest, ROUNDING);
    }
  }
}
