package org.esscher.plugins.base.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.esscher.api.Batch;
import org.esscher.api.Environment;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.EsscherException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Single steps against numbers that follow from the equations of motion. */
class ClassicControlTest {
  private static final Offset<Double> ROUNDING = within(1e-12);

  private final EnvironmentFixture fixture = new EnvironmentFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  /**
   * At rest and upright, pushed by 10 N: u = 10/1.1, θ̈ = −u/(½·(4/3 − 0.1/1.1)) = −600/41 and ẍ =
   * u + 0.05·(600/41)/1.1 = 400/41; times 0.02 s.
   */
  @Test
  void aPushMovesTheCartAndTiltsThePole() {
    Environment environment = fixture.at(new CartPole(500), 0, 0, 0, 0);
    Batch answer = fixture.step(environment, 1);
    assertThat(answer.column("next_observation").toArray())
        .containsExactly(new double[] {0, 8.0 / 41, 0, -12.0 / 41}, ROUNDING);
    assertThat(answer.column("reward").at(0)).isEqualTo(1);
  }

  /**
   * A horizontal pole (θ = π/2) at 1 rad/s: cos θ = 0, so u = (−10 + 0.05)/1.1 = ẍ and θ̈ =
   * 9.8/(½·4/3) = 14.7, whatever the force. It is far beyond 12°.
   */
  @Test
  void gravityTurnsAHorizontalPole() {
    Environment environment = fixture.at(new CartPole(500), 1, 2, Math.PI / 2, 1);
    Batch answer = fixture.step(environment, 0);
    double pushed = -9.95 / 1.1;
    assertThat(answer.column("next_observation").toArray())
        .containsExactly(
            new double[] {1.04, 2 + 0.02 * pushed, Math.PI / 2 + 0.02, 1 + 0.02 * 14.7}, ROUNDING);
    assertThat(answer.column("terminated").at(0)).isEqualTo(1);
  }

  @Test
  void cartPoleEndsAtItsBounds() {
    double twelveDegrees = Math.toRadians(12);
    assertThat(terminated(new CartPole(500), 1, 2.39, 0.1, 0, 0)).isFalse();
    assertThat(terminated(new CartPole(500), 1, 2.39, 0.6, 0, 0)).isTrue();
    assertThat(terminated(new CartPole(500), 1, 0, 0, twelveDegrees - 1e-9, 0)).isFalse();
    assertThat(terminated(new CartPole(500), 1, 0, 0, twelveDegrees - 1e-9, 1)).isTrue();
  }

  private boolean terminated(EnvironmentProvider provider, double action, double... state) {
    Batch answer = fixture.step(fixture.at(provider, state), action);
    return answer.column("terminated").at(0) == 1;
  }

  @Test
  void anEpisodeIsTruncatedAtItsLimit() {
    Environment environment = fixture.at(new CartPole(2), 0, 0, 0, 0);
    Batch first = fixture.step(environment, 1);
    Batch second = fixture.step(environment, 0);
    assertThat(first.column("truncated").at(0)).isEqualTo(0);
    assertThat(second.column("truncated").at(0)).isEqualTo(1);
    assertThat(second.column("terminated").at(0)).isEqualTo(0);
  }

