package org.esscher.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What some episodes paid.
 *
 * @param returns Σ_t discount^t · reward of each episode, in order of first appearance
 * @param lengths steps of each episode
 */
public record EpisodeReturns(List<Double> returns, List<Integer> lengths) {
  /**
   * Copies and checks.
   *
   * @param returns as for the record
   * @param lengths as for the record
   */
  public EpisodeReturns {
    returns = List.copyOf(returns);
    lengths = List.copyOf(lengths);
    if (returns.isEmpty() || returns.size() != lengths.size()) {
      throw EsscherException.plugin(
          "%d returns and %d lengths of episodes; equally many of each, at least one, are needed",
          returns.size(), lengths.size());
    }
  }

  /**
   * Sums the rewards of whole episodes.
   *
   * @param episodes rows with {@code episode_id} and {@code reward}, those of an episode in order;
   *     of several players, the rows of one
   * @param discount γ, the factor of each further step
   * @return what each paid
   */
  public static EpisodeReturns of(Batch episodes, double discount) {
    Column ids = episodes.column("episode_id");
    Column rewards = episodes.column("reward");
    Map<String, double[]> sums = new LinkedHashMap<>();
    for (int row = 0; row < episodes.rows(); row++) {
      double[] sum = sums.computeIfAbsent(ids.text(row), ignored -> new double[] {0, 1, 0});
      sum[0] += sum[1] * rewards.at(row);
      sum[1] *= discount;
      sum[2]++;
    }
    List<Double> returns = new ArrayList<>();
    List<Integer> lengths = new ArrayList<>();
    for (double[] sum : sums.values()) {
      returns.add(sum[0]);
      lengths.add((int) sum[2]);
    }
    return new EpisodeReturns(returns, lengths);
  }

  /**
   * The mean return.
   *
   * @return the mean
   */
  public double mean() {
    return returns.stream().mapToDouble(Double::doubleValue).sum() / returns.size();
  }

  /**
   * The standard error of the mean, from the sample standard deviation (ddof 1).
   *
   * @return the standard error; 0 of a single episode
   */
  public double standardError() {
    int count = returns.size();
    if (count == 1) {
      return 0;
    }
    double mean = mean();
    double squares = returns.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
    return Math.sqrt(squares / (count - 1) / count);
  }

  /**
   * Lower end of the 95% interval of the normal approximation.
   *
   * @return the mean − 1.96 standard errors
   */
  public double low() {
    return mean() - 1.96 * standardError();
  }

  /**
   * Upper end of the 95% interval of the normal approximation.
   *
   * @return the mean + 1.96 standard errors
   */
  public double high() {
    return mean() + 1.96 * standardError();
  }

  /**
   * The mean length.
   *
   * @return steps an episode
   */
  public double meanLength() {
    return lengths.stream().mapToInt(Integer::intValue).average().orElseThrow();
  }
}
