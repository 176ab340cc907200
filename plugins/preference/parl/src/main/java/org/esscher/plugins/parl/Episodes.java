package org.esscher.plugins.parl;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;

/** Which episode each step belongs to, how it is discounted, and what an episode weighs. */
final class Episodes {
  private final int count;
  private final int[] episode;
  private final double[] discount;
  private final double[] weight;

  private Episodes(int count, int[] episode, double[] discount, double[] weight) {
    this.count = count;
    this.episode = episode;
    this.discount = discount;
    this.weight = weight;
  }

  /**
   * Reads {@code episode_id}, {@code step}, and {@code weight}, which is 1 when absent; an episode
   * weighs what its last row does.
   */
  static Episodes of(Batch batch, double gamma) {
    Column ids = batch.column("episode_id");
    Column step = batch.column("step");
    Map<String, Integer> numbers = new HashMap<>();
    int[] episode = new int[batch.rows()];
    double[] discount = new double[batch.rows()];
    double[] weight = new double[batch.rows()];
    for (int row = 0; row < episode.length; row++) {
      if (!(step.at(row) >= 0)) {
        throw EsscherException.data(
            "row %d, column 'step': a position from 0 is needed, got %s", row, step.at(row));
      }
      int next = numbers.size();
      episode[row] = numbers.computeIfAbsent(ids.text(row), id -> next);
      discount[row] = Math.pow(gamma, step.at(row));
      weight[episode[row]] = batch.has("weight") ? batch.column("weight").at(row) : 1;
    }
    return new Episodes(numbers.size(), episode, discount, Arrays.copyOf(weight, numbers.size()));
  }

  /** How many there are; they are numbered from 0 in the order of their first rows. */
  int count() {
    return count;
  }

  /** What each counts in a mean over episodes: its weight over the sum of all. */
  double[] shares() {
    double total = Arrays.stream(weight).sum();
    return Arrays.stream(weight).map(own -> own / total).toArray();
  }

  /** Σ_h x_h of each episode. */
  double[] sums(double[] perRow) {
    double[] sums = new double[count];
    for (int row = 0; row < episode.length; row++) {
      sums[episode[row]] += perRow[row];
    }
    return sums;
  }

  /** Σ_h γ^h x_h of each episode. */
  double[] discounted(double[] perRow) {
    double[] scaled = perRow.clone();
    for (int row = 0; row < scaled.length; row++) {
      scaled[row] *= discount[row];
    }
    return sums(scaled);
  }

  /** The value of its episode in each row. */
  double[] spread(double[] perEpisode) {
    double[] perRow = new double[episode.length];
    for (int row = 0; row < perRow.length; row++) {
      perRow[row] = perEpisode[episode[row]];
    }
    return perRow;
  }

  /**
   * Each value less the mean of the others, blocks of equal size together being one: what a
   * baseline leaves, which does not bias the sum of value times score.
   *
   * @param values one an episode
   * @param block episodes that share a value; at least two blocks
   */
  static double[] withoutOthersMean(double[] values, int block) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    double[] excess = new double[values.length];
    for (int from = 0; from < values.length; from += block) {
      double own = 0;
      for (int i = from; i < from + block; i++) {
        own += values[i];
      }
      double baseline = (sum - own) / (values.length - block);
      for (int i = from; i < from + block; i++) {
        excess[i] = values[i] - baseline;
      }
    }
    return excess;
  }
}
