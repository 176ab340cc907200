package org.esscher.spitests.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.esscher.api.RobustDual;
import org.esscher.api.Vector;
import org.junit.jupiter.api.Test;

/** The probes' own code gives its cards' numbers. */
class ProbeModelsTest {
  private static Stump.Row row(double x, double... gradient) {
    return new Stump.Row(List.of(x), java.util.Arrays.stream(gradient).boxed().toList());
  }

  /** gbrl, check 1: the scores of the three splits, the best one and its leaves. */
  @Test
  void a_tree_splits_where_the_cosine_score_is_largest() {
    Stump tree = Stump.fit(List.of(row(0, 1, 0), row(1, 1, 0), row(2, -1, 0), row(3, -3, 0)));
    assertThat(tree.threshold()).isEqualTo(1);
    assertThat(tree.left()).containsExactly(1., 0.);
    assertThat(tree.right()).containsExactly(-2., 0.);
    assertThat(Stump.score(1, List.of(1., 0.), 3, List.of(-1., 0.))).isEqualTo(2);
    assertThat(Stump.score(2, List.of(1., 0.), 2, List.of(-2., 0.)))
        .isCloseTo(3.1623, within(5e-5));
    assertThat(Stump.score(3, List.of(1 / 3., 0.), 1, List.of(-3., 0.)))
        .isCloseTo(3.0551, within(5e-5));
  }

  /**
   * gbrl, check 3: where no split gains, the tree is its mean; check 7: doubled rows, same tree.
   */
  @Test
  void a_tree_without_gain_is_a_constant_and_rows_may_be_doubled() {
    assertThat(Stump.fit(List.of(row(0, 1, 2), row(1, 1, 2))).threshold()).isInfinite();
    List<Stump.Row> rows = List.of(row(0, 1, 0), row(1, -3, 0));
    List<Stump.Row> doubled = List.of(rows.get(0), rows.get(1), rows.get(0), rows.get(1));
    assertThat(Stump.fit(doubled)).isEqualTo(Stump.fit(rows));
  }

  /**
   * r2pvi, check 1: p₀ = (½, ½), V = (0, 1): total variation .2 and .05, KL .245703 and .069310.
   */
  @Test
  void robust_duals_of_two_points() {
    RobustDual.Expectation nominal =
        g -> new double[] {.5 * g.applyAsDouble(0) + .5 * g.applyAsDouble(1)};
    RobustDual.Range range = new RobustDual.Range(0, 0, 1);
    assertThat(new RobustTv().value(nominal, .4, range)).containsExactly(.2);
    assertThat(new RobustTv().value(nominal, .1, range)).containsExactly(.05);
    assertThat(new RobustKl().value(nominal, .4, range)[0]).isCloseTo(.245703, within(5e-7));
    assertThat(new RobustKl().value(nominal, .1, range)[0]).isCloseTo(.069310, within(5e-7));
  }

  /** r2pvi, check 2: p₀ = (.2, .3, .5), V = (0, 1, 3), λ = ½: total variation .4, KL .709740. */
  @Test
  void robust_duals_of_three_points() {
    RobustDual.Expectation nominal =
        g ->
            new double[] {
              .2 * g.applyAsDouble(0) + .3 * g.applyAsDouble(1) + .5 * g.applyAsDouble(3)
            };
    RobustDual.Range range = new RobustDual.Range(0, 0, 3);
    assertThat(new RobustTv().value(nominal, .5, range)[0]).isCloseTo(.4, within(1e-15));
    assertThat(new RobustKl().value(nominal, .5, range)[0]).isCloseTo(.709740, within(5e-7));
  }

  /** (4, 1; 1, 3)x = (1, 2) has x = (1/11, 7/11). */
  @Test
  void conjugate_gradients_solve_in_as_many_steps_as_there_are_dimensions() {
    Vector solution =
        new ConjugateGradients(2, 0)
            .solve(x -> Vector.of(4 * x.at(0) + x.at(1), x.at(0) + 3 * x.at(1)), Vector.of(1, 2));
    assertThat(solution.minus(Vector.of(1 / 11., 7 / 11.)))
        .extracting(Vector::toArray, InstanceOfAssertFactories.DOUBLE_ARRAY)
        .containsExactly(new double[] {0, 0}, within(1e-15));
  }
}
