package org.esscher.spitests;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Level;
import org.esscher.runtime.internal.estimate.Requirements.SlotRequirements;

/**
 * Draws batches that hold what an estimator asks of one slot, model outputs included.
 *
 * @param slot what is asked
 * @param minimumTokens tokens that exist in each row at least
 * @param vectorWidth components of vectors
 */
record GeneratedSlot(SlotRequirements slot, int minimumTokens, int vectorWidth) {
  private static final int LONGEST = 4;

  /** How many tokens rows have. */
  enum Lengths {
    /** 0 to 3, beyond those that there must be, some of them masked. */
    RAGGED,
    /** As many as there are rows, none masked: a shape at which a wrong broadcast goes unseen. */
    SQUARE
  }

  Batch draw(
      Groups groups, boolean weighted, Lengths lengths, RandomGenerator random, Columns columns) {
    int rows = groups.ofRow().length;
    int[] starts = lengths == Lengths.SQUARE ? square(rows) : starts(rows, random);
    Batch batch = drawWith(groups, starts, random, columns);
    if (hasTokens()) {
      double[] mask = mask(starts, random);
      if (lengths == Lengths.SQUARE) {
        Arrays.fill(mask, 1);
      }
      for (String name : wanted().keySet()) {
        batch = batch.with(Masks.maskOf(name), columns.lists(starts, mask));
      }
    }
    return weighted
        ? batch.with("weight", columns.numbers(random.doubles(rows, 0.5, 2).toArray()))
        : batch;
  }

  /** Columns without mask and weight, lists of given lengths. */
  Batch drawWith(Groups groups, int[] starts, RandomGenerator random, Columns columns) {
    Map<String, Column> drawn = new LinkedHashMap<>();
    String key = slot.groupedBy();
    if (key != null) {
      long[] keys = Arrays.stream(groups.ofRow()).asLongStream().toArray();
      drawn.put(key, columns.integers(keys));
    }
    wanted()
        .forEach(
            (name, level) -> {
              if (!drawn.containsKey(name) && !name.endsWith("loss_mask")) {
                GeneratedColumn column = new GeneratedColumn(name, level, vectorWidth);
                drawn.put(name, column.draw(groups, starts, random, columns));
              }
            });
    if (drawn.isEmpty()) {
      drawn.put("example_id", columns.integers(new long[groups.ofRow().length]));
    }
    return columns.batch(drawn);
  }

  /** Whether a column is read token by token. */
  boolean hasTokens() {
    return wanted().containsValue(Level.TOKEN);
  }

  /** The level that each column is drawn at: lists where any use is at TOKEN, else the coarsest. */
  private Map<String, Level> wanted() {
    Map<String, Level> wanted = new LinkedHashMap<>();
    slot.columns().forEach(use -> wanted.merge(use.name(), use.level(), GeneratedSlot::both));
    slot.outputs().forEach(use -> wanted.merge(use.column(), use.level(), GeneratedSlot::both));
    return wanted;
  }

  private static Level both(Level left, Level right) {
    if (left == Level.TOKEN || right == Level.TOKEN) {
      return Level.TOKEN;
    }
    return left.compareTo(right) > 0 ? left : right;
  }

  private static int[] square(int rows) {
    int[] starts = new int[rows + 1];
    Arrays.setAll(starts, row -> row * rows);
    return starts;
  }

  private int[] starts(int rows, RandomGenerator random) {
    int[] starts = new int[rows + 1];
    for (int row = 0; row < rows; row++) {
      starts[row + 1] = starts[row] + minimumTokens + random.nextInt(LONGEST);
    }
    if (starts[rows] == 0) {
      starts[rows] = 2;
    }
    return starts;
  }

  /** Excludes a third of the tokens beyond the first {@code minimumTokens}, and never all. */
  private double[] mask(int[] starts, RandomGenerator random) {
    int rows = starts.length - 1;
    double[] mask = new double[starts[rows]];
    for (int row = 0; row < rows; row++) {
      for (int k = starts[row]; k < starts[row + 1]; k++) {
        boolean kept = k - starts[row] < minimumTokens || random.nextInt(3) > 0;
        mask[k] = kept ? 1 : 0;
      }
    }
    mask[mask.length - 1] = 1;
    return mask;
  }
}
