package org.esscher.plugins.submodularrl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Run;

/** The states of played episodes, one more than moves, and what a set function makes of them. */
final class VisitedStates {
  private static final List<String> SHOWN = List.of("state_id", "cells", "items");

  private final Batch moves;
  private final Run run;
  private final int[] episode;
  private final int[] lastMoves;
  private final Batch states;

  /**
   * The states of whole episodes.
   *
   * @param moves rows as the run plays them, an episode's together
   * @param run the host, with the role {@code function}
   */
  VisitedStates(Batch moves, Run run) {
    this.moves = moves;
    this.run = run;
    this.episode = new int[moves.rows()];
    Column step = moves.column("step");
    List<Integer> last = new ArrayList<>();
    for (int row = 0; row < episode.length; row++) {
      boolean first = step.at(row) == 0;
      if (first && row > 0) {
        last.add(row - 1);
      }
      episode[row] = last.size();
    }
    last.add(episode.length - 1);
    this.lastMoves = last.stream().mapToInt(Integer::intValue).toArray();
    this.states = states();
  }

  /** Where each move was made, then where each episode ended. */
  private Batch states() {
    Columns made = run.context().columns();
    Batch ends = moves.take(lastMoves);
    Map<String, Column> before = new LinkedHashMap<>();
    Map<String, Column> after = new LinkedHashMap<>();
    SHOWN.forEach(name -> before.put(name, moves.column(name)));
    SHOWN.forEach(name -> after.put(name, ends.column("next_" + name)));
    long[] steps = new long[moves.rows()];
    long[] finalSteps = new long[lastMoves.length];
    for (int row = 0; row < steps.length; row++) {
      steps[row] = (long) moves.column("step").at(row);
      finalSteps[episode[row]] = steps[row] + 1;
    }
    before.put("step", made.integers(steps));
    after.put("step", made.integers(finalSteps));
    before.put("episode_id", made.integers(IntStream.of(episode).asLongStream().toArray()));
    after.put("episode_id", made.integers(LongStream.range(0, lastMoves.length).toArray()));
    return made.concat(List.of(made.batch(before), made.batch(after)));
  }

  /** F of the states of each episode. */
  double[] totals() {
    double[] gains = scores(states);
    double[] totals = new double[lastMoves.length];
    for (int row = 0; row < gains.length; row++) {
      totals[row < episode.length ? episode[row] : row - episode.length] += gains[row];
    }
    return totals;
  }

  private double[] scores(Batch rows) {
    return run.score("function", rows, "score", "score").column("score").toArray();
  }

  /** The moves, each with what its next state pays as {@code reward}. */
  Batch rewarded(Mode mode) {
    double[] reward =
        switch (mode) {
          case MARGINAL -> ofNextStates(scores(states));
          case MODULAR -> ofNextStates(scores(alone()));
          case FINAL_ONLY -> atTheEnd();
        };
    return moves.with("reward", run.context().columns().numbers(reward));
  }

  /** The score of the state that each move leads to. */
  private double[] ofNextStates(double[] scores) {
    double[] next = new double[episode.length];
    for (int row = 0; row < next.length; row++) {
      boolean last = row == lastMoves[episode[row]];
      next[row] = scores[last ? episode.length + episode[row] : row + 1];
    }
    return next;
  }

  /** Every state as an episode of its own. */
  private Batch alone() {
    Columns made = run.context().columns();
    return states
        .with("episode_id", made.integers(LongStream.range(0, states.rows()).toArray()))
        .with("step", made.integers(new long[states.rows()]));
  }

  private double[] atTheEnd() {
    double[] totals = totals();
    double[] reward = new double[episode.length];
    for (int number = 0; number < totals.length; number++) {
      reward[lastMoves[number]] = totals[number];
    }
    return reward;
  }
}
