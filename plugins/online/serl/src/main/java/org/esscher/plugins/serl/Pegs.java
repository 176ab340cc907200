package org.esscher.plugins.serl;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.Environment;
import org.esscher.api.Space;
import org.esscher.api.State;

/** The environment of {@link PointInsert}. */
final class Pegs implements Environment {
  /** Length of a step, in the scene's unit. */
  static final double STEP = 0.05;

  /** Turn of a step, radians. */
  static final double TURN = 0.1;

  private static final double DEEP = -0.1;
  private static final int WIDTH = 3;

  private final PointInsert scene;
  private final Pose hole;

  /** Poses in the hole's frame, a copy's three numbers together. */
  private final double[] pegs;

  private final int[] steps;

  Pegs(int copies, PointInsert scene) {
    this.scene = scene;
    this.hole = new Pose(scene.baseX(), scene.baseY(), 0).times(new Pose(0, 0, scene.baseAngle()));
    this.pegs = new double[WIDTH * copies];
    this.steps = new int[copies];
  }

  @Override
  public int copies() {
    return steps.length;
  }

  @Override
  public Optional<Space> actionSpace(String player) {
    return Optional.of(Space.Box.within(WIDTH, 1));
  }

  @Override
  public Optional<Space> observationSpace() {
    return Optional.of(
        new Space.Box(
            Collections.nCopies(2 * WIDTH, Double.NEGATIVE_INFINITY),
            Collections.nCopies(2 * WIDTH, Double.POSITIVE_INFINITY)));
  }

  @Override
  public void reset(int[] copies, Context context) {
    RandomGenerator random = context.random();
    for (int copy : copies) {
      pegs[WIDTH * copy] = random.nextDouble(-0.3, 0.3);
      pegs[WIDTH * copy + 1] = random.nextDouble(0.45, 0.55);
      pegs[WIDTH * copy + 2] = random.nextDouble(-0.3, 0.3);
      steps[copy] = 0;
    }
  }

  @Override
  public Batch observe(Context context) {
    Map<String, Column> shown = new LinkedHashMap<>();
    shown.put("observation", shown(context.columns()));
    return context.columns().batch(shown);
  }

  private Column shown(Columns columns) {
    double[] values = new double[2 * WIDTH * copies()];
    for (int copy = 0; copy < copies(); copy++) {
      hole.times(Pose.of(pegs, WIDTH * copy)).write(values, 2 * WIDTH * copy);
      hole.write(values, 2 * WIDTH * copy + WIDTH);
    }
    return columns.vectors(2 * WIDTH, values);
  }

  @Override
  public Batch step(Batch actions, Context context) {
    double[] twists = Twists.of(actions, copies());
    double[] reward = new double[copies()];
    boolean[] terminated = new boolean[copies()];
    boolean[] truncated = new boolean[copies()];
    for (int copy = 0; copy < copies(); copy++) {
      move(copy, twists);
      terminated[copy] = pegs[WIDTH * copy + 1] <= DEEP;
      reward[copy] = terminated[copy] ? 1 : 0;
      steps[copy]++;
      truncated[copy] = !terminated[copy] && steps[copy] >= scene.limit();
    }
    Columns columns = context.columns();
    Map<String, Column> answer = new LinkedHashMap<>();
    answer.put("reward", columns.numbers(reward));
    answer.put("next_observation", shown(columns));
    answer.put("terminated", columns.booleans(terminated));
    answer.put("truncated", columns.booleans(truncated));
    return columns.batch(answer);
  }

  private void move(int copy, double[] twists) {
    int at = WIDTH * copy;
    // The world's axes as the hole sees them.
    Pose own =
        new Pose(0, 0, -hole.angle()).times(new Pose(twists[at] * STEP, twists[at + 1] * STEP, 0));
    Pose before = Pose.of(pegs, at);
    double u = within(before.x() + own.x(), 1);
    double v = Math.max(2 * DEEP, Math.min(1, before.y() + own.y()));
    double angle =
        new Pose(0, 0, before.angle()).times(new Pose(0, 0, twists[at + 2] * TURN)).angle();
    if (before.y() < 0) {
      u = v < 0 ? within(u, scene.tolerance()) : u;
      angle = v < 0 ? within(angle, scene.angleTolerance()) : angle;
    } else if (v < 0
        && (Math.abs(u) > scene.tolerance() || Math.abs(angle) > scene.angleTolerance())) {
      v = 0;
    }
    new Pose(u, v, angle).write(pegs, at);
  }

  private static double within(double value, double bound) {
    return Math.max(-bound, Math.min(bound, value));
  }

  @Override
  public State save() {
    return State.empty()
        .with("pegs", pegs)
        .with("steps", Arrays.stream(steps).asDoubleStream().toArray());
  }

  @Override
  public void restore(State saved) {
    System.arraycopy(saved.get("pegs"), 0, pegs, 0, pegs.length);
    double[] taken = saved.get("steps");
    Arrays.setAll(steps, copy -> (int) taken[copy]);
  }
}
