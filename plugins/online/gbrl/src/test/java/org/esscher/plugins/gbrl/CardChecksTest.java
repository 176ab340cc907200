package org.esscher.plugins.gbrl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.esscher.api.Batch;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.api.PolicyProvider;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Checks 1 to 7 of the paper's card. */
class CardChecksTest {
  private static final Offset<Double> ROUNDING = within(1e-12);

  @AutoClose private final Fixture fixture = new Fixture();

  @Test
  void check1ScoresOfSplitsLeavesAndStep() {
    FeatureTable x = Fixture.numbers(new double[] {0, 1, 2, 3});
    double[] g = {1, 0, 1, 0, -1, 0, -3, 0};
    FeatureSplits splits = FeatureSplits.of(x, 0, g, 256, CandidateRule.QUANTILE);
    NodeSums sums = new NodeSums(splits, x.all(), g, 2);

    assertThat(splits.splits())
        .containsExactly(Split.above(0, 0), Split.above(0, 1), Split.above(0, 2));
    // Sums of output 0 left and right: 1, −3; 2, −4; 1, −3. So 1 + 9/3, 4/2 + 16/2, 1/3 + 9.
    assertThat(sums.squares(0)).isEqualTo(4, ROUNDING);
    assertThat(sums.squares(1)).isEqualTo(10, ROUNDING);
    assertThat(sums.squares(2)).isEqualTo(9.3333, within(5e-5));
    assertThat(SplitScore.COSINE.of(sums.squares(0))).isEqualTo(2.0000, within(5e-5));
    assertThat(SplitScore.COSINE.of(sums.squares(1))).isEqualTo(3.1623, within(5e-5));
    assertThat(SplitScore.COSINE.of(sums.squares(2))).isEqualTo(3.0551, within(5e-5));

    Tree tree = Fixture.greedy(1, SplitScore.COSINE).fit(x, g, 2);
    assertThat(tree.splits()).containsExactly(Split.above(0, 1));
    assertThat(Fixture.values(tree, x)).containsExactly(1, 0, 1, 0, -2, 0, -2, 0);

    // Cotangents of the mean loss are a quarter of the rows' own.
    Batch rows =
        fixture
            .observations(0, 1, 2, 3)
            .with("output_cotangent", fixture.arena.vectors(2, quarter(g)));
    assertThat(
            fixture.change(
                "gbrl-policy", Map.of("actions", 2, "maxDepth", 1, "policyLr", 0.5), rows))
        .containsExactly(new double[] {-.5, 0, -.5, 0, 1, 0, 1, 0}, ROUNDING);
  }

  private static double[] quarter(double[] values) {
    return Arrays.stream(values).map(value -> value / 4).toArray();
  }

  @Test
  void check2IsolatedRowsDescendTheirOwnGradient() {
    double[] targets = new Random(3).doubles(8, -2, 2).toArray();
    for (String grow : List.of("greedy", "oblivious")) {
      Model value =
          fixture
              .component(
                  ModelProvider.class,
                  "gbrl-value",
                  Map.of("maxDepth", 16, "grow", grow, "valueLr", 1))
              .create(fixture.context(), null);
      Batch rows = fixture.observations(0, 1, 2, 3, 4, 5, 6, 7);
      // ∂ ½(F − y)²/∂F at F = 0.
      fixture.step(
          value, rows, "value", 8, Arrays.stream(targets).map(target -> -target).toArray());

      assertThat(fixture.output(value, rows, "value")).containsExactly(targets);
    }
  }

  @Test
  void check3DepthZeroIsAConstantShift() {
    FeatureTable x = Fixture.numbers(new double[] {0, 1, 2, 3});
    double[] g = {1, 2, 3, 6};

    for (TreeFitter fitter :
        List.of(Fixture.greedy(0, SplitScore.COSINE), Fixture.oblivious(0, SplitScore.L2))) {
      assertThat(Fixture.values(fitter.fit(x, g, 1), x)).containsExactly(3, 3, 3, 3);
    }
  }

  @Test
  void check4ScalesOfGradients() {
    FeatureTable x = Fixture.numbers(new double[] {0, 1, 2, 3}, new double[] {1, 0, 2, 1});
    // The first output parts {0, 1} from {2, 3}, the second 0 from the rest.
    double[] g = {1, 3, 1, -1, -1, -1, -1, -1};
    for (SplitScore score : SplitScore.values()) {
      for (TreeFitter fitter : List.of(Fixture.greedy(2, score), Fixture.oblivious(2, score))) {
        Tree tree = fitter.fit(x, g, 2);
        Tree scaled = fitter.fit(x, scaled(g, 7, 7), 2);
        assertThat(scaled.splits()).isEqualTo(tree.splits());
        assertThat(Fixture.values(scaled, x))
            .containsExactly(scaled(Fixture.values(tree, x), 7, 7), ROUNDING);
      }
    }
    // Cosine: above 1 has |μ|² of 1 in output 0 and 1 in 1, 4·1 + 4·1·w²; above 0 has 4/3 in output
    // 0 and 12 w² in 1: the first for w = 0.1, the second for w = 10.
    assertThat(root(SplitScore.COSINE, x, scaled(g, 1, 0.1))).isEqualTo(Split.above(0, 1));
    assertThat(root(SplitScore.COSINE, x, scaled(g, 1, 10))).isEqualTo(Split.above(0, 0));
    assertThat(root(SplitScore.L2, x, scaled(g, 1, 0.1)))
        .isEqualTo(root(SplitScore.L2, x, scaled(g, 1, 10)));
  }

