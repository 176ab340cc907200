package org.esscher.runtime.internal.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Environment;
import org.esscher.api.EpisodeState;
import org.esscher.api.EsscherException;
import org.esscher.api.Rollout;
import org.esscher.api.State;
import org.esscher.data.Arena;

/** One rollout: an environment and the episodes that its copies are in. */
final class Playing implements AutoCloseable {
  private final Rollout first;
  private final Environment environment;
  private final int copies;
  private final int players;
  private final long[] episode;
  private final long[] step;
  private final boolean[] over;
  private long episodes;

  Playing(Rollout rollout, Environment environment, Optional<State> saved) {
    this.first = rollout;
    this.environment = environment;
    this.copies = environment.copies();
    this.players = environment.players().size();
    if (copies != rollout.copies() || players < 1) {
      environment.close();
      throw EsscherException.plugin(
          "the environment of rollout %s has %d copies and players %s; %d copies were asked for,"
              + " and at least one player",
          rollout.name(), copies, environment.players(), rollout.copies());
    }
    episode = new long[copies];
    step = new long[copies];
    over = new boolean[copies];
    Arrays.fill(over, true);
    saved.ifPresent(this::restore);
  }

  Environment environment() {
    return environment;
  }

  /** Other roles may take over; another environment may not. */
  void requireSame(Rollout rollout) {
    if (!rollout.environment().equals(first.environment()) || rollout.copies() != copies) {
      throw EsscherException.plugin(
          "rollout %s plays %d copies of %s, and can't play %d of %s; give it another name",
          rollout.name(), copies, first.environment(), rollout.copies(), rollout.environment());
    }
  }

  State save() {
    double[] ended = new double[copies];
    Arrays.setAll(ended, copy -> over[copy] ? 1 : 0);
    return State.empty()
        .withAll("environment", environment.save())
        .with("episode", Arrays.stream(episode).asDoubleStream().toArray())
        .with("step", Arrays.stream(step).asDoubleStream().toArray())
        .with("over", ended)
        .with("episodes", (double) episodes);
  }

  private void restore(State saved) {
    environment.restore(saved.under("environment"));
    Arrays.setAll(episode, copy -> (long) saved.get("episode")[copy]);
    Arrays.setAll(step, copy -> (long) saved.get("step")[copy]);
    double[] ended = saved.get("over");
    for (int copy = 0; copy < copies; copy++) {
      over[copy] = ended[copy] == 1;
    }
    episodes = (long) saved.number("episodes", 0);
  }

  /** The next steps of every copy, a copy's rows together. */
  Batch steps(Rollout rollout, int steps, ActiveRun run, Arena arena) {
    for (String role : rollout.roles().values()) {
      if (run.model(role).as(EpisodeState.class).isPresent()) {
        throw EsscherException.user(
            "the policy of %s remembers its episode, so that rollout %s can't be cut in it; whole"
                + " episodes are needed",
            role, rollout.name());
      }
    }
    Frames frames = new Frames(arena);
    for (int i = 0; i < steps; i++) {
      reset(rollout, run);
      frames.add(advance(rollout, run, arena), rowsOf(copy -> true), players);
    }
    return frames.byCopy();
  }

  /** Whole episodes: every one of a round counts, so that short ones are not preferred. */
  Batch episodes(Rollout rollout, int count, ActiveRun run, Arena arena) {
    Frames frames = new Frames(arena);
    for (int done = 0; done < count; done += copies) {
      int wanted = Math.min(copies, count - done);
      boolean[] counts = new boolean[copies];
      Arrays.fill(counts, 0, wanted, true);
      Arrays.fill(over, true);
      frames.begin(copies);
      while (IntStream.range(0, copies).anyMatch(copy -> counts[copy])) {
        reset(rollout, run);
        boolean[] now = counts.clone();
        frames.add(advance(rollout, run, arena), rowsOf(copy -> now[copy]), players);
        for (int copy = 0; copy < copies; copy++) {
          counts[copy] &= !over[copy];
        }
      }
    }
    Arrays.fill(over, true);
    return frames.byCopy();
  }

