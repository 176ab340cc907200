package org.esscher.plugins.gbrl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.esscher.api.EsscherException;
import org.esscher.api.State;
import org.junit.jupiter.api.Test;

class TreeEnsembleTest {
  private static final FeatureTable X = Fixture.numbers(new double[] {0, 1});

  private static TreeEnsemble ensemble(
      RateSchedule schedule, int maxTrees, boolean controlVariates, OutputBlock... blocks) {
    TreeFitter fitter = Fixture.greedy(2, SplitScore.COSINE);
    return new TreeEnsemble(
        new TreeEnsemble.Growth(fitter, schedule, maxTrees, controlVariates), List.of(blocks));
  }

  private static TreeEnsemble ensemble(OutputBlock... blocks) {
    return ensemble(RateSchedule.CONSTANT, 0, false, blocks);
  }

  private static OutputBlock block(double rate) {
    return new OutputBlock(1, rate, Double.POSITIVE_INFINITY);
  }

  @Test
  void treesAddUp() {
    TreeEnsemble trees = ensemble(block(0.5), block(2));
    trees.grow(X, new double[] {1, 1, -1, 3}, 1);
    trees.grow(X, new double[] {2, 0, 0, 0}, 0.5);

    // −(0.5·1 + 0.25·2), −2·1; 0.5, −6.
    assertThat(trees.predict(X)).containsExactly(-1, -2, 0.5, -6);
    assertThat(trees.size()).isEqualTo(2);
  }

  @Test
  void ratesFallToZeroAtTheLastTree() {
    TreeEnsemble trees = ensemble(RateSchedule.LINEAR, 2, false, block(1));
    for (int i = 0; i < 3; i++) {
      trees.grow(X, new double[] {-1, -2}, 1);
    }

    // Rates 1 and ½; the third is not grown.
    assertThat(trees.predict(X)).containsExactly(1.5, 3);
    assertThat(trees.size()).isEqualTo(2);
  }

  @Test
  void gradientsOfZeroGrowNothing() {
    TreeEnsemble trees = ensemble(block(1));
    trees.grow(X, new double[] {0, -0.0}, 1);

    assertThat(trees.size()).isZero();
    assertThat(trees.predict(X)).containsExactly(0, 0);
  }

  @Test
  void gradientsAreClippedRowByRowAndBlockByBlock() {
    TreeEnsemble trees = ensemble(new OutputBlock(2, 1, 5), new OutputBlock(1, 1, 1));
    trees.grow(X, new double[] {-6, -8, 3, -1, 0, 0.5}, 1);

    // (6, 8) has the norm 10; 3 becomes 1; the rest is within.
    assertThat(trees.predict(X))
        .containsExactly(new double[] {3, 4, -1, 1, 0, -0.5}, within(1e-12));
  }

  @Test
  void controlVariatesLeaveTheMeanAndTakeTheRest() {
    TreeEnsemble trees = ensemble(RateSchedule.CONSTANT, 0, true, block(1));
    trees.grow(X, new double[] {1, -1}, 1);
    trees.grow(X, new double[] {3, 1}, 1);

    // The second gradient is 2 plus what the first tree says: 2 remains.
    assertThat(trees.predict(X)).containsExactly(new double[] {-3, -1}, within(1e-12));
  }

  @Test
  void savedTreesAreRestored() {
    FeatureTable mixed =
        new FeatureTable(
            3,
            List.of(
                FeatureTable.Feature.of("a", new double[] {0, 1, 2}),
                FeatureTable.Feature.of("b", new String[] {"x", "", "y"})));
    TreeEnsemble trees = ensemble(block(0.3), block(1));
    trees.grow(mixed, new double[] {1, 2, -3, 4, 0.5, 1}, 1);
    trees.grow(mixed, new double[] {0, 1, 1, 1, 0, 1}, 1);
    State saved = trees.save();
    TreeEnsemble restored = ensemble(block(7), block(7));
    restored.restore(saved);

    assertThat(restored.predict(mixed)).containsExactly(trees.predict(mixed));
    assertThat(restored.save()).isEqualTo(saved);
    restored.grow(mixed, new double[] {1, 1, 1, 1, 1, 1}, 1);
    assertThat(trees.size()).isEqualTo(2);
    assertThatThrownBy(() -> ensemble(block(1)).restore(saved))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("outputs");
  }
}
