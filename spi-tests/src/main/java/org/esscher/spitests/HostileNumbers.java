package org.esscher.spitests;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.jspecify.annotations.Nullable;

/**
 * What logs hold when something went wrong before them, and what lies at the ends of arithmetic.
 * Each changes batches that an estimator accepts; whoever runs estimators on the result looks
 * whether they give numbers or refuse.
 */
public enum HostileNumbers {
  /** Rewards, scores, costs, returns, advantages of ±1e308: a sum of two is infinite. */
  HUGE_REWARDS("rewards of ±1e308") {
    @Override
    Optional<Batch> attack(Batch batch, @Nullable String key, Columns columns) {
      return changed(batch, HostileNumbers::isReward, columns, i -> i % 2 == 0 ? 1e308 : -1e308);
    }
  },
  /** Every second log-probability is −∞: the policy could not have drawn what was drawn. */
  IMPOSSIBLE_ACTIONS("log-probabilities of −∞") {
    @Override
    Optional<Batch> attack(Batch batch, @Nullable String key, Columns columns) {
      return changed(
          batch,
          name -> name.endsWith("logp") || name.startsWith("log_"),
          columns,
          i -> i % 2 == 0 ? Double.NEGATIVE_INFINITY : -1);
    }
  },
  /** Propensities of 1e-300: a square of their inverse is infinite. */
  TINY_PROPENSITIES("propensities of 1e-300") {
    @Override
    Optional<Batch> attack(Batch batch, @Nullable String key, Columns columns) {
      return changed(batch, name -> name.endsWith("propensity"), columns, i -> 1e-300);
    }
  },
  /** All rewards alike: no deviation to divide by, nothing to prefer. */
  CONSTANT_REWARDS("constant rewards") {
    @Override
    Optional<Batch> attack(Batch batch, @Nullable String key, Columns columns) {
      return changed(batch, HostileNumbers::isReward, columns, i -> 0.1);
    }
  },
  /** One row a thousand times: singular matrices, groups of one thing. */
  IDENTICAL_ROWS("1,000 identical rows") {
    @Override
    Optional<Batch> attack(Batch batch, @Nullable String key, Columns columns) {
      return Optional.of(batch.take(new int[1000]));
    }
  },
  /** One group of ten thousand rows, where there are groups. */
  LARGE_GROUP("a group of 10,000") {
    @Override
    Optional<Batch> attack(Batch batch, @Nullable String key, Columns columns) {
      if (key == null) {
        return Optional.empty();
      }
      Column keys = batch.column(key);
      int[] first =
          IntStream.range(0, batch.rows()).filter(row -> keys.at(row) == keys.at(0)).toArray();
      return Optional.of(
          batch.take(IntStream.range(0, 10_000).map(i -> first[i % first.length]).toArray()));
    }
  },
  /** Labels, verdicts, preferences and actions all of one class. */
  ONE_CLASS("labels all of one class") {
    private static final Set<String> CLASSES =
        Set.of("label", "correct", "preference_prob", "action", "terminated");

    @Override
    Optional<Batch> attack(Batch batch, @Nullable String key, Columns columns) {
      return changed(batch, CLASSES::contains, columns, i -> 1);
    }
  };

  private static final Set<String> REWARDS =
      Set.of("reward", "rewards", "score", "cost", "return", "return_to_go", "advantage");

  private final String words;

  HostileNumbers(String words) {
    this.words = words;
  }

  /** What is hostile, for a heading. */
  @Override
  public String toString() {
    return words;
  }

  /**
   * Changes a batch.
   *
   * @param batch an ordinary one
   * @param key the column that groups its rows, or null
   * @param columns makes columns
   * @return the hostile one, or nothing where the batch has no such numbers
   */
  abstract Optional<Batch> attack(Batch batch, @Nullable String key, Columns columns);

  private static boolean isReward(String name) {
    return REWARDS.stream().anyMatch(word -> name.equals(word) || name.endsWith("_" + word));
  }

  private static Optional<Batch> changed(
      Batch batch, Predicate<String> which, Columns columns, IntToDoubleFunction value) {
    Batch result = batch;
    for (String name : batch.names()) {
      Column column = batch.column(name);
      if (which.test(name) && !column.isText()) {
        double[] values = new double[column.toArray().length];
        Arrays.setAll(values, value);
        result = result.with(name, columns.shapedLike(column, values));
      }
    }
    return result == batch ? Optional.empty() : Optional.of(result);
  }
}
