package org.esscher.data;

import io.jhdf.api.Group;
import org.esscher.api.EsscherException;
import org.esscher.data.StepRows.Row;
import org.jspecify.annotations.Nullable;

/**
 * The layout of D4RL (Fu et al. 2020, arXiv 2004.07219): all steps one after the other, {@code
 * observations}, {@code actions}, {@code rewards}, {@code terminals}, and {@code timeouts} or
 * {@code next_observations} or both. An episode ends where one of the flags is set; without
 * timeouts also where the next observation is not what the following step observes.
 *
 * <p>Without {@code next_observations} the following step's observation is the next one. The last
 * step of an episode that was cut off has none, and is left out, as D4RL's own reader does; the
 * step before it is then the episode's last. After a terminal step nothing follows that has a
 * value: its own observation stands there. Where both flags are set, a step is terminal.
 */
final class D4rlSteps implements LoggedSteps {
  private static final String EVERY_STEP = "one for each of the observations";

  private final String file;
  private final Hdf5Dataset observations;
  private final Hdf5Dataset actions;
  private final Hdf5Dataset rewards;
  private final Hdf5Dataset terminals;
  private final @Nullable Hdf5Dataset timeouts;
  private final @Nullable Hdf5Dataset nextObservations;
  private int at;
  private int episode;
  private int step;

  D4rlSteps(String file, Group root) {
    this.file = file;
    observations = Hdf5Dataset.required(file, root, "observations");
    int rows = observations.rows();
    actions = Hdf5Dataset.required(file, root, "actions").rows(rows, EVERY_STEP);
    rewards = Hdf5Dataset.required(file, root, "rewards").single().rows(rows, EVERY_STEP);
    terminals = Hdf5Dataset.required(file, root, "terminals").single().rows(rows, EVERY_STEP);
    timeouts = perStep(Hdf5Dataset.optional(file, root, "timeouts"), rows);
    nextObservations = perStep(Hdf5Dataset.optional(file, root, "next_observations"), rows);
    rewards.numbers();
    if (timeouts == null && nextObservations == null) {
      throw EsscherException.data(
          "%s has neither timeouts nor next_observations, so nothing says where an episode was cut"
              + " off; write one of them",
          file);
    }
    if (timeouts != null) {
      timeouts.single();
    }
    if (nextObservations != null && !nextObservations.numbers().equals(observations.numbers())) {
      throw EsscherException.data(
          "%s: next_observations are %s, but observations are %s; write both alike",
          file, nextObservations.numbers(), observations.numbers());
    }
  }

  private static @Nullable Hdf5Dataset perStep(@Nullable Hdf5Dataset data, int rows) {
    return data == null ? null : data.rows(rows, EVERY_STEP);
  }

  @Override
  public int episodes() {
    return episode;
  }

  @Override
  public double fraction() {
    return (double) at / Math.max(1, observations.rows());
  }

  @Override
  public @Nullable StepRows next(int most) {
    while (at < observations.rows()) {
      int count = Math.min(most, observations.rows() - at);
      StepRows rows =
          new StepRows(
              observations.numbers(),
              actions.numbers(),
              count,
              row -> file + ", row " + row + " (from 0)");
      read(count, rows);
      if (rows.rows() > 0) {
        return rows;
      }
    }
    return null;
  }

  /** A run of steps, and one more to see how they go on. */
  private void read(int count, StepRows into) {
    Run run = new Run(Math.min(count + 1, observations.rows() - at));
    double[] acted = actions.read(at, count);
    double[] rewarded = rewards.read(at, count);
    for (int i = 0; i < count; i++) {
      if (run.hasNext(i)) {
        into.add(
            episode,
            step,
            new Row(run.observed, i),
            new Row(acted, i),
            rewarded[i],
            run.next(i),
            run.terminal[i],
            run.isLastOfCut(i),
            (long) at + i);
      }
      step++;
      if (run.ends(i)) {
        episode++;
        step = 0;
      }
    }
    at += count;
  }

  /** Steps from {@link #at}. */
  private final class Run {
    private final int width = Math.max(1, observations.numbers().width());
    final double[] observed;
    final double @Nullable [] following;
    final boolean[] terminal;
    final boolean @Nullable [] timeout;

    Run(int length) {
      observed = observations.read(at, length);
      following = nextObservations == null ? null : nextObservations.read(at, length);
      terminal = terminals.flags(at, length);
      timeout = timeouts == null ? null : timeouts.flags(at, length);
    }

    /** Whether the log of an episode breaks off after a step that is not terminal. */
    private boolean isCut(int i) {
      if (terminal[i]) {
        return false;
      }
      if (at + i == observations.rows() - 1) {
        return true;
      }
      return timeout == null ? !leadsOn(i) : timeout[i];
    }

    /** Whether the next observation is what the following step observes. */
    private boolean leadsOn(int i) {
      if (following == null) {
        return true;
      }
      for (int k = 0; k < width; k++) {
        if (following[i * width + k] != observed[(i + 1) * width + k]) {
          return false;
        }
      }
      return true;
    }

    boolean ends(int i) {
      return terminal[i] || isCut(i);
    }

    boolean hasNext(int i) {
      return following != null || !isCut(i);
    }

    Row next(int i) {
      if (following != null) {
        return new Row(following, i);
      }
      return new Row(observed, terminal[i] ? i : i + 1);
    }

    /** Whether nothing of the episode is given out behind a step, though it went on. */
    boolean isLastOfCut(int i) {
      return following != null ? isCut(i) : !terminal[i] && isCut(i + 1);
    }
  }
}
