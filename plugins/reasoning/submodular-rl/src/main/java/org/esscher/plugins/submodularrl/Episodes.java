package org.esscher.plugins.submodularrl;

import java.util.Arrays;
import org.esscher.api.Column;
import org.esscher.api.Data;
import org.esscher.api.EsscherException;

/**
 * Rows as whole episodes in their order.
 *
 * @param episode number of each row's episode
 * @param step of each row
 * @param weights of each row: its episode's, which is that of the first row
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a plain carrier
record Episodes(int[] episode, int[] step, double[] weights) {
  /**
   * Reads the steps and weights of a grouped slot.
   *
   * @throws EsscherException (DATA) when an episode doesn't begin with step 0 or leaves one out
   */
  static Episodes of(Data data, String slot) {
    int[] episode = data.groups(slot);
    Column steps = data.get("step");
    double[] weights = data.get("weight").toArray();
    int[] step = new int[episode.length];
    int[] next = new int[episode.length];
    double[] ofEpisode = new double[episode.length];
    for (int row = 0; row < step.length; row++) {
      step[row] = next[episode[row]]++;
      if (steps.at(row) != step[row]) {
        throw EsscherException.data(
            "subpo: row %d is step %s of its episode, where step %d has to come; give whole"
                + " episodes in their order, from step 0, in one batch",
            row, steps.at(row), step[row]);
      }
      if (step[row] == 0) {
        ofEpisode[episode[row]] = weights[row];
      }
      weights[row] = ofEpisode[episode[row]];
    }
    return new Episodes(episode, step, weights);
  }

  boolean first(int row) {
    return step[row] == 0;
  }

  /** G_i = Σ_{j≥i} γ^{j−i} reward_j/normalize. */
  double[] returnsToGo(double[] reward, double gamma, double normalize) {
    double[] rest = new double[episode.length];
    double[] returns = new double[episode.length];
    for (int row = returns.length - 1; row >= 0; row--) {
      returns[row] = reward[row] / normalize + gamma * rest[episode[row]];
      rest[episode[row]] = returns[row];
    }
    return returns;
  }

  /** For each row, the mean over all episodes that have its step. */
  double[] meanByStep(double[] values) {
    double[] sum = new double[step.length];
    double[] total = new double[step.length];
    for (int row = 0; row < step.length; row++) {
      sum[step[row]] += weights[row] * values[row];
      total[step[row]] += weights[row];
    }
    double[] mean = new double[step.length];
    Arrays.setAll(mean, row -> total[step[row]] > 0 ? sum[step[row]] / total[step[row]] : 0);
    return mean;
  }
}