  private static Split root(SplitScore score, FeatureTable table, double[] gradients) {
    return Fixture.greedy(1, score).fit(table, gradients, 2).splits().get(0);
  }

  private static double[] scaled(double[] values, double first, double second) {
    double[] scaled = values.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= i % 2 == 0 ? first : second;
    }
    return scaled;
  }

  @Test
  void check5CategoriesAreEqualOrNot() {
    FeatureTable x = Fixture.categories("red", "green", "blue", "green", "red", "blue");
    double[] g = {1, -2, 1, -2, 1, 1};

    for (TreeFitter fitter :
        List.of(Fixture.greedy(1, SplitScore.COSINE), Fixture.oblivious(1, SplitScore.L2))) {
      Tree tree = fitter.fit(x, g, 1);
      assertThat(tree.splits()).containsExactly(Split.equal(0, "green"));
      assertThat(Fixture.values(tree, Fixture.categories("green", "red", "blue", "violet")))
          .containsExactly(-2, 1, 1, 1);
    }
  }

  @Test
  void check5NumbersMayBeCategories() {
    Batch rows =
        fixture
            .observations(5, 9, 7, 9, 5, 7)
            .with("output_cotangent", fixture.arena.numbers(1, 1, -2, 1, 1, -2));
    double[] change =
        fixture.change(
            "gbrl-value",
            Map.of("maxDepth", 1, "valueLr", 6, "categorical", List.of("observation")),
            rows);

    // One test isolates 7, which lies between the others. A row's own gradient is 6 times its
    // share of the mean's.
    assertThat(change).containsExactly(new double[] {-36, -36, 72, -36, -36, 72}, ROUNDING);
  }

  @Test
  void check6AValueThatDoesNotLearnStillShapesTheTree() {
    Map<String, Object> config = Map.of("actions", 2, "maxDepth", 1, "policyLr", 1, "valueLr", 0);
    // Logits alone would be parted above 1; the value's larger gradient parts above 0.
    double[] policyOnly = {1, -1, 0, 1, -1, 0, -1, 1, 0, -1, 1, 0};
    double[] both = {1, -1, 30, 1, -1, -10, -1, 1, -10, -1, 1, -10};
    double[] alone = sharedChange(config, policyOnly);
    double[] change = sharedChange(config, both);

    for (int row = 0; row < 4; row++) {
      assertThat(change[3 * row + 2]).isZero();
    }
    assertThat(alone)
        .containsExactly(new double[] {-1, 1, 0, -1, 1, 0, 1, -1, 0, 1, -1, 0}, ROUNDING);
    // Leaves {0} and {1, 2, 3} have mean logit gradients of 1 and −1/3.
    double third = 1 / 3.0;
    assertThat(change)
        .containsExactly(
            new double[] {-1, 1, 0, third, -third, 0, third, -third, 0, third, -third, 0},
            ROUNDING);
  }

  @Test
  void check6WithoutSharingEachHasItsOwnTree() {
    double[] both = {1, -1, 30, 1, -1, -10, -1, 1, -10, -1, 1, -10};
    double[] change =
        sharedChange(
            Map.of("actions", 2, "maxDepth", 1, "policyLr", 1, "valueLr", 1, "shared", false),
            both);

    assertThat(change)
        .containsExactly(new double[] {-1, 1, -30, -1, 1, 10, 1, -1, 10, 1, -1, 10}, ROUNDING);
  }

  private double[] sharedChange(Map<String, ?> config, double[] gradients) {
    Batch rows =
        fixture
            .observations(0, 1, 2, 3)
            .with("output_cotangent", fixture.arena.vectors(3, quarter(gradients)));
    return fixture.change("gbrl-actor-critic", config, rows);
  }

  @Test
  void check7ADuplicatedBatchGrowsTheSameTree() {
    double[] once = {1, 1, -1, -3};
    double[] twice = {1, 1, -1, -3, 1, 1, -1, -3};
    Batch rows = fixture.observations(0, 1, 2, 3);
    Batch doubled = fixture.observations(0, 1, 2, 3, 0, 1, 2, 3);

    double[] expected = afterAStep(rows, 4, once);
    // Leaves are the means 1 and −2 of {0, 1} and {2, 3}.
    assertThat(expected).containsExactly(new double[] {-.5, -.5, 1, 1}, ROUNDING);
    assertThat(afterAStep(doubled, 8, twice)).containsExactly(expected);
    // Weights of 2 for each row are the same mean loss again.
    assertThat(afterAStep(rows, 8, new double[] {2, 2, -2, -6})).containsExactly(expected);
  }

  private double[] afterAStep(Batch rows, double weight, double[] cotangents) {
    Model value =
        fixture
            .component(ModelProvider.class, "gbrl-value", Map.of("maxDepth", 1, "valueLr", 0.5))
            .create(fixture.context(), null);
    fixture.step(value, rows, "value", weight, cotangents);
    return fixture.output(value, fixture.observations(0, 1, 2, 3), "value");
  }

  @Test
  void check7TheCotangentOfALogProbabilityGoesThroughTheSoftmax() {
    Model policy =
        fixture
            .component(
                PolicyProvider.class,
                "gbrl-policy",
                Map.of("actions", 2, "maxDepth", 1, "policyLr", 1))
            .create(fixture.context(), null);
    Batch rows = fixture.observations(0, 1).with("action", fixture.arena.integers(0, 1));
    // −A·(onehot(a) − π) with A = 2 and π = ½, so the logits move by ±1.
    fixture.step(policy, rows, "logp", 2, -2, -2);

    assertThat(fixture.output(policy, rows, "logits"))
        .containsExactly(new double[] {1, -1, -1, 1}, ROUNDING);
  }
}
