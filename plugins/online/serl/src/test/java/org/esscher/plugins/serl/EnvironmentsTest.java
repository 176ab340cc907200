package org.esscher.plugins.serl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.esscher.api.Batch;
import org.esscher.api.Environment;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.EsscherException;
import org.esscher.api.State;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Check 6 of the paper's card, single steps, turns, demonstrations, and bad input. */
class EnvironmentsTest {
  @AutoClose private static final SerlFixture FIXTURE = new SerlFixture();

  private static PointInsert scene(double x, double y, double angle) {
    return new PointInsert(.03, .1, x, y, angle, 60);
  }

  private static Batch action(double... twist) {
    return FIXTURE.batch("action", FIXTURE.arena.vectors(3, twist));
  }

  private static double[] observation(Environment environment) {
    return environment.observe(FIXTURE.context(1)).column("observation").toArray();
  }

  /** A quarter turn to the left and a shift of (1, 2): what was ahead is at (1, 3). */
  @Test
  void posesCompose() {
    Pose left = new Pose(1, 2, Math.PI / 2);
    Pose ahead = left.times(new Pose(1, 0, -Math.PI));
    assertThat(ahead.x()).isCloseTo(1, within(1e-15));
    assertThat(ahead.y()).isCloseTo(3, within(1e-15));
    assertThat(ahead.angle()).isCloseTo(-Math.PI / 2, within(1e-15));
    Pose seen = left.seen(ahead);
    assertThat(seen.x()).isCloseTo(1, within(1e-15));
    assertThat(seen.y()).isCloseTo(0, within(1e-15));
  }

  @Test
  void check6TheSceneMayStandAnywhere() {
    Random random = new Random(6);
    double[][] seen = new double[3][];
    double[][] bases = {{0, 0, 0}, {3, -7, 2}, {-.4, 11, -3}};
    double[] actions = new double[3 * 40];
    Arrays.setAll(actions, i -> random.nextDouble(-1, 1));
    for (int base = 0; base < 3; base++) {
      PointInsert scene = scene(bases[base][0], bases[base][1], bases[base][2]);
      double[] shown = new double[6 * 40];
      try (Environment environment = new RelativeFrame(scene, 2).create(1, FIXTURE.context(1))) {
        environment.reset(new int[] {0}, FIXTURE.context(4));
        for (int step = 0; step < 40; step++) {
          double[] twist = Arrays.copyOfRange(actions, 3 * step, 3 * step + 3);
          Batch answer = environment.step(action(twist), FIXTURE.context(1));
          System.arraycopy(answer.column("next_observation").toArray(), 0, shown, 6 * step, 6);
        }
      }
      seen[base] = shown;
    }
    assertThat(seen[1]).containsExactly(seen[0], within(1e-9));
    assertThat(seen[2]).containsExactly(seen[0], within(1e-9));
  }

  private static double[] after(double[] peg, double... twist) {
    try (Environment environment = scene(0, 0, 0).create(1, FIXTURE.context(1))) {
      environment.restore(State.empty().with("pegs", peg).with("steps", 0));
      Batch answer = environment.step(action(twist), FIXTURE.context(1));
      double[] seen = Arrays.copyOf(answer.column("next_observation").toArray(), 5);
      seen[3] = answer.column("reward").at(0);
      seen[4] = answer.column("terminated").at(0);
      return seen;
    }
  }

  private static double[] peg(double u, double v, double angle) {
    return new double[] {u, v, angle};
  }