  private int[] rowsOf(IntPredicate copy) {
    return IntStream.range(0, copies * players).filter(row -> copy.test(row / players)).toArray();
  }

  private void reset(Rollout rollout, ActiveRun run) {
    int[] ended = IntStream.range(0, copies).filter(copy -> over[copy]).toArray();
    if (ended.length == 0) {
      return;
    }
    environment.reset(ended, run.context());
    for (int copy : ended) {
      over[copy] = false;
      step[copy] = 0;
      episode[copy] = episodes++;
    }
    for (int player = 0; player < players; player++) {
      run.model(role(rollout, player))
          .as(EpisodeState.class)
          .ifPresent(memory -> memory.newEpisode(ended));
    }
  }

  /** One step of every copy, a row a copy and player. */
  private Batch advance(Rollout rollout, ActiveRun run, Arena arena) {
    Context context = run.context();
    Batch seen = environment.observe(context);
    requireRows(rollout, "observe", seen);
    Batch acted = act(rollout, seen, run, arena);
    Batch answered = environment.step(acted, run.context());
    requireRows(rollout, "step", answered);
    Batch frame =
        acted
            .with("episode_id", arena.integers(spread(episode)))
            .with("step", arena.integers(spread(step)));
    for (String name : answered.names()) {
      if (name.equals("player")) {
        continue;
      }
      if (frame.has(name)) {
        throw EsscherException.plugin(
            "rollout %s: a step of the environment answers with the column %s, which the policy or"
                + " the observation has too",
            rollout.name(), name);
      }
      frame = frame.with(name, answered.column(name));
    }
    return ended(rollout, frame, arena);
  }

  private Batch ended(Rollout rollout, Batch frame, Arena arena) {
    Column terminated = frame.column("terminated");
    Column truncated = frame.column("truncated");
    boolean[] cut = new boolean[frame.rows()];
    for (int copy = 0; copy < copies; copy++) {
      step[copy]++;
      boolean died = terminated.at((long) copy * players) != 0;
      boolean late = !died && step[copy] >= rollout.maxSteps();
      boolean left = truncated.at((long) copy * players) != 0 || late;
      over[copy] = died || left;
      Arrays.fill(cut, copy * players, (copy + 1) * players, left);
    }
    return frame.with("truncated", arena.booleans(cut));
  }

  private long[] spread(long[] byCopy) {
    return IntStream.range(0, copies * players).mapToLong(row -> byCopy[row / players]).toArray();
  }

  private Batch act(Rollout rollout, Batch seen, ActiveRun run, Arena arena) {
    if (players == 1 || rollout.roles().keySet().equals(Set.of(""))) {
      return run.sample(role(rollout, 0), seen, 1);
    }
    List<Batch> acted = new ArrayList<>();
    for (int player = 0; player < players; player++) {
      int own = player;
      int[] rows = IntStream.range(0, copies).map(copy -> copy * players + own).toArray();
      acted.add(run.sample(role(rollout, player), seen.take(rows), 1));
    }
    int[] order =
        IntStream.range(0, copies * players)
            .map(row -> row % players * copies + row / players)
            .toArray();
    return arena.concat(acted).take(order);
  }

  private String role(Rollout rollout, int player) {
    String name = environment.players().get(player);
    String role = rollout.roles().getOrDefault(name, rollout.roles().get(""));
    if (role == null) {
      throw EsscherException.plugin(
          "rollout %s says who acts for %s, but not for the player '%s'",
          rollout.name(), rollout.roles().keySet(), name);
    }
    return role;
  }

  private void requireRows(Rollout rollout, String what, Batch batch) {
    if (batch.rows() != copies * players) {
      throw EsscherException.plugin(
          "rollout %s: %s of the environment gave %d rows; %d copies times %d players are needed",
          rollout.name(), what, batch.rows(), copies, players);
    }
  }

  @Override
  public void close() {
    environment.close();
  }
}
