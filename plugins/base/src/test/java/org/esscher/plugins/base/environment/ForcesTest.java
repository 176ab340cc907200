package org.esscher.plugins.base.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.esscher.api.Batch;
import org.esscher.api.Environment;
import org.esscher.api.EsscherException;
import org.esscher.api.Space;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Points pushed through mazes, and adversaries that push too, in single steps. */
class ForcesTest {
  private static final Offset<Double> ROUNDING = within(1e-12);
  private static final PointMaze MAZE =
      new PointMaze(
          List.of("#####", "#S..#", "#.#.#", "#..G#", "#####"),
          PointMaze.Reward.SPARSE,
          0.5,
          false,
          200);

  private final EnvironmentFixture fixture = new EnvironmentFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private double[] pushed(double ax, double ay, double... state) {
    Environment environment = fixture.at(MAZE, state);
    Batch answer = fixture.step(environment, fixture.context().columns().vectors(2, ax, ay));
    return answer.column("next_observation").toArray();
  }

  /** From rest v = 10·0.05 and x moves by 0.025; then v = 0.5 + (10 − 0.5)·0.05. */
  @Test
  void aPointIsPushedAndDamped() {
    assertThat(pushed(1, 0, 1.5, 1.5, 0, 0, 3.5, 3.5))
        .containsExactly(new double[] {1.525, 1.5, 0.5, 0}, ROUNDING);
    assertThat(pushed(1, -2, 1.5, 1.6, 0.5, 0, 3.5, 3.5))
        .containsExactly(new double[] {1.54875, 1.575, 0.975, -0.5}, ROUNDING);
  }

  /** With v = ∓1 damped to ∓0.95 a step is 0.0475 long. */
  @Test
  void wallsStopAPoint() {
    assertThat(pushed(0, 0, 1.02, 1.5, -1, 0, 3.5, 3.5)).containsExactly(1, 1.5, 0, 0);
    assertThat(pushed(0, 0, 3.98, 1.5, 1, 0, 3.5, 3.5))
        .containsExactly(Math.nextDown(4.0), 1.5, 0, 0);
    assertThat(pushed(0, 0, 2.5, 1.98, 0, 1, 3.5, 3.5))
        .containsExactly(2.5, Math.nextDown(2.0), 0, 0);
    assertThat(pushed(0, 0, 3.5, 1.98, 0, 1, 3.5, 3.5))
        .containsExactly(new double[] {3.5, 2.0275, 0, 0.95}, ROUNDING);
  }

  @Test
  void theGoalPays() {
    double[] near = {3.1, 3.5, 0, 0, 3.5, 3.5};
    double[] far = {3.5, 2.9, 0, 0, 3.5, 3.5};
    assertThat(paid(PointMaze.Reward.SPARSE, near)).isEqualTo(1);
    assertThat(paid(PointMaze.Reward.SPARSE, far)).isEqualTo(0);
    assertThat(paid(PointMaze.Reward.DENSE, far)).isCloseTo(Math.exp(-0.6), ROUNDING);
    PointMaze ending = new PointMaze(MAZE.map(), PointMaze.Reward.SPARSE, 0.5, true, 200);
    Batch answer =
        fixture.step(fixture.at(ending, near), fixture.context().columns().vectors(2, 0, 0));
    assertThat(answer.column("terminated").at(0)).isEqualTo(1);
    assertThat(answer.column("next_goal").toArray()).containsExactly(3.5, 3.5);
  }

  private double paid(PointMaze.Reward reward, double... state) {
    PointMaze maze = new PointMaze(MAZE.map(), reward, 0.5, false, 200);
    Environment environment = fixture.at(maze, state);
    return fixture
        .step(environment, fixture.context().columns().vectors(2, 0, 0))
        .column("reward")
        .at(0);
  }

  @Test
  void badMapsAreRefused() {
    assertThatThrownBy(() -> new PointMaze(List.of("S.."), PointMaze.Reward.SPARSE, 0.5, false, 9))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("0 goals");
    assertThatThrownBy(
            () -> new PointMaze(List.of("SG", "X."), PointMaze.Reward.SPARSE, 0.5, false, 9))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 1")
        .hasMessageContaining("'X'");
  }

  /**
   * An upright cart-pole, pushed by 10 N and by the adversary, whose action 0 of 0 and 1 is all its
   * 2 N against: 0.8 of the motion under 10 N alone, −12/41 and 8/41.
   */
  @Test
  void anAdversaryPushesACart() {
    Environment game = fixture.at(new TwoPlayer(new CartPole(500), 2), 0, 0, 0, 0);
    Batch answer = fixture.step(game, 1, 0);
    assertThat(answer.column("next_observation").toArray())
        .containsExactly(
            new double[] {0, 6.4 / 41, 0, -9.6 / 41, 0, 6.4 / 41, 0, -9.6 / 41}, ROUNDING);
    assertThat(answer.column("reward").toArray()).containsExactly(1, -1);
    assertThat(game.observe(fixture.context()).column("player").text(1)).isEqualTo("adversary");
  }

  /**
   * A horizontal rod, torque 1 and an adversary's 0.5 of its largest 0.5: θ̇ = (15 + 3·1.25)·0.05.
   * The cost is that of the protagonist's torque alone.
   */
  @Test
  void anAdversaryTurnsARod() {
    Environment game = fixture.at(new TwoPlayer(new Pendulum(200), 0.5), Math.PI / 2, 0);
    Batch answer = fixture.step(game, 1, 0.5);
    assertThat(EnvironmentFixture.state(game)[1]).isCloseTo(0.9375, ROUNDING);
    double cost = Math.PI * Math.PI / 4 + 0.001;
    assertThat(answer.column("reward").toArray())
        .containsExactly(new double[] {-cost, cost}, ROUNDING);
  }

  @Test
  void theAdversarysForceIsAKnob() {
    Environment game = fixture.at(new TwoPlayer(new Pendulum(200), 0.5), Math.PI / 2, 0);
    game.perturb(Map.of("adversary_force", 0.0, "gravity", 0.0));
    fixture.step(game, 1, -1);
    assertThat(EnvironmentFixture.state(game)[1]).isCloseTo(0.15, ROUNDING);
    assertThat(game.actionSpace("adversary")).contains(Space.Box.within(1, 1));
    assertThat(game.actionSpace("protagonist")).contains(Space.Box.within(1, 2));
  }

  @Test
  void aProcessWithoutForcesIsRefused() {
    TwoPlayer wrong = new TwoPlayer(new CliffWalk(1, 9), 1);
    assertThatThrownBy(() -> wrong.create(1, fixture.context()))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("no force can act")
        .hasMessageContaining("pendulum");
  }
}
