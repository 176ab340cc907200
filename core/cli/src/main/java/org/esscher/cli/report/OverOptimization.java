package org.esscher.cli.report;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Finds runs whose policy moved on from the reference while the reward that it is judged by fell:
 * it exploits the proxy (Gao, Schulman and Hilton 2023, arXiv 2210.10760). A curve is compared as
 * means over fifths of its steps, the best against the last; readings within a fifth say how much
 * they scatter, those of all fifths together, for two in a fifth would say little.
 */
final class OverOptimization {
  private static final int PARTS = 5;
  private static final int LEAST_READINGS = 2 * PARTS;

  /**
   * How many standard errors a fall must exceed. The best fifth is chosen among five, and the error
   * is estimated: of curves of mere noise, 1.5% fall so far by ten readings, 0.1% by thirty.
   */
  private static final double ERRORS = 4;

  private final RecordedRun run;

  OverOptimization(RecordedRun run) {
    this.run = run;
  }

  /** What is wrong, in words, if it is. */
  Optional<String> warning() {
    List<MetricName> names = run.metrics().keySet().stream().map(MetricName::new).toList();
    for (MetricName gold : names) {
      for (MetricName divergence : names) {
        if (gold.isGoldReward()
            && divergence.isDivergence()
            && gold.standsWith(divergence)
            && exploits(gold.whole(), divergence.whole())) {
          return Optional.of(
              gold.whole()
                  + " falls while "
                  + divergence.whole()
                  + " grows: the policy is over-optimized, and an earlier one is better");
        }
      }
    }
    return Optional.empty();
  }

  private boolean exploits(String gold, String divergence) {
    List<Reading> readings = run.metrics().getOrDefault(gold, List.of());
    if (readings.size() < LEAST_READINGS) {
      return false;
    }
    List<Part> parts = IntStream.range(0, PARTS).mapToObj(i -> part(readings, i)).toList();
    Part best = Collections.max(parts, Comparator.comparingDouble(Part::mean));
    Part end = parts.get(PARTS - 1);
    double squares = parts.stream().mapToDouble(Part::squares).sum();
    double variance = squares / (readings.size() - PARTS);
    double error = Math.sqrt(variance * (1.0 / best.count() + 1.0 / end.count()));
    return best.mean() - end.mean() > ERRORS * error
        && within(divergence, end) > within(divergence, best);
  }

  private static Part part(List<Reading> readings, int number) {
    int from = number * readings.size() / PARTS;
    return Part.of(readings.subList(from, (number + 1) * readings.size() / PARTS));
  }

  /** The mean of a metric over a part's steps; NaN, which no number exceeds, where it has none. */
  private double within(String metric, Part part) {
    return run.metrics().getOrDefault(metric, List.of()).stream()
        .filter(reading -> reading.step() >= part.from() && reading.step() <= part.to())
        .mapToDouble(Reading::value)
        .average()
        .orElse(Double.NaN);
  }

  /** A stretch of a curve: its first and last step, and its readings' sum of squared deviations. */
  private record Part(double from, double to, int count, double mean, double squares) {
    static Part of(List<Reading> readings) {
      int count = readings.size();
      double mean = readings.stream().mapToDouble(Reading::value).sum() / count;
      double squares =
          readings.stream()
              .mapToDouble(reading -> (reading.value() - mean) * (reading.value() - mean))
              .sum();
      double last = readings.get(count - 1).step();
      return new Part(readings.get(0).step(), last, count, mean, squares);
    }
  }
}
