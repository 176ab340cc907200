package org.esscher.plugins.serl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
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

/** The environment of {@link ForwardBackward}. */
final class TurnTaking implements Environment {
  private static final List<String> PLAYERS = List.of("task", "reset");
  private static final int POSE = 3;

  private final Environment played;
  private final double radius;
  private final double angleRadius;
  private final int limit;

  /** 0 or 1, the player of each copy's episode; −1 before the first. */
  private final int[] turn;

  private final int[] steps;
  private final double[] homes;

  TurnTaking(Environment played, double radius, double angleRadius, int limit) {
    if (played.players().size() != 1) {
      List<String> players = played.players();
      played.close();
      throw EsscherException.user(
          "'forward-backward' makes two players of one, and the environment has the players %s",
          players);
    }
    this.played = played;
    this.radius = radius;
    this.angleRadius = angleRadius;
    this.limit = limit;
    this.turn = new int[played.copies()];
    this.steps = new int[played.copies()];
    this.homes = new double[POSE * played.copies()];
    Arrays.fill(turn, -1);
  }

  @Override
  public int copies() {
    return turn.length;
  }

  @Override
  public List<String> players() {
    return PLAYERS;
  }

  @Override
  public Optional<Space> actionSpace(String player) {
    return played.actionSpace(played.players().get(0));
  }

  @Override
  public Optional<Space> observationSpace() {
    return played.observationSpace();
  }

  @Override
  public void reset(int[] copies, Context context) {
    int[] fresh = Arrays.stream(copies).filter(copy -> turn[copy] < 0).toArray();
    if (fresh.length > 0) {
      played.reset(fresh, context);
      Column observed = played.observe(context).column("observation");
      for (int copy : fresh) {
        observed.read((long) copy * observed.width(), homes, POSE * copy, POSE);
      }
    }
    for (int copy : copies) {
      turn[copy] = turn[copy] == 0 ? 1 : 0;
      steps[copy] = 0;
    }
  }

  @Override
  public Batch observe(Context context) {
    return shared(played.observe(context), "", context.columns());
  }

  /** A row a player for each row, and whose turn it is. */
  private Batch shared(Batch rows, String prefix, Columns columns) {
    int[] twice = new int[2 * rows.rows()];
    List<String> players = new ArrayList<>();
    boolean[] active = new boolean[twice.length];
    for (int row = 0; row < twice.length; row++) {
      twice[row] = row / 2;
      players.add(PLAYERS.get(row % 2));
      active[row] = turn[row / 2] == row % 2;
    }
    return rows.take(twice)
        .with(prefix + "player", columns.texts(players))
        .with(prefix + ForwardBackward.ACTIVE, columns.booleans(active));
  }

  @Override
  public Batch step(Batch actions, Context context) {
    int[] acting = new int[copies()];
    Arrays.setAll(acting, copy -> 2 * copy + Math.max(0, turn[copy]));
    Batch answer = played.step(actions.take(acting), context);
    Column paid = answer.column("reward");
    Column next = answer.column("next_observation");
    double[] reward = new double[2 * copies()];
    boolean[] terminated = new boolean[2 * copies()];
    boolean[] truncated = new boolean[2 * copies()];
    for (int copy = 0; copy < copies(); copy++) {
      steps[copy]++;
      boolean back = turn[copy] == 1;
      boolean ends = back ? home(copy, next) : answer.column("terminated").at(copy) == 1;
      reward[2 * copy + (back ? 1 : 0)] = back ? (ends ? 1 : 0) : paid.at(copy);
      Arrays.fill(terminated, 2 * copy, 2 * copy + 2, ends);
      Arrays.fill(truncated, 2 * copy, 2 * copy + 2, !ends && steps[copy] >= limit);
    }
    Columns columns = context.columns();
    Map<String, Column> both = new LinkedHashMap<>();
    Batch shared = shared(answer, "next_", columns);
    shared.names().forEach(name -> both.put(name, shared.column(name)));
    both.put("reward", columns.numbers(reward));
    both.put("terminated", columns.booleans(terminated));
    both.put("truncated", columns.booleans(truncated));
    return columns.batch(both);
  }

  /** Whether the effector is back. */
  private boolean home(int copy, Column observed) {
    double[] pose = new double[POSE];
    observed.read((long) copy * observed.width(), pose, 0, POSE);
    Pose away = Pose.of(homes, POSE * copy).seen(Pose.of(pose, 0));
    return Math.hypot(away.x(), away.y()) <= radius && Math.abs(away.angle()) <= angleRadius;
  }

  @Override
  public State save() {
    return State.empty()
        .withAll("played", played.save())
        .with("turn", Arrays.stream(turn).asDoubleStream().toArray())
        .with("steps", Arrays.stream(steps).asDoubleStream().toArray())
        .with("homes", homes);
  }

  @Override
  public void restore(State saved) {
    played.restore(saved.under("played"));
    double[] turns = saved.get("turn");
    double[] taken = saved.get("steps");
    Arrays.setAll(turn, copy -> (int) turns[copy]);
    Arrays.setAll(steps, copy -> (int) taken[copy]);
    System.arraycopy(saved.get("homes"), 0, homes, 0, homes.length);
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
