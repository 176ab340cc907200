package org.esscher.plugins.base.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.esscher.api.Batch;
import org.esscher.api.Environment;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.EsscherException;
import org.esscher.api.TabularModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FiniteEnvironmentTest {
  private static final int LEFT = 0;
  private static final int DOWN = 1;
  private static final int RIGHT = 2;
  private static final int UP = 3;

  private final EnvironmentFixture fixture = new EnvironmentFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private TabularModel model(EnvironmentProvider provider) {
    return provider.create(1, fixture.context()).tabular().orElseThrow();
  }

  private static double[][] always(TabularModel model, int... actions) {
    double[][] policy = new double[model.states()][model.actions()];
    for (int state = 0; state < policy.length; state++) {
      policy[state][actions[state % actions.length]] = 1;
    }
    return policy;
  }

  private static double[][] uniform(TabularModel model) {
    double[][] policy = new double[model.states()][model.actions()];
    for (double[] row : policy) {
      Arrays.fill(row, 1.0 / model.actions());
    }
    return policy;
  }

  /** Up, eleven steps right, down: thirteen steps of −1, the last of which ends the episode. */
  @Test
  void theSafestPathAlongTheCliffPaysMinusThirteen() {
    Environment environment = fixture.reset(new CliffWalk(1, 200), 1);
    assertThat(EnvironmentFixture.state(environment)).containsExactly(36);
    double sum = fixture.step(environment, UP).column("reward").at(0);
    for (int i = 0; i < 11; i++) {
      Batch answer = fixture.step(environment, RIGHT);
      sum += answer.column("reward").at(0);
      assertThat(answer.column("terminated").at(0)).isEqualTo(0);
    }
    Batch last = fixture.step(environment, DOWN);
    assertThat(sum + last.column("reward").at(0)).isEqualTo(-13);
    assertThat(last.column("terminated").at(0)).isEqualTo(1);
    assertThat(last.column("next_observation").at(0)).isEqualTo(47);
  }

  @Test
  void theCliffLeadsBackToTheStart() {
    Environment environment = fixture.reset(new CliffWalk(1, 200), 1);
    Batch answer = fixture.step(environment, RIGHT);
    assertThat(answer.column("reward").at(0)).isEqualTo(-100);
    assertThat(answer.column("next_observation").at(0)).isEqualTo(36);
    assertThat(answer.column("terminated").at(0)).isEqualTo(0);
  }

  /**
   * On the slippery 4 × 4 lake, from the cell left of the goal, going down leads down (it stays),
   * left or right with ⅓ each; right is the goal.
   */
  @Test
  void theLakeIsSlippery() {
    TabularModel lake = model(new FrozenLake(FrozenLake.Size.SMALL, true, 0.99, 100));
    assertThat(lake.reward(14, DOWN)).isCloseTo(1.0 / 3, within(1e-15));
    double[] next = lake.next(14, DOWN);
    assertThat(next[13]).isCloseTo(1.0 / 3, within(1e-15));
    assertThat(next[14]).isCloseTo(1.0 / 3, within(1e-15));
    assertThat(Arrays.stream(next).sum()).isCloseTo(2.0 / 3, within(1e-15));
    assertThat(lake.reward(14, LEFT)).isEqualTo(0);
  }

  /**
   * A corridor S.G, uniform moves, undiscounted, −1 a step: up and down stay. From the middle h₁ =
   * 1 + ½h₁ + ¼h₀ and h₀ = 1 + ¾h₀ + ¼h₁: 8 and 12 steps to the goal, which pays 4 beside.
   */
  @Test
  void exactValuesOfARandomWalk() {
    TabularModel walk = model(new GridWorld(List.of("S.G"), 0, -1, 4, 0, 0, 1, 100));
    double[] values = walk.values(uniform(walk));
    assertThat(values[0]).isCloseTo(4 - 12, within(1e-12));
    assertThat(values[1]).isCloseTo(4 - 8, within(1e-12));
    double[] visits = walk.visits(uniform(walk));
    assertThat(visits[0] + visits[1]).isCloseTo(12, within(1e-12));
  }

  @Test
  void wallsAndEdgesHold() {
    Environment environment =
        fixture.reset(new GridWorld(List.of("S#", ".G"), 0, 0, 1, 0, 0, 0.9, 100), 1);
    assertThat(fixture.step(environment, RIGHT).column("next_observation").at(0)).isEqualTo(0);
    assertThat(fixture.step(environment, UP).column("next_observation").at(0)).isEqualTo(0);
    assertThat(fixture.step(environment, DOWN).column("next_observation").at(0)).isEqualTo(2);
    Batch goal = fixture.step(environment, RIGHT);
    assertThat(goal.column("terminated").at(0)).isEqualTo(1);
    assertThat(goal.column("reward").at(0)).isEqualTo(1);
  }

  /** Always on, without slips: V(end) = 10/(1 − γ), and γ⁴ of it from the start. */
  @Test
  void goingOnAlongTheChainPays() {
    TabularModel chain = model(new Chain(5, 0, 2, 10, 0.9, 1000));
    double[] values = chain.values(always(chain, 0));
    assertThat(values[4]).isCloseTo(100, within(1e-11));
    assertThat(values[0]).isCloseTo(65.61, within(1e-11));
    assertThat(chain.values(always(chain, 1))[3]).isCloseTo(20, within(1e-12));
  }

  /** Sampled returns agree with the exact value within three standard errors. */
  @Test
  void samplesFollowTheExactModel() {
    Tabular provider =
        new Tabular(
            List.of(
                List.of(List.of(0.2, 0.5), List.of(0.0, 0.9)),
                List.of(List.of(0.6, 0.3), List.of(0.0, 0.0))),
            List.of(List.of(1.0, 0.0), List.of(0.5, 3.0)),
            List.of(0.75, 0.25),
            1,
            1000);
    TabularModel model = model(provider);
    double[] values = model.values(uniform(model));
    double exact = 0.75 * values[0] + 0.25 * values[1];
    int copies = 20_000;
    Environment environment = fixture.reset(provider, copies);
    double[] returns = new double[copies];
    boolean[] over = new boolean[copies];
    for (int left = copies; left > 0; ) {
      double[] actions = new double[copies];
      Arrays.setAll(actions, copy -> fixture.context().random().nextInt(2));
      Batch answer = fixture.step(environment, actions);
      for (int copy = 0; copy < copies; copy++) {
        if (!over[copy]) {
          returns[copy] += answer.column("reward").at(copy);
          over[copy] = answer.column("terminated").at(copy) == 1;
          left -= over[copy] ? 1 : 0;
        }
      }
    }
    double mean = Arrays.stream(returns).average().orElseThrow();
    double variance = Arrays.stream(returns).map(r -> (r - mean) * (r - mean)).sum() / (copies - 1);
    assertThat(mean).isCloseTo(exact, within(3 * Math.sqrt(variance / copies)));
  }

  /** φ(·, 0) = (1, 0), φ(·, 1) = (¼, ¾) in both states. */
  static LinearMdp linear() {
    List<List<Double>> features = List.of(List.of(1.0, 0.0), List.of(0.25, 0.75));
    return new LinearMdp(
        List.of(features, features),
        List.of(List.of(0.5, 0.5), List.of(0.0, 0.8)),
        List.of(1.0, 2.0),
        List.of(1.0, 0.0),
        List.of(List.of(1.0, 0.0), List.of(1.0, 0.0)),
        1,
        1000);
  }

  /**
   * P(·|s, 1) = ¼·(½, ½) + ¾·(0, 0.8) = (0.125, 0.725), which leaves 0.15 to terminate, and r = ¼·1
   * + ¾·2 = 1.75: always doing it is worth 1.75/0.15.
   */
  @Test
  void aLinearProcessIsFeaturesTimesFactors() {
    TabularModel model = model(linear());
    assertThat(model.next(0, 1)).containsExactly(new double[] {0.125, 0.725}, within(1e-15));
    assertThat(model.next(1, 0)).containsExactly(0.5, 0.5);
    assertThat(model.reward(1, 1)).isEqualTo(1.75);
    assertThat(model.values(always(model, 1))[0]).isCloseTo(1.75 / 0.15, within(1e-11));
  }

  /** Half way to ν, P(·|s, 1) = ½·(0.125, 0.725) + ½·(1, 0). */
  @Test
  void factorsShift() {
    Environment environment = linear().create(1, fixture.context());
    environment.perturb(Map.of("shift", 0.5));
    assertThat(environment.tabular().orElseThrow().next(0, 1))
        .containsExactly(new double[] {0.5625, 0.3625}, within(1e-15));
    Environment other = linear().create(1, fixture.context());
    other.restore(environment.save());
    assertThat(other.tabular().orElseThrow().next(0, 1)[0]).isCloseTo(0.5625, within(1e-15));
    assertRefused(() -> environment.perturb(Map.of("shift", 1.5)), "shift", "1.5");
    assertThat(environment.tabular().orElseThrow().next(0, 1)[0]).isCloseTo(0.5625, within(1e-15));
    assertThat(environment.save().under("knobs").get("values")).containsExactly(0.5);
  }

  @Test
  void armsPayTheirMeans() {
    MultiArmedBandit bandit =
        new MultiArmedBandit(List.of(0.2, 0.7), MultiArmedBandit.Arms.BERNOULLI, 1);
    TabularModel model = model(bandit);
    assertThat(model.values(always(model, 1))[0]).isCloseTo(0.7, within(1e-15));
    assertThat(fixture.step(fixture.reset(bandit, 1), 0).column("terminated").at(0)).isEqualTo(1);
    Environment sure =
        fixture.reset(new MultiArmedBandit(List.of(3.5), MultiArmedBandit.Arms.NORMAL, 0), 1);
    assertThat(fixture.step(sure, 0).column("reward").at(0)).isEqualTo(3.5);
  }

  /** Of 10,000 pulls the mean lies within 4·0.5/100 of the arm's, but for one seed in 16,000. */
  @Test
  void normalArmsVary() {
    Environment environment =
        fixture.reset(
            new MultiArmedBandit(List.of(2.0), MultiArmedBandit.Arms.NORMAL, 0.5), 10_000);
    double[] rewards = fixture.step(environment, new double[10_000]).column("reward").toArray();
    double mean = Arrays.stream(rewards).average().orElseThrow();
    double square =
        Arrays.stream(rewards).map(r -> (r - mean) * (r - mean)).average().orElseThrow();
    assertThat(mean).isCloseTo(2, within(0.02));
    assertThat(Math.sqrt(square)).isCloseTo(0.5, within(4 * 0.5 / Math.sqrt(2 * 10_000)));
  }

  /** A mean reward is linear in the context: of (2, 3) it is 2·w₀ + 3·w₁. */
  @Test
  void contextsPayLinearly() {
    ContextualBandit bandit = new ContextualBandit(3, 2, 0, 7);
    Environment environment = fixture.reset(bandit, 3);
    environment.restore(environment.save().with("contexts", 1, 0, 0, 1, 2, 3));
    Batch answer = fixture.step(environment, 2, 0, 1);
    double[] means = answer.column("expected_rewards").toArray();
    for (int action = 0; action < 3; action++) {
      assertThat(means[6 + action])
          .isCloseTo(2 * means[action] + 3 * means[3 + action], within(1e-14));
    }
    assertThat(answer.column("reward").toArray()).containsExactly(means[2], means[3], means[7]);
    Environment another = fixture.reset(new ContextualBandit(3, 2, 0, 8), 1);
    another.restore(another.save().with("contexts", 1, 0));
    assertThat(fixture.step(another, 0).column("reward").at(0)).isNotEqualTo(means[0]);
  }

  /** Along the surface to a column and straight down: (v, t) as Vamplew et al. print them. */
  @Test
  void everyTreasureIsReachedInItsTime() {
    double[] treasures = {1, 2, 3, 5, 8, 16, 24, 50, 74, 124};
    int[] times = {1, 3, 5, 7, 8, 9, 13, 14, 17, 19};
    for (int column = 0; column < 10; column++) {
      Environment sea = fixture.reset(new DeepSeaTreasure(DeepSeaTreasure.Front.CONCAVE, 100), 1);
      double[] sum = new double[2];
      boolean found = false;
      for (int step = 0; !found; step++) {
        Batch answer = fixture.step(sea, step < column ? RIGHT : DOWN);
        sum[0] += answer.column("rewards").at(0);
        sum[1] += answer.column("rewards").at(1);
        found = answer.column("terminated").at(0) == 1;
      }
      assertThat(sum).containsExactly(treasures[column], -times[column]);
    }
  }

  /** Into the sea bed beside a trench one doesn't come: from (5, 6) left is rock. */
  @Test
  void theSeaBedHolds() {
    Environment sea = fixture.reset(new DeepSeaTreasure(DeepSeaTreasure.Front.CONVEX, 100), 1);
    sea.restore(sea.save().with("rows", 5).with("columns", 6));
    assertThat(fixture.step(sea, LEFT).column("next_observation").toArray()).containsExactly(5, 6);
    fixture.step(sea, DOWN);
    Batch found = fixture.step(sea, DOWN);
    assertThat(found.column("rewards").toArray()).containsExactly(19.6, -1);
  }

  @Test
  void badTablesAndMapsAreRefused() {
    assertRefused(
        () -> new GridWorld(List.of("S.", "G"), 0, 0, 1, 0, 0, 0.9, 9), "row 1", "1 cells");
    assertRefused(() -> new GridWorld(List.of(".G"), 0, 0, 1, 0, 0, 0.9, 9), "no start");
    assertRefused(() -> new GridWorld(List.of("SX"), 0, 0, 1, 0, 0, 0.9, 9), "'X'", "row 0");
    List<List<Double>> rewards = List.of(List.of(0.0));
    assertRefused(
        () -> new Tabular(List.of(List.of(List.of(1.5))), rewards, List.of(1.0), 0.9, 9),
        "state 0, action 0",
        "1.5");
    assertRefused(
        () -> new Tabular(List.of(List.of(List.of(-0.5))), rewards, List.of(1.0), 0.9, 9),
        "-0.5 is not a probability");
    assertRefused(
        () -> new Tabular(List.of(List.of(List.of(1.0))), rewards, List.of(0.5), 0.9, 9),
        "initial sums to 0.5");
    assertRefused(
        () -> new Tabular(List.of(List.of(List.of(1.0))), List.of(), List.of(1.0), 0.9, 9),
        "rewards 0");
  }

  private static void assertRefused(ThrowingCallable making, String... told) {
    assertThatThrownBy(making)
        .isInstanceOf(EsscherException.class)
        .satisfies(
            refusal -> {
              for (String part : told) {
                assertThat(refusal).hasMessageContaining(part);
              }
            });
  }
}
