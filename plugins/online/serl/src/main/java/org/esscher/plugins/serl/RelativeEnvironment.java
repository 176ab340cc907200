package org.esscher.plugins.serl;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.Environment;
import org.esscher.api.EsscherException;
import org.esscher.api.Space;
import org.esscher.api.State;

/** The environment of {@link RelativeFrame}. */
final class RelativeEnvironment implements Environment {
  private static final int WIDTH = 3;

  private final Environment played;
  private final int poses;

  /** The effector's poses in the world at the last reset. */
  private final double[] first;

  RelativeEnvironment(Environment played, int poses) {
    this.played = played;
    this.poses = poses;
    this.first = new double[WIDTH * played.copies()];
  }

  @Override
  public int copies() {
    return played.copies();
  }

  @Override
  public List<String> players() {
    return played.players();
  }

  @Override
  public Optional<Space> actionSpace(String player) {
    return played.actionSpace(player);
  }

  @Override
  public Optional<Space> observationSpace() {
    return played.observationSpace();
  }

  @Override
  public void reset(int[] copies, Context context) {
    played.reset(copies, context);
    double[] world = poses(played.observe(context).column("observation"));
    int width = world.length / copies();
    for (int copy : copies) {
      System.arraycopy(world, copy * width, first, copy * WIDTH, WIDTH);
    }
  }

  private double[] poses(Column observed) {
    if (observed.isText() || observed.ragged() || observed.width() < WIDTH * poses) {
      throw EsscherException.user(
          "'relative-frame' reads %d poses of three numbers each, and observations have %d numbers;"
              + " set poses to what the environment shows",
          poses, observed.width());
    }
    return observed.toArray();
  }

  @Override
  public Batch observe(Context context) {
    return relative("observation", played.observe(context), context.columns());
  }

  private Batch relative(String name, Batch rows, Columns columns) {
    double[] values = poses(rows.column(name));
    int width = values.length / copies();
    for (int copy = 0; copy < copies(); copy++) {
      Pose reset = Pose.of(first, WIDTH * copy);
      for (int pose = 0; pose < poses; pose++) {
        int at = copy * width + WIDTH * pose;
        reset.seen(Pose.of(values, at)).write(values, at);
      }
    }
    return rows.with(name, columns.vectors(width, values));
  }

  @Override
  public Batch step(Batch actions, Context context) {
    double[] twists = Twists.of(actions, copies());
    double[] world = poses(played.observe(context).column("observation"));
    int width = world.length / copies();
    for (int copy = 0; copy < copies(); copy++) {
      Pose turned = new Pose(0, 0, Pose.of(world, copy * width).angle());
      double x = twists[WIDTH * copy];
      double y = twists[WIDTH * copy + 1];
      // A unit disc stays within ±1 however it is turned; a square doesn't.
      double over = Math.max(1, Math.hypot(x, y));
      Pose moved = turned.times(new Pose(x / over, y / over, 0));
      twists[WIDTH * copy] = moved.x();
      twists[WIDTH * copy + 1] = moved.y();
    }
    Batch turned = actions.with("action", context.columns().vectors(WIDTH, twists));
    return relative("next_observation", played.step(turned, context), context.columns());
  }

  @Override
  public State save() {
    return State.empty().withAll("played", played.save()).with("first", first);
  }

  @Override
  public void restore(State saved) {
    played.restore(saved.under("played"));
    System.arraycopy(saved.get("first"), 0, first, 0, first.length);
  }

  @Override
  public void perturb(Map<String, Double> knobs) {
    played.perturb(knobs);
  }

  @Override
  public void close() {
    played.close();
  }
}
