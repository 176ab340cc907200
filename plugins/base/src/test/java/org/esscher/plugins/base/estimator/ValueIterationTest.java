package org.esscher.plugins.base.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Data;
import org.esscher.api.EsscherException;
import org.esscher.api.Model;
import org.esscher.api.State;
import org.esscher.api.TabularModel;
import org.esscher.plugins.base.ArenaContext;
import org.esscher.plugins.base.environment.Chain;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ValueIterationTest {
  private final ArenaContext context = new ArenaContext();

  @AfterEach
  void close() {
    context.close();
  }

  /**
   * A chain of three without slips, γ = ½: going on at the end pays 10 for ever, 20; so Q(1, on) =
   * 10, Q(0, on) = 5 and going back from the end 2 + ½·5.
   */
  @Test
  void theOptimumOfAChain() {
    TabularModel chain = new Chain(3, 0, 2, 10, 0.5, 9).create(1, context).tabular().orElseThrow();
    double[][] q = Planning.optimal(chain, 1e-12);
    assertThat(q[2]).containsExactly(new double[] {20, 4.5}, within(1e-11));
    assertThat(q[1]).containsExactly(new double[] {10, 4.5}, within(1e-11));
    assertThat(q[0]).containsExactly(new double[] {5, 4.5}, within(1e-11));
    assertThat(Planning.greedy(q)).isDeepEqualTo(new double[][] {{1, 0}, {1, 0}, {1, 0}});
  }

  private Data log(double... rows) {
    int count = rows.length / 5;
    String[] names = {"observation", "action", "reward", "next_observation", "terminated"};
    Map<String, Column> columns = new LinkedHashMap<>();
    for (int column = 0; column < names.length; column++) {
      double[] values = new double[count];
      for (int row = 0; row < count; row++) {
        values[row] = rows[row * 5 + column];
      }
      columns.put(names[column], context.columns().numbers(values));
    }
    Batch batch = context.columns().batch(columns);
    return new Data() {
      @Override
      public Column get(String read) {
        return batch.column(read);
      }

      @Override
      public Batch batch(String slot) {
        return batch;
      }

      @Override
      public int[] groups(String slot) {
        throw new AssertionError("nothing is grouped");
      }
    };
  }

  /**
   * γ = ½. Action 0 of state 0 led to state 1 twice and ended once, and paid 3 in the mean; state 1
   * pays 6 and ends: Q(0, 0) = 3 + ½·⅔·6 = 5. Action 1 of state 0 paid 1 and ended. Nothing else
   * was logged: that pays less than the least reward, 0, for ever, so −1.
   */
  @Test
  void frequenciesAndMeansOfALog() {
    ValueIteration learner = new ValueIteration(2, 2, 0.5, 1e-12);
    State fitted =
        learner.fit(
            log(
                0, 0, 2, 1, 0, //
                0, 0, 3, 1, 0, //
                0, 0, 4, 1, 1, //
                0, 1, 1, 0, 1, //
                1, 0, 6, 1, 1),
            State.empty(),
            context);
    assertThat(fitted.get("q")).containsExactly(new double[] {5, 1, 6, -1}, within(1e-11));
    Model policy = learner.load(fitted, context);
    assertThat(policy.save().get("logits"))
        .containsExactly(0, Double.NEGATIVE_INFINITY, 0, Double.NEGATIVE_INFINITY);
  }

  @Test
  void statesOutsideTheRangeAreRefused() {
    ValueIteration learner = new ValueIteration(2, 2, 0.5, 1e-12);
    assertThatThrownBy(() -> learner.fit(log(0, 2, 1, 1, 0), State.empty(), context))
        .isInstanceOf(EsscherException.class)
        .hasMessage("row 0, column 'action': a whole number from 0 to 1 is needed, got 2.0");
  }

  @Test
  void endlessRewardsAreRefused() {
    TabularModel endless = new Chain(2, 0, 2, 10, 1, 9).create(1, context).tabular().orElseThrow();
    assertThatThrownBy(() -> Planning.optimal(endless, 1e-9))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("discount");
  }
}