  /** With half the gravity, θ̈ of the horizontal pole halves. */
  @Test
  void knobsChangeTheConstants() {
    Environment environment = fixture.at(new CartPole(500), 0, 0, Math.PI / 2, 0);
    environment.perturb(Map.of("gravity", 4.9));
    fixture.step(environment, 0);
    assertThat(EnvironmentFixture.state(environment)[3]).isCloseTo(0.02 * 7.35, ROUNDING);
    assertThatThrownBy(() -> environment.perturb(Map.of("wind", 1.0)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("'wind'")
        .hasMessageContaining("half_length");
  }

  /**
   * Horizontal and at rest, torque 2 (3 is held at the bound): θ̇ = (15·1 + 3·2)·0.05 = 1.05, θ =
   * π/2 + 0.0525; the cost is (π/2)² + 0.001·4.
   */
  @Test
  void aPendulumFallsAndIsTurned() {
    Environment environment = fixture.at(new Pendulum(200), Math.PI / 2, 0);
    Batch answer = fixture.step(environment, 3);
    assertThat(EnvironmentFixture.state(environment))
        .containsExactly(new double[] {Math.PI / 2 + 0.0525, 1.05}, ROUNDING);
    assertThat(answer.column("next_observation").toArray())
        .containsExactly(new double[] {-Math.sin(0.0525), Math.cos(0.0525), 1.05}, ROUNDING);
    assertThat(answer.column("reward").at(0)).isCloseTo(-(Math.PI * Math.PI / 4 + 0.004), ROUNDING);
  }

  /** At 3π it hangs as at −π, whose cost is π²; its speed is held at 8 rad/s. */
  @Test
  void anglesAreTakenAroundAndSpeedIsBounded() {
    Environment environment = fixture.at(new Pendulum(200), 3 * Math.PI, 7.99);
    Batch answer = fixture.step(environment, 2);
    assertThat(answer.column("reward").at(0))
        .isCloseTo(-(Math.PI * Math.PI + 0.1 * 7.99 * 7.99 + 0.004), ROUNDING);
    assertThat(EnvironmentFixture.state(environment)[1]).isEqualTo(8);
  }

  /** At p = −π/6 the slope's pull is −0.0025·cos(−π/2) = 0: v = 0.001 and p moves by it. */
  @Test
  void aMountainCarIsPushed() {
    Environment environment = fixture.at(new MountainCar(false, 200), -Math.PI / 6, 0);
    Batch answer = fixture.step(environment, 2);
    assertThat(answer.column("next_observation").toArray())
        .containsExactly(new double[] {-Math.PI / 6 + 0.001, 0.001}, ROUNDING);
    assertThat(answer.column("reward").at(0)).isEqualTo(-1);
  }

  @Test
  void theWallStopsACarAndTheGoalEndsTheEpisode() {
    Environment wall = fixture.at(new MountainCar(false, 200), -1.19, -0.07);
    fixture.step(wall, 0);
    assertThat(EnvironmentFixture.state(wall)).containsExactly(-1.2, 0);
    assertThat(terminated(new MountainCar(false, 200), 2, 0.45, 0.06)).isTrue();
    assertThat(terminated(new MountainCar(false, 200), 2, 0.42, 0.06)).isFalse();
  }

  /** A push of ½: v = 0.00075 at the bottom; it costs 0.1/4, and the goal pays 100. */
  @Test
  void theContinuousCarPaysForItsPush() {
    Environment environment = fixture.at(new MountainCar(true, 999), -Math.PI / 6, 0);
    Batch answer = fixture.step(environment, 0.5);
    assertThat(EnvironmentFixture.state(environment)[1]).isCloseTo(0.00075, ROUNDING);
    assertThat(answer.column("reward").at(0)).isCloseTo(-0.025, ROUNDING);
    Batch goal = fixture.step(fixture.at(new MountainCar(true, 999), 0.44, 0.05), 1);
    assertThat(goal.column("reward").at(0)).isCloseTo(99.9, ROUNDING);
    assertThat(goal.column("terminated").at(0)).isEqualTo(1);
  }

  /** Hanging at rest without torque is an equilibrium; standing on its head is another. */
  @Test
  void anAcrobotRestsInItsEquilibria() {
    Environment hanging = fixture.at(new Acrobot(500), 0, 0, 0, 0);
    Batch answer = fixture.step(hanging, 1);
    assertThat(EnvironmentFixture.state(hanging))
        .containsExactly(new double[] {0, 0, 0, 0}, within(1e-14));
    assertThat(answer.column("next_observation").toArray())
        .containsExactly(new double[] {1, 0, 1, 0, 0, 0}, within(1e-14));
    assertThat(answer.column("reward").at(0)).isEqualTo(-1);
    Batch standing = fixture.step(fixture.at(new Acrobot(500), Math.PI, 0, 0, 0), 1);
    assertThat(standing.column("terminated").at(0)).isEqualTo(1);
    assertThat(standing.column("reward").at(0)).isEqualTo(0);
  }

  /**
   * Hanging at rest, torque 1: the mass matrix is [[4.5, 1.75], [1.75, 1.25]] (d₁ = ¼ + 9/4 + 2, d₂
   * = ¾ + 1), so M·θ̈ = (0, 1) gives θ̈ = (−1.75, 4.5)/2.5625 at first. Over h = 0.2 s gravity's
   * feedback changes the velocities by less than h³·|stiffness|·|θ̈|/6 < 0.1.
   */
  @Test
  void aTorqueMovesBothLinksApart() {
    Environment environment = fixture.at(new Acrobot(500), 0, 0, 0, 0);
    fixture.step(environment, 2);
    double[] state = EnvironmentFixture.state(environment);
    assertThat(state[2]).isCloseTo(0.2 * -1.75 / 2.5625, within(0.1));
    assertThat(state[3]).isCloseTo(0.2 * 4.5 / 2.5625, within(0.1));
  }

  /** Without torque, energy is conserved up to the integrator's error of order h⁵ a step. */
  @Test
  void anAcrobotKeepsItsEnergy() {
    double[] start = {0.3, -0.2, 0.4, 0.1};
    Environment environment = fixture.at(new Acrobot(500), start);
    double before = energy(start);
    for (int i = 0; i < 5; i++) {
      fixture.step(environment, 1);
    }
    assertThat(energy(EnvironmentFixture.state(environment))).isCloseTo(before, within(2e-3));
  }

  private static double energy(double[] s) {
    double m11 = 0.25 + 1.25 + Math.cos(s[1]) + 2;
    double m12 = 0.25 + 0.5 * Math.cos(s[1]) + 1;
    double kinetic = 0.5 * m11 * s[2] * s[2] + m12 * s[2] * s[3] + 0.5 * 1.25 * s[3] * s[3];
    return kinetic - 9.8 * (1.5 * Math.cos(s[0]) + 0.5 * Math.cos(s[0] + s[1]));
  }

  static List<EnvironmentProvider> all() {
    return List.of(
        new CartPole(30),
        new Pendulum(30),
        new MountainCar(false, 30),
        new MountainCar(true, 30),
        new Acrobot(30));
  }

  /** What is saved in mid-episode goes on alike, beside copies and without them. */
  @ParameterizedTest
  @MethodSource("all")
  void aSavedEnvironmentGoesOnAlike(EnvironmentProvider provider) {
    Environment environment = fixture.reset(provider, 3);
    fixture.step(environment, 0, 1, 1);
    Environment other = provider.create(3, fixture.context());
    other.restore(environment.save());
    for (int i = 0; i < 4; i++) {
      Batch one = fixture.step(environment, 1, 0, 1);
      Batch same = fixture.step(other, 1, 0, 1);
      for (String column : one.names()) {
        assertThat(same.column(column).toArray()).isEqualTo(one.column(column).toArray());
      }
    }
    double[] first = Arrays.copyOf(EnvironmentFixture.state(environment), width(environment));
    Environment alone = fixture.at(provider, first);
    fixture.step(environment, 1, 0, 0);
    fixture.step(alone, 1);
    assertThat(EnvironmentFixture.state(alone))
        .isEqualTo(Arrays.copyOf(EnvironmentFixture.state(environment), width(environment)));
  }

  private static int width(Environment environment) {
    return EnvironmentFixture.state(environment).length / environment.copies();
  }

  @Test
  void badActionsAreRefused() {
    Environment cart = fixture.reset(new CartPole(500), 2);
    assertThatThrownBy(() -> fixture.step(cart, 1, 2))
        .isInstanceOf(EsscherException.class)
        .hasMessage("row 1: the action is 2.0; a whole number from 0 to 1 is needed");
    assertThatThrownBy(() -> fixture.step(cart, fixture.context().columns().vectors(2, 0, 0, 1, 1)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("2 numbers per row");
    Environment rod = fixture.reset(new Pendulum(200), 1);
    assertThatThrownBy(() -> fixture.step(rod, Double.NaN))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("row 0")
        .hasMessageContaining("NaN");
  }
}