  /** Moves are .05 and turns .1 of the action; the surface stops what doesn't fit. */
  @Test
  void pegsEnterWhereTheyFit() {
    assertThat(after(peg(.2, .5, .1), 1, -.5, -1))
        .containsExactly(new double[] {.25, .475, 0, 0, 0}, within(1e-15));
    assertThat(after(peg(.2, .02, 0), 0, -1, 0))
        .containsExactly(new double[] {.2, 0, 0, 0, 0}, within(1e-15));
    assertThat(after(peg(.01, .02, .2), 0, -1, 0))
        .containsExactly(new double[] {.01, 0, .2, 0, 0}, within(1e-15));
    assertThat(after(peg(.01, .02, 0), 0, -1, 0))
        .containsExactly(new double[] {.01, -.03, 0, 0, 0}, within(1e-15));
    // In the hole it can't be moved aside; .1 deep it is in.
    assertThat(after(peg(.01, -.06, 0), 1, -1, 1))
        .containsExactly(new double[] {.03, -.11, .1, 1, 1}, within(1e-15));
  }

  @Test
  void episodesAreTruncatedAtTheLimit() {
    PointInsert shortly = new PointInsert(.03, .1, 0, 0, 0, 2);
    try (Environment environment = shortly.create(1, FIXTURE.context(1))) {
      environment.reset(new int[] {0}, FIXTURE.context(1));
      Batch first = environment.step(action(0, 0, 0), FIXTURE.context(1));
      Batch second = environment.step(action(0, 0, 0), FIXTURE.context(1));
      assertThat(first.column("truncated").at(0)).isZero();
      assertThat(second.column("truncated").at(0)).isEqualTo(1);
      assertThat(second.column("terminated").at(0)).isZero();
    }
  }

  /** The task fails in a step, the reset succeeds where it stands, the task goes on from there. */
  @Test
  void playersTakeTurns() {
    EnvironmentProvider turns = new ForwardBackward(scene(0, 0, 0), .1, .2, 1);
    Batch acted = action(1, 0, 0, -1, 0, 0);
    try (Environment environment = turns.create(1, FIXTURE.context(1))) {
      assertThat(environment.players()).containsExactly("task", "reset");
      environment.reset(new int[] {0}, FIXTURE.context(4));
      double start = observation(environment)[0];
      Batch task = environment.step(acted, FIXTURE.context(1));
      assertThat(task.column("next_observation").at(0)).isCloseTo(start + .05, within(1e-15));
      assertThat(task.column("reward").toArray()).containsExactly(0, 0);
      assertThat(task.column("truncated").toArray()).containsExactly(1, 1);
      environment.reset(new int[] {0}, FIXTURE.context(5));
      assertThat(observation(environment)[0]).isCloseTo(start + .05, within(1e-15));
      assertThat(environment.observe(FIXTURE.context(1)).column("active").toArray())
          .containsExactly(0, 1);
      Batch back = environment.step(acted, FIXTURE.context(1));
      assertThat(back.column("next_observation").at(0)).isCloseTo(start, within(1e-15));
      assertThat(back.column("reward").toArray()).containsExactly(0, 1);
      assertThat(back.column("terminated").toArray()).containsExactly(1, 1);
      environment.reset(new int[] {0}, FIXTURE.context(5));
      assertThat(environment.observe(FIXTURE.context(1)).column("active").toArray())
          .containsExactly(1, 0);
    }
  }

  @Test
  void demonstrationsSucceed() {
    Batch demonstrations = new InsertDemos(20, .2).generate(FIXTURE.context(7));
    assertThat(Arrays.stream(demonstrations.column("reward").toArray()).sum())
        .isGreaterThanOrEqualTo(18);
    assertThat(demonstrations.column("episode_id").at(demonstrations.rows() - 1)).isEqualTo(19);
    double[] actions = demonstrations.column("action").toArray();
    assertThat(Arrays.stream(actions).map(Math::abs).max().orElseThrow()).isLessThanOrEqualTo(1);
  }

  @Test
  void refusesActionsBeyondOne() {
    try (Environment environment = scene(0, 0, 0).create(1, FIXTURE.context(1))) {
      environment.reset(new int[] {0}, FIXTURE.context(1));
      assertThatThrownBy(() -> environment.step(action(0, -1.5, 0), FIXTURE.context(1)))
          .isInstanceOf(EsscherException.class)
          .hasMessageContainingAll("row 0", "component 1", "-1.5");
    }
  }
}
