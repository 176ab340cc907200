package org.esscher.cli.report;

import java.util.List;
import java.util.Optional;

/**
 * Finds runs whose policy moved on from the reference while the reward that it is judged by fell:
 * it exploits the proxy (Gao, Schulman and Hilton 2023, arXiv 2210.10760). A curve is compared as
 * means over fifths of its steps, the best against the last.
 */
final class OverOptimisation {
  private static final int PARTS = 5;
  private static final int LEAST_READINGS = 2 * PARTS;

  /** How many standard errors a fall must exceed, for the best fifth is chosen among five. */
  private static final double ERRORS = 3;

  private final RecordedRun run;

  OverOptimisation(RecordedRun run) {
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
                  + " grows: the policy is over-optimised, and an earlier one is better");
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
    Part best = part(readings, 0);
    for (int i = 1; i < PARTS; i++) {
      Part next = part(readings, i);
      best = next.mean() > best.mean() ? next : best;
    }
    Part end = part(readings, PARTS - 1);
    double fall = best.mean() - end.mean();
    return fall > ERRORS * Math.hypot(best.error(), end.error())
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

  /** A stretch of a curve, two readings or more. */
  private record Part(double from, double to, double mean, double error) {
    static Part of(List<Reading> readings) {
      int count = readings.size();
      double mean = readings.stream().mapToDouble(Reading::value).sum() / count;
      double squares =
          readings.stream()
              .mapToDouble(reading -> (reading.value() - mean) * (reading.value() - mean))
              .sum();
      double error = Math.sqrt(squares / (count - 1) / count);
      return new Part(readings.get(0).step(), readings.get(count - 1).step(), mean, error);
    }
  }
}
