package org.esscher.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.data.Arena;
import org.esscher.data.Sink;
import org.esscher.data.Sinks;

/**
 * Writes a log of made-up decisions of any size, in bounded memory: {@value #COHORTS} cohorts of
 * visitors see one of {@value #ACTIONS} offers, which are drawn with known propensities, and take
 * it or don't.
 *
 * <p>Columns {@code cohort, action, propensity, reward}. Arguments: the file, the number of rows,
 * and a seed of what is drawn, 1 by default: logs of different seeds are of the same law.
 */
public final class LoggedDecisions {
  private static final int COHORTS = 64;
  private static final int ACTIONS = 8;
  private static final int ROWS = 1 << 17;

  private final double[][] propensity = new double[COHORTS][ACTIONS];
  private final double[][] taken = new double[COHORTS][ACTIONS];
  private final RandomGenerator random;

  private LoggedDecisions(long seed) {
    random = generator(seed);
    // The same for all seeds, so that what one log teaches can be tried on another.
    RandomGenerator law = generator(0);
    for (int cohort = 0; cohort < COHORTS; cohort++) {
      double sum = 0;
      for (int action = 0; action < ACTIONS; action++) {
        propensity[cohort][action] = 0.1 + law.nextDouble();
        sum += propensity[cohort][action];
        taken[cohort][action] = 0.3 * law.nextDouble();
      }
      for (int action = 0; action < ACTIONS; action++) {
        propensity[cohort][action] /= sum;
      }
    }
  }

  private static RandomGenerator generator(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  /**
   * Writes a log.
   *
   * @param args file, rows, seed
   */
  public static void main(String[] args) {
    long seed = args.length > 2 ? Long.parseLong(args[2]) : 1;
    new LoggedDecisions(seed).write(Path.of(args[0]), Long.parseLong(args[1]));
  }

  private void write(Path file, long rows) {
    try (Sink sink = Sinks.open(file)) {
      for (long left = rows; left > 0; left -= ROWS) {
        try (Arena arena = Arena.root("log")) {
          sink.write(batch((int) Math.min(left, ROWS), arena));
        }
      }
      sink.commit();
    }
  }

  private Batch batch(int rows, Arena arena) {
    long[] cohorts = new long[rows];
    long[] actions = new long[rows];
    double[] propensities = new double[rows];
    double[] rewards = new double[rows];
    Arrays.setAll(cohorts, row -> random.nextInt(COHORTS));
    for (int row = 0; row < rows; row++) {
      int cohort = (int) cohorts[row];
      int action = draw(propensity[cohort]);
      actions[row] = action;
      propensities[row] = propensity[cohort][action];
      rewards[row] = random.nextDouble() < taken[cohort][action] ? 1 : 0;
    }
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("cohort", arena.integers(cohorts));
    columns.put("action", arena.integers(actions));
    columns.put("propensity", arena.numbers(propensities));
    columns.put("reward", arena.numbers(rewards));
    return arena.batch(columns);
  }

  private int draw(double[] probabilities) {
    double left = random.nextDouble();
    int action = 0;
    while (action + 1 < ACTIONS && left >= probabilities[action]) {
      left -= probabilities[action++];
    }
    return action;
  }
}
