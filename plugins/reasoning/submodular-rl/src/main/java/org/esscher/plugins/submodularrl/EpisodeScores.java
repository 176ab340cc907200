package org.esscher.plugins.submodularrl;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;

/** Walks through a batch's episodes, state by state. */
final class EpisodeScores {
  private final SetFunction function;
  private final Batch batch;
  private final Column state;
  private final Supplier<Marginals> marginals;

  EpisodeScores(SetFunction function, Batch batch) {
    this.function = function;
    this.batch = batch;
    this.state = batch.column("state_id");
    this.marginals = function.marginals(batch);
  }

  double[] scores() {
    Column episodeId = batch.column("episode_id");
    Column step = batch.column("step");
    double[] scores = new double[batch.rows()];
    Map<String, Episode> episodes = new HashMap<>();
    for (int row = 0; row < scores.length; row++) {
      Episode episode =
          episodes.computeIfAbsent(episodeId.text(row), id -> new Episode(marginals.get()));
      requireNext(row, episodeId.text(row), step.at(row), episode.rows);
      episode.rows++;
      double gain = gain(row, episode);
      scores[row] = gain;
      if (function.mode() == Mode.FINAL_ONLY) {
        scores[row] += episode.moveTotalTo(row, scores);
      }
    }
    return scores;
  }

  private static void requireNext(int row, String episode, double step, int expected) {
    if (step != expected) {
      throw EsscherException.data(
          "row %d: step %s of episode %s, where step %d has to come; a set function needs whole"
              + " episodes in their order, from step 0, in one batch",
          row, step, episode, expected);
    }
  }

  private double gain(int row, Episode episode) {
    if (function.mode() == Mode.MODULAR) {
      return marginals.get().gain(row);
    }
    int number = SetFunction.index(state, row, row, "state_id", Integer.MAX_VALUE);
    long visit = function.timeIndexed() ? ((long) episode.rows << 32) + number : number;
    return episode.visited.add(visit) ? episode.marginals.gain(row) : 0;
  }

  /** What an episode has come to. */
  private static final class Episode {
    private final Marginals marginals;
    private final Set<Long> visited = new HashSet<>();
    private int rows;
    private int last = -1;

    Episode(Marginals marginals) {
      this.marginals = marginals;
    }

    /** Takes the total so far from the row before, which was not the last. */
    double moveTotalTo(int row, double[] scores) {
      double total = 0;
      if (last >= 0) {
        total = scores[last];
        scores[last] = 0;
      }
      last = row;
      return total;
    }
  }
}
