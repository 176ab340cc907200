package org.esscher.plugins.gbrl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the card leaves to say of trees. */
class TreeFitterTest {
  @Test
  void obliviousTreesSumGainsOverALevel() {
    // Column 0 parts first. Below it, column 1 gains 2 in the left node and nothing in the right,
    // column 2 gains 1 in each: by L2's n|μ|² of the scored gradients column 1 wins the level when
    // its one gain is the larger.
    FeatureTable x =
        Fixture.numbers(
            new double[] {0, 0, 0, 0, 1, 1, 1, 1},
            new double[] {0, 0, 1, 1, 0, 0, 1, 1},
            new double[] {0, 1, 0, 1, 0, 1, 0, 1});
    // Left node: column 1 moves by ±3, column 2 by ±1; right node: column 2 by ±1 alone.
    double[] g = {
      -10 - 3 - 1, -10 - 3 + 1, -10 + 3 - 1, -10 + 3 + 1, 10 - 1, 10 + 1, 10 - 1, 10 + 1
    };

    Tree level = Fixture.oblivious(2, SplitScore.L2).fit(x, g, 1);
    Tree greedy = Fixture.greedy(2, SplitScore.L2).fit(x, g, 1);

    assertThat(level.splits())
        .containsExactly(Split.above(0, 0), Split.above(1, 0), Split.above(1, 0));
    assertThat(Fixture.values(level, x)).containsExactly(-13, -13, -7, -7, 10, 10, 10, 10);
    assertThat(greedy.splits())
        .containsExactly(Split.above(0, 0), Split.above(1, 0), Split.above(2, 0));
    assertThat(Fixture.values(greedy, x)).containsExactly(-13, -13, -7, -7, 9, 11, 9, 11);
  }

  @Test
  void leavesThatNoRowReachesAreZero() {
    // Column 1 divides the left node alone, so one of the four leaves has no row.
    FeatureTable x = Fixture.numbers(new double[] {0, 0, 1, 1}, new double[] {0, 1, 0, 0});
    Tree tree = Fixture.oblivious(2, SplitScore.L2).fit(x, new double[] {-3, -1, 4, 4}, 1);

    assertThat(tree.splits())
        .containsExactly(Split.above(0, 0), Split.above(1, 0), Split.above(1, 0));
    FeatureTable corners = Fixture.numbers(new double[] {0, 0, 1, 1}, new double[] {0, 1, 0, 1});
    assertThat(Fixture.values(tree, corners)).containsExactly(-3, -1, 4, 0);
  }

  @Test
  void tiesGoToTheFirstFeatureAndTheSmallestTest() {
    double[] same = {0, 1, 2};
    // Above 0 and above 1 are mirror images.
    assertThat(
            Fixture.greedy(1, SplitScore.L2)
                .fit(Fixture.numbers(same, same), new double[] {1, 0, -1}, 1)
                .splits())
        .containsExactly(Split.above(0, 0));
    assertThat(
            Fixture.greedy(1, SplitScore.COSINE)
                .fit(Fixture.categories("b", "a", "c"), new double[] {1, -1, 0}, 1)
                .splits())
        .containsExactly(Split.equal(0, "a"));
  }

  @Test
  void thresholdsOfQuantilesAndOfEqualDistances() {
    double[] values = {1, 2, 3, 4, 5, 6, 7, 100};

    assertThat(CandidateRule.QUANTILE.thresholds(values, 4)).containsExactly(2, 4, 6);
    assertThat(CandidateRule.UNIFORM.thresholds(values, 4)).containsExactly(25.75, 50.5, 75.25);
    assertThat(CandidateRule.UNIFORM.thresholds(values, 8)).containsExactly(1, 2, 3, 4, 5, 6, 7);
    assertThat(CandidateRule.QUANTILE.thresholds(new double[] {3, 3, 3}, 2)).isEmpty();
  }

