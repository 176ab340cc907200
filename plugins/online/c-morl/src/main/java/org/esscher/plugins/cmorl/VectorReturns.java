package org.esscher.plugins.cmorl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.EsscherException;

/** What whole episodes pay, an objective each. */
final class VectorReturns {
  private final Map<String, double[]> byEpisode = new LinkedHashMap<>();
  private final Column ids;
  private final int objectives;

  /**
   * Sums rewards.
   *
   * @param episodes rows with {@code episode_id} and {@code rewards}, those of an episode in order
   * @param objectives how many there are to be
   * @param discount factor of each further step
   */
  VectorReturns(Batch episodes, int objectives, double discount) {
    this.ids = episodes.column("episode_id");
    this.objectives = objectives;
    requireObjectives(episodes, objectives);
    Column rewards = episodes.column("rewards");
    Map<String, Double> factors = new LinkedHashMap<>();
    for (int row = 0; row < episodes.rows(); row++) {
      String id = ids.text(row);
      double factor = factors.getOrDefault(id, 1.0);
      factors.put(id, factor * discount);
      double[] sum = byEpisode.computeIfAbsent(id, ignored -> new double[objectives]);
      for (int i = 0; i < objectives; i++) {
        sum[i] += factor * rewards.at((long) row * objectives + i);
      }
    }
  }

  /** Refuses an environment that pays something else. */
  static void requireObjectives(Batch episodes, int objectives) {
    if (!episodes.has("rewards") || episodes.column("rewards").width() != objectives) {
      throw EsscherException.user(
          "c-morl was asked for a front of %d objectives, as refPoint says, and the environment"
              + " pays %s; choose one with a vector of rewards, or another refPoint",
          objectives,
          episodes.has("rewards") ? episodes.column("rewards").width() : "a single reward");
    }
  }

  /** The mean over episodes. */
  double[] mean() {
    double[] mean = new double[objectives];
    for (double[] each : byEpisode.values()) {
      for (int i = 0; i < objectives; i++) {
        mean[i] += each[i] / byEpisode.size();
      }
    }
    return mean;
  }

  /** The return of each row's episode. */
  Column column(Columns columns) {
    List<double[]> rows = rows();
    double[] all = new double[rows.size() * objectives];
    for (int row = 0; row < rows.size(); row++) {
      System.arraycopy(rows.get(row), 0, all, row * objectives, objectives);
    }
    return columns.vectors(objectives, all);
  }

  private List<double[]> rows() {
    List<double[]> rows = new ArrayList<>();
    for (int row = 0; row < ids.rows(); row++) {
      rows.add(byEpisode.getOrDefault(ids.text(row), new double[objectives]));
    }
    return rows;
  }

  /** The mean over rows: episodes count by their steps, as they do in a batch. */
  List<Double> rowMean() {
    List<double[]> rows = rows();
    List<Double> mean = new ArrayList<>();
    for (int i = 0; i < objectives; i++) {
      double sum = 0;
      for (double[] row : rows) {
        sum += row[i];
      }
      mean.add(sum / rows.size());
    }
    return mean;
  }
}
