package org.esscher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TabularModelTest {
  /**
   * Two states and two actions: action 0 stays, action 1 goes to the other state; staying in state
   * 1 pays 1. From state 1 an episode terminates with probability ¼ whatever is done.
   *
   * @param discount γ
   * @param ends probability of termination in state 1
   */
  private record Pair(double discount, double ends) implements TabularModel {
    @Override
    public int states() {
      return 2;
    }

    @Override
    public int actions() {
      return 2;
    }

    @Override
    public double[] next(int state, int action) {
      double[] next = new double[2];
      next[action == 0 ? state : 1 - state] = state == 0 ? 1 : 1 - ends;
      return next;
    }

    @Override
    public double reward(int state, int action) {
      return state == 1 && action == 0 ? 1 : 0;
    }

    @Override
    public double[] initial() {
      return new double[] {1, 0};
    }
  }

  /** Go, then stay: V(1) = 1 + γ·V(1) and V(0) = γ·V(1) with γ = ½, so 2 and 1. */
  @Test
  void valuesAndVisitsOfADeterministicPolicy() {
    double[][] policy = {{0, 1}, {1, 0}};
    assertThat(new Pair(0.5, 0).values(policy)).containsExactly(new double[] {1, 2}, within(1e-14));
    assertThat(new Pair(0.5, 0).visits(policy)).containsExactly(new double[] {1, 1}, within(1e-14));
  }

  /**
   * Uniform, undiscounted, with termination: V(1) = ½ + ¾·(V(0) + V(1))/2 and V(0) = (V(0) +
   * V(1))/2, so both are 2; d(0) = 1 + ½·d(0) + ⅜·d(1) and d(1) = ½·d(0) + ⅜·d(1), so 5 and 4.
   */
  @Test
  void terminationBoundsAnUndiscountedReturn() {
    double[][] policy = {{0.5, 0.5}, {0.5, 0.5}};
    Pair pair = new Pair(1, 0.25);
    assertThat(pair.values(policy)).containsExactly(new double[] {2, 2}, within(1e-13));
    assertThat(pair.visits(policy)).containsExactly(new double[] {5, 4}, within(1e-13));
  }

  /** E_μ[V] and Σ d·r_π are the same return, counted forwards and backwards. */
  @Test
  void valuesAndVisitsTellTheSameReturn() {
    double[][] policy = {{0.3, 0.7}, {0.9, 0.1}};
    Pair pair = new Pair(0.9, 0.1);
    assertThat(pair.visits(policy)[1] * 0.9).isCloseTo(pair.values(policy)[0], within(1e-13));
  }

  @Test
  void whatHasNoValueIsRefused() {
    assertThatThrownBy(() -> new Pair(1, 0).values(new double[][] {{0, 1}, {1, 0}}))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("forever");
    assertThatThrownBy(() -> new Pair(0.5, 0).values(new double[][] {{0, 1}, {0.5, 0.6}}))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("state 1, [0.5, 0.6], is not a distribution over 2 actions");
    assertThatThrownBy(() -> new Pair(0.5, 0).visits(new double[][] {{0, 1}}))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("1 states");
    assertThatThrownBy(() -> new Pair(0.5, 0).visits(new double[][] {{1}, {1}}))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("state 0, [1.0]");
  }
}