  @Test
  void categoriesBeyondTheBinsAreThoseOfSmallGradients() {
    FeatureTable x = Fixture.categories("a", "b", "c", "d");
    FeatureSplits splits =
        FeatureSplits.of(x, 0, new double[] {1, 3, 2, 0}, 2, CandidateRule.QUANTILE);

    assertThat(splits.splits()).containsExactly(Split.equal(0, "b"), Split.equal(0, "c"));
    assertThat(splits.bin()).containsExactly(2, 0, 1, 2);
  }

  @Test
  void leavesHaveAtLeastTheRowsThatAreAskedFor() {
    double[] g = new Random(1).doubles(40, -1, 1).toArray();
    FeatureTable x = Fixture.numbers(new Random(2).doubles(40).toArray());
    for (GrowthPolicy grow : GrowthPolicy.values()) {
      Tree tree =
          new TreeFitter(6, grow, 256, SplitScore.COSINE, CandidateRule.QUANTILE, 5, List.of())
              .fit(x, g, 1);
      int[] rows = new int[tree.leaves().length];
      Arrays.stream(x.all()).forEach(row -> rows[tree.leaf(x, row)]++);
      assertThat(Arrays.stream(rows).filter(count -> count > 0)).allMatch(count -> count >= 5);
      assertThat(tree.splits()).isNotEmpty();
    }
    // Fewer than twice as many rows are one leaf.
    Tree one =
        new TreeFitter(
                6, GrowthPolicy.GREEDY, 256, SplitScore.L2, CandidateRule.QUANTILE, 21, List.of())
            .fit(x, g, 1);
    assertThat(one.splits()).isEmpty();
  }

  @Test
  void constantFeaturesDivideNothing() {
    FeatureTable x = Fixture.numbers(new double[] {2, 2, 2});
    Tree tree = Fixture.oblivious(4, SplitScore.COSINE).fit(x, new double[] {1, 2, 6}, 1);

    assertThat(tree.splits()).isEmpty();
    assertThat(Fixture.values(tree, x)).containsExactly(3, 3, 3);
  }

  @Test
  void weightsTurnAwayFeatures() {
    FeatureTable x = Fixture.numbers(new double[] {0, 0, 1, 1}, new double[] {0, 1, 1, 1});
    double[] g = {-1, -1, 1, 1};
    // Weight ½ makes of column 0's score √4 the score 1; column 1's is √(1 + 3/9) = 1.15.
    TreeFitter fitter =
        new TreeFitter(
            1,
            GrowthPolicy.GREEDY,
            256,
            SplitScore.COSINE,
            CandidateRule.QUANTILE,
            0,
            List.of(0.5, 1.0));

    assertThat(fitter.fit(x, g, 1).splits()).containsExactly(Split.above(1, 0));
  }

  /** Against a search that tries every threshold between every two rows, and sums from scratch. */
  @Test
  void greedyRootsAreTheBestOfAllSplits() {
    Random random = new Random(5);
    for (int trial = 0; trial < 50; trial++) {
      double[][] columns = {random.doubles(12).toArray(), random.doubles(12).toArray()};
      double[] g = random.doubles(24, -1, 1).toArray();
      FeatureTable x = Fixture.numbers(columns);
      Split found = Fixture.greedy(1, SplitScore.COSINE).fit(x, g, 2).splits().get(0);

      double best = 0;
      for (int feature = 0; feature < 2; feature++) {
        for (double threshold : columns[feature]) {
          best = Math.max(best, squares(columns[feature], threshold, g));
        }
      }
      assertThat(squares(columns[found.feature()], found.threshold(), g))
          .isEqualTo(best, within(1e-12));
    }
  }

  private static double squares(double[] column, double threshold, double[] g) {
    double squares = 0;
    for (boolean right : new boolean[] {false, true}) {
      double first = 0;
      double second = 0;
      int rows = 0;
      for (int row = 0; row < column.length; row++) {
        if (column[row] > threshold == right) {
          first += g[2 * row];
          second += g[2 * row + 1];
          rows++;
        }
      }
      squares += rows == 0 ? 0 : (first * first + second * second) / rows;
    }
    return squares;
  }
}
