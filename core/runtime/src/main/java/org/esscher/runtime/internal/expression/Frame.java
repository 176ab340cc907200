package org.esscher.runtime.internal.expression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/**
 * One slot's rows as the engine sees them: ordered so that groups are contiguous (in order of first
 * appearance, rows within a group in theirs), cut into blocks. A position is a place in that order.
 */
public final class Frame {
  /** Rows a block, unless a group is larger. Fixed, because sums depend on it. */
  static final int BLOCK_ROWS = 1024;

  private final String slot;
  private final Batch batch;
  private final @Nullable String groupKey;
  private final int[] order;
  private final int[] groupStart;
  private final double[] weight;
  private final @Nullable Tokens tokens;
  private final List<Block> blocks;

  /**
   * Lays out a slot.
   *
   * @param slot its name, for messages
   * @param batch its rows
   * @param groupKey the column that groups, or null
   * @param tokenColumn the column whose lists define TOKEN, and its name; or null
   */
  public Frame(
      String slot,
      Batch batch,
      @Nullable String groupKey,
      Map.@Nullable Entry<String, Column> tokenColumn) {
    this.slot = slot;
    this.batch = batch;
    this.groupKey = groupKey;
    if (groupKey == null) {
      order = identity(batch.rows());
      groupStart = identity(batch.rows() + 1);
    } else {
      List<List<Integer>> groups = groups(batch, groupKey);
      order = groups.stream().flatMap(List::stream).mapToInt(Integer::intValue).toArray();
      groupStart = new int[groups.size() + 1];
      for (int g = 0; g < groups.size(); g++) {
        groupStart[g + 1] = groupStart[g] + groups.get(g).size();
      }
    }
    weight = weights(batch, order);
    tokens =
        tokenColumn == null
            ? null
            : Tokens.of(batch, tokenColumn.getKey(), tokenColumn.getValue(), order);
    blocks = cut();
  }

  private static int[] identity(int size) {
    int[] result = new int[size];
    Arrays.setAll(result, i -> i);
    return result;
  }

  private static List<List<Integer>> groups(Batch batch, String groupKey) {
    Column key = batch.column(groupKey);
    Map<String, List<Integer>> groups = new LinkedHashMap<>();
    for (int row = 0; row < batch.rows(); row++) {
      groups.computeIfAbsent(Keys.text(key, row, groupKey), ignored -> new ArrayList<>()).add(row);
    }
    return new ArrayList<>(groups.values());
  }

  private static double[] weights(Batch batch, int[] order) {
    double[] weight = new double[order.length];
    if (!batch.has("weight")) {
      Arrays.fill(weight, 1);
      return weight;
    }
    Column column = batch.column("weight");
    for (int position = 0; position < order.length; position++) {
      double value = column.at(order[position]);
      if (!(value >= 0) || Double.isInfinite(value)) {
        throw EsscherException.data(
            "row %d: weight is %s; weights are finite and at least 0", order[position], value);
      }
      weight[position] = value;
    }
    return weight;
  }

  private List<Block> cut() {
    List<Block> cut = new ArrayList<>();
    int groups = groupStart.length - 1;
    int group = 0;
    while (group < groups) {
      int end = group + 1;
      while (end < groups && groupStart[end + 1] - groupStart[group] <= BLOCK_ROWS) {
        end++;
      }
      cut.add(block(group, end));
      group = end;
    }
    return List.copyOf(cut);
  }

  private Block block(int firstGroup, int endGroup) {
    int first = groupStart[firstGroup];
    int end = groupStart[endGroup];
    int[] starts = shifted(Arrays.copyOfRange(groupStart, firstGroup, endGroup + 1), first);
    int[] tokenStart = new int[0];
    int firstToken = 0;
    if (tokens != null) {
      firstToken = tokens.start()[first];
      tokenStart = shifted(Arrays.copyOfRange(tokens.start(), first, end + 1), firstToken);
    }
    return new Block(
        first, firstGroup, firstToken, Arrays.copyOfRange(weight, first, end), tokenStart, starts);
  }

  private static int[] shifted(int[] values, int by) {
    for (int i = 0; i < values.length; i++) {
      values[i] -= by;
    }
    return values;
  }

  /**
   * The slot's name.
   *
   * @return the name
   */
  public String slot() {
    return slot;
  }

  /**
   * The stored rows.
   *
   * @return the batch
   */
  public Batch batch() {
    return batch;
  }

  /**
   * The column that groups.
   *
   * @return its name, or null
   */
  public @Nullable String groupKey() {
    return groupKey;
  }

  /**
   * Number of rows.
   *
   * @return the rows
   */
  public int rows() {
    return order.length;
  }

  /**
   * Number of groups; each row is its own where nothing groups.
   *
   * @return the groups
   */
  public int groups() {
    return groupStart.length - 1;
  }

  /**
   * The stored row at a position.
   *
   * @param position from 0
   * @return the row
   */
  public int row(int position) {
    return order[position];
  }

  /**
   * The first position of a group.
   *
   * @param group from 0 to groups() inclusive
   * @return the position
   */
  public int groupStart(int group) {
    return groupStart[group];
  }

  /**
   * Sum of the rows' weights.
   *
   * @return the total weight
   */
  public double totalWeight() {
    double total = 0;
    for (double value : weight) {
      total += value;
    }
    return total;
  }

  /** Existing tokens, or null when nothing is at TOKEN. */
  @Nullable Tokens tokens() {
    return tokens;
  }

  List<Block> blocks() {
    return blocks;
  }
}
