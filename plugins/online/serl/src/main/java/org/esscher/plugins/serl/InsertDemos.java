package org.esscher.plugins.serl;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Environment;
import org.esscher.api.Generator;

/**
 * Demonstrations of {@code point-insert} in the {@code relative-frame}: a script moves the peg
 * above the hole, turns it, and pushes it in; in some steps it does anything instead. Columns:
 * {@code episode_id, step, observation, action, reward, next_observation, terminated, truncated}.
 *
 * @param episodes number of demonstrated episodes
 * @param noise probability that a step's action is drawn uniformly
 */
@Component(
    value = "insert-demos",
    summary = "demonstrations of a peg's insertion by a script",
    paper = "in place of the twenty demonstrations of Luo et al. 2024, arXiv 2401.16013")
public record InsertDemos(
    @Default("20") @Positive int episodes,
    @Default("0.2") @PositiveOrZero @DecimalMax("1") double noise)
    implements Generator {
  private static final int WIDTH = 3;

  @Override
  public Batch generate(Context context) {
    RandomGenerator random = context.random();
    Columns columns = context.columns();
    List<Batch> all = new ArrayList<>();
    PointInsert scene = new PointInsert(0.03, 0.1, 0, 0, 0, 60);
    try (Environment environment = new RelativeFrame(scene, 2).create(1, context)) {
      for (int episode = 0; episode < episodes; episode++) {
        environment.reset(new int[] {0}, context);
        boolean over = false;
        for (int step = 0; !over; step++) {
          Batch seen = environment.observe(context);
          Batch acted = seen.with("action", columns.vectors(WIDTH, action(seen, random)));
          Batch answer = environment.step(acted, context);
          Map<String, Column> row = new LinkedHashMap<>();
          row.put("episode_id", columns.integers(episode));
          row.put("step", columns.integers(step));
          row.put("observation", acted.column("observation"));
          row.put("action", acted.column("action"));
          answer.names().forEach(name -> row.put(name, answer.column(name)));
          all.add(columns.batch(row));
          over = answer.column("terminated").at(0) == 1 || answer.column("truncated").at(0) == 1;
        }
      }
    }
    return columns.concat(all);
  }

  private double[] action(Batch seen, RandomGenerator random) {
    double[] action = new double[WIDTH];
    if (random.nextDouble() < noise) {
      for (int i = 0; i < WIDTH; i++) {
        action[i] = random.nextDouble(-1, 1);
      }
      return action;
    }
    double[] poses = seen.column("observation").toArray();
    Pose peg = Pose.of(poses, WIDTH).seen(Pose.of(poses, 0));
    boolean aligned = Math.abs(peg.x()) < 0.015 && Math.abs(peg.angle()) < 0.05;
    double down = aligned ? -1 : within((0.1 - peg.y()) / Pegs.STEP);
    Pose moved =
        new Pose(0, 0, -peg.angle()).times(new Pose(within(-peg.x() / Pegs.STEP), down, 0));
    action[0] = within(moved.x());
    action[1] = within(moved.y());
    action[2] = within(-peg.angle() / Pegs.TURN);
    return action;
  }

  private static double within(double value) {
    return Math.max(-1, Math.min(1, value));
  }
}
