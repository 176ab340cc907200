package org.esscher.plugins.correlatedproxies;

import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;

/**
 * Clicks with spurious ones added: bots click on a few items, whoever sees them.
 *
 * @param attacked by action
 * @param rate the probability that a row of an attacked action gets a spurious click
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a plain carrier
record ClickFraud(boolean[] attacked, double rate) {
  /** Attacks a share of the actions, at least one. */
  static ClickFraud of(int actions, double share, double rate, RandomGenerator random) {
    boolean[] attacked = new boolean[actions];
    int left = Math.max(1, (int) Math.round(share * actions));
    while (left > 0) {
      int action = random.nextInt(actions);
      left -= attacked[action] ? 0 : 1;
      attacked[action] = true;
    }
    return new ClickFraud(attacked, rate);
  }

  /** The log as the fraud leaves it: {@code reward} is 1 where a row has a spurious click. */
  Batch corrupt(Batch log, RandomGenerator random, Columns columns) {
    Column action = log.column("action");
    double[] reward = log.column("reward").toArray();
    for (int row = 0; row < reward.length; row++) {
      boolean spurious = random.nextDouble() < rate;
      if (spurious && attacked[(int) action.at(row)]) {
        reward[row] = 1;
      }
    }
    return log.with("reward", columns.numbers(reward));
  }

  /** Number of attacked actions. */
  int size() {
    int size = 0;
    for (boolean one : attacked) {
      size += one ? 1 : 0;
    }
    return size;
  }
}
