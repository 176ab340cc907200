package org.esscher.runtime.internal.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Number, mean and sum of squared deviations of some numbers; those of two parts are joined by the
 * formula of Chan, Golub and LeVeque (1983).
 *
 * @param count how many, at least 1
 * @param mean of them
 * @param squares Σ (x − mean)², of the part's own mean
 */
public record Moments(double count, double mean, double squares) {
  /**
   * Of numbers, part by part.
   *
   * @param numbers all of them
   * @param starts where parts begin, and the number of numbers
   */
  static List<Moments> of(double[] numbers, int[] starts) {
    List<Moments> parts = new ArrayList<>();
    for (int part = 0; part + 1 < starts.length; part++) {
      parts.add(of(numbers, starts[part], starts[part + 1]));
    }
    return parts;
  }

  private static Moments of(double[] numbers, int from, int to) {
    int count = to - from;
    double mean = 0;
    for (int i = from; i < to; i++) {
      mean += numbers[i] / count;
    }
    double squares = 0;
    for (int i = from; i < to; i++) {
      squares += (numbers[i] - mean) * (numbers[i] - mean);
    }
    return new Moments(count, mean, squares);
  }

  /** Those that stand in an array, one after the other. */
  static Moments of(double[] numbers, int at) {
    return new Moments(numbers[at], numbers[at + 1], numbers[at + 2]);
  }

  /** Puts them where {@link #of(double[], int)} finds them. */
  void put(double[] into, int at) {
    into[at] = count;
    into[at + 1] = mean;
    into[at + 2] = squares;
  }

  /** Of the numbers of both. */
  Moments joined(Moments next) {
    double all = count + next.count;
    double joined = mean * (count / all) + next.mean * (next.count / all);
    return new Moments(all, joined, around(joined) + next.around(joined));
  }

  /** Σ (x − center)². */
  private double around(double center) {
    double away = mean - center;
    return squares + count * (away * away);
  }

  /**
   * Of values' numbers in all shards, wherever they are.
   *
   * @param values of each value, those of the shards that are here
   * @param frame the shards
   * @param exchange tells of other partitions' shards
   * @return of each value
   */
  public static List<Moments> joined(List<List<Moments>> values, Frame frame, Exchange exchange) {
    int width = Join.MOMENTS.width();
    Joins.Run run = new Joins.Run(Join.MOMENTS, values.size());
    ShardTree shards = new ShardTree(new Joins("spread in slot " + frame.slot(), List.of(run)));
    for (int shard = 0; shard < values.get(0).size(); shard++) {
      double[] numbers = new double[values.size() * width];
      for (int k = 0; k < values.size(); k++) {
        values.get(k).get(shard).put(numbers, k * width);
      }
      shards.add(frame.firstShard() + shard, numbers);
    }
    double[] total = shards.total(exchange);
    return IntStream.range(0, values.size()).mapToObj(k -> of(total, k * width)).toList();
  }
}
