package org.esscher.runtime.internal.expression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/**
 * One slot's rows as the engine sees them: ordered so that groups are contiguous (in order of first
 * appearance, rows within a group in theirs). A position is a place in that order. The ragged
 * structures of its token columns are found as columns are bound.
 */
public final class Frame {
  /** Rows a block, unless a group is larger. Fixed, because sums depend on it. */
  static final int BLOCK_ROWS = 1024;

  /**
   * Tokens a block, unless a group has more: so many numbers of each operation of a loss stay in
   * the second-level cache. Fixed, because sums depend on it.
   */
  static final int BLOCK_TOKENS = 2048;

  /**
   * Rows at which a shard ends, at the end of a group. A block never reaches beyond a shard, and
   * models are run shard by shard, so that partitions of whole shards give what the whole gives.
   * Fixed, because sums depend on it.
   */
  public static final int SHARD_ROWS = 4096;

  /**
   * Shards of a piece: what is in memory at once of rows that stay on the disk. Fixed, because an
   * evaluation's sums depend on it.
   */
  public static final int PIECE_SHARDS = 32;

  private final String slot;
  private final Batch batch;
  private final @Nullable String groupKey;
  private final Workers workers;
  private final int firstShard;
  private final int rows;
  private final int groups;

  /** The row at each position, or null where rows stand where they are stored. */
  private final int @Nullable [] order;

  /** Where groups begin, and the number of rows; null where each row is its own group. */
  private final int @Nullable [] groupStart;

  private final double @Nullable [] weight;
  private final List<Axis> axes = new ArrayList<>();
  private int @Nullable [] shardGroups;

  private final List<Lists> lists = new ArrayList<>();

  /** The tokens of columns under one mask, or none, whose lists begin where one column's do. */
  @SuppressWarnings("ArrayRecordComponent") // never compared; a plain carrier of arrays
  private record Lists(@Nullable String maskName, int[] start, Tokens tokens) {}

  /**
   * Lays out a slot, on the calling thread.
   *
   * @param slot its name, for messages
   * @param batch its rows
   * @param groupKey the column that groups, or null
   */
  public Frame(String slot, Batch batch, @Nullable String groupKey) {
    this(slot, batch, groupKey, Workers.callerOnly(), 0);
  }

  /**
   * Lays out a slot, or whole shards of one.
   *
   * @param slot its name, for messages
   * @param batch its rows
   * @param groupKey the column that groups, or null
   * @param workers who look at the rows, now and when columns are bound
   * @param firstShard the number of the first shard of these rows among those of the whole slot
   */
  public Frame(
      String slot, Batch batch, @Nullable String groupKey, Workers workers, int firstShard) {
    this.slot = slot;
    this.batch = batch;
    this.groupKey = groupKey;
    this.workers = workers;
    this.firstShard = firstShard;
    this.rows = batch.rows();
    if (groupKey == null) {
      groups = rows;
      groupStart = null;
      order = null;
    } else {
      Grouping grouping = Grouping.by(batch.column(groupKey), groupKey, rows, workers);
      groups = grouping.count();
      groupStart = grouping.start();
      order = grouping.order();
    }
    weight = batch.has("weight") ? weights(batch.column("weight")) : null;
  }

  private double[] weights(Column column) {
    double[] weight = new double[rows];
    workers.forEach(
        Block.stretches(rows, rows), () -> stretch -> readWeights(column, stretch, weight));
    return weight;
  }

  private void readWeights(Column column, Block stretch, double[] into) {
    int end = stretch.firstPosition() + stretch.rows();
    for (int position = stretch.firstPosition(); position < end; position++) {
      double value = column.at(row(position));
      if (!(value >= 0) || Double.isInfinite(value)) {
        throw EsscherException.data(
            "row %d: weight is %s; weights are finite and at least 0", row(position), value);
      }
      into[position] = value;
    }
  }

  /** The existing tokens of a column, in this order of rows. */
  Tokens tokens(String name, Column column) {
    int[] start = starts(column);
    String maskName = batch.has(Mask.nameFor(name)) ? Mask.nameFor(name) : null;
    for (Lists known : lists) {
      if (Objects.equals(known.maskName, maskName) && Arrays.equals(known.start, start)) {
        return known.tokens;
      }
    }
    Mask mask = null;
    if (maskName != null) {
      Column masking = batch.column(maskName);
      requireAlike(name, start, maskName, starts(masking));
      mask = Mask.read(maskName, masking, workers);
    }
    TokenSearch search = new TokenSearch(this, start, mask, workers);
    Tokens found = search.find(axis(search.start()));
    lists.add(new Lists(maskName, start, found));
    return found;
  }

  /** The first element of each stored row, and their number. */
  private int[] starts(Column column) {
    int[] starts = new int[rows + 1];
    workers.forEach(
        Block.stretches(rows + 1, rows + 1L),
        () ->
            stretch ->
                column.starts(
                    stretch.firstPosition(), starts, stretch.firstPosition(), stretch.rows()));
    return starts;
  }

  private static void requireAlike(String name, int[] start, String maskName, int[] maskStart) {
    int row = Arrays.mismatch(start, maskStart) - 1;
    if (row >= 0) {
      throw EsscherException.data(
          "row %d: %s has %d tokens but %s has %d; give the mask as a list of the same length",
          row, name, start[row + 1] - start[row], maskName, maskStart[row + 1] - maskStart[row]);
    }
  }

  private Axis axis(int[] start) {
    for (Axis known : axes) {
      if (Arrays.equals(known.start(), start)) {
        return known;
      }
    }
    Axis axis = new Axis(axes.size(), start);
    axes.add(axis);
    return axis;
  }

  /** The ragged structures known so far. */
  List<Axis> axes() {
    return axes;
  }

  /** One of them; where there are none, the first is that of no tokens. */
  Axis axis(int index) {
    return axes.isEmpty() && index == 0 ? axis(new int[rows + 1]) : axes.get(index);
  }

  /**
   * The structure of what has none of its own, such as the default of a token column that the batch
   * lacks.
   *
   * @param what names it in messages
   */
  Axis onlyAxis(Object what) {
    if (axes.size() > 1) {
      throw EsscherException.data(
          "%s has no tokens of its own, and slot %s has token columns of %d different lengths;"
              + " give the column, or combine it with one of them first",
          what, slot, axes.size());
    }
    return axis(0);
  }

  /**
   * Cuts the rows into blocks.
   *
   * @param used the structures whose tokens count
   * @return blocks of whole groups
   */
  List<Block> cut(Collection<Axis> used) {
    List<Block> cut = new ArrayList<>();
    int[][] tokenStarts = used.stream().map(Axis::start).toArray(int[][]::new);
    int[] shards = shardGroups();
    int last = 1;
    for (int shard = 0; shard + 1 < shards.length; shard++) {
      int group = shards[shard];
      // All groups of a shard begin within SHARD_ROWS rows, so that it has no more blocks than
      // that.
      long place = (firstShard + shard) * (long) SHARD_ROWS;
      while (group < shards[shard + 1]) {
        int end = blockEnd(group, last, shards[shard + 1], tokenStarts);
        last = end - group;
        cut.add(block(cut.size(), place++, group, end));
        group = end;
      }
    }
    return cut;
  }

  private Block block(int index, long place, int group, int end) {
    int first = groupStart(group);
    return new Block(index, place, first, groupStart(end) - first, group, end - group);
  }

  /**
   * The rows as one block, where no other partition has any and they may be summed in any order.
   */
  Block whole() {
    return block(0, firstShard * (long) SHARD_ROWS, 0, groups);
  }

  /** The rows as one block a shard, for what may be summed in any order. */
  List<Block> wholeShards() {
    List<Block> whole = new ArrayList<>();
    int[] shards = shardGroups();
    for (int shard = 0; shard + 1 < shards.length; shard++) {
      long place = (firstShard + shard) * (long) SHARD_ROWS;
      whole.add(block(shard, place, shards[shard], shards[shard + 1]));
    }
    return whole;
  }

  /** The groups at which shards begin, and the number of groups. */
  private int[] shardGroups() {
    int[] known = shardGroups;
    if (known == null && groupStart == null) {
      known = new int[(rows + SHARD_ROWS - 1) / SHARD_ROWS + 1];
      Arrays.setAll(known, shard -> Math.min(shard * SHARD_ROWS, rows));
      shardGroups = known;
    } else if (known == null) {
      IntStream.Builder starts = IntStream.builder();
      int group = 0;
      int last = 1;
      while (group < groups) {
        starts.add(group);
        long end = (long) groupStart(group) + SHARD_ROWS;
        int next = first(group, group + (long) last, groups, at -> groupStart(at) >= end);
        last = next - group;
        group = next;
      }
      known = starts.add(groups).build().toArray();
      shardGroups = known;
    }
    return known;
  }

  /**
   * The first group from which on something holds, looked for from a guess on in steps that grow:
   * neighbors mostly have as many groups, and these are more than a cache takes.
   *
   * @param before a group for which it doesn't hold
   * @param guess a group near the one that is looked for
   * @param end taken to hold; greater than before
   * @param holds for a group, and then for all after it
   */
  private static int first(int before, long guess, int end, IntPredicate holds) {
    int not = before;
    int found = end;
    long at = Math.min(Math.max(guess, before + 1L), end - 1L);
    for (long step = 1; at > not && at < found; step *= 2) {
      if (holds.test((int) at)) {
        found = (int) at;
        at = found - step;
      } else {
        not = (int) at;
        at = not + step;
      }
    }
    while (found - not > 1) {
      int middle = (not + found) >>> 1;
      if (holds.test(middle)) {
        found = middle;
      } else {
        not = middle;
      }
    }
    return found;
  }

  /**
   * The positions at which shards begin.
   *
   * @return from 0 to the number of rows, that included
   */
  public int[] shards() {
    return Arrays.stream(shardGroups()).map(this::groupStart).toArray();
  }

  /**
   * The number of the first shard of these rows among those of the whole slot.
   *
   * @return from 0
   */
  public int firstShard() {
    return firstShard;
  }

  /**
   * The rows of some partitions, in the order of the blocks: whole shards, as many in each as may
   * be.
   *
   * @param count of the partitions, at most that of the shards
   * @return the stored rows of each
   */
  public List<int[]> partitions(int count) {
    int[] shards = shards();
    List<int[]> partitions = new ArrayList<>();
    for (int partition = 0; partition < count; partition++) {
      int from = shards[firstShard(partition, count)];
      int to = shards[firstShard(partition + 1, count)];
      partitions.add(IntStream.range(from, to).map(this::row).toArray());
    }
    return partitions;
  }

  /**
   * The first shard of one of some partitions.
   *
   * @param partition from 0; the count for the number of all shards
   * @param count of the partitions
   * @return the shard's number
   */
  public int firstShard(int partition, int count) {
    return (int) ((shardGroups().length - 1L) * partition / count);
  }

  /**
   * Where each stored row stands in the order of the blocks: the inverse of {@link #row}.
   *
   * @return positions; null where rows stand where they are stored
   */
  public int @Nullable [] positions() {
    if (order == null) {
      return null;
    }
    int[] positions = new int[rows];
    for (int position = 0; position < rows; position++) {
      positions[order[position]] = position;
    }
    return positions;
  }

  /**
   * The groups, or else the positions, at which shards begin, and their number.
   *
   * @param byGroup whether groups are wanted
   * @return from 0 to their number, that included
   */
  public int[] shardUnits(boolean byGroup) {
    return byGroup ? shardGroups() : shards();
  }

  /** One past the last group that fits: the number of rows and tokens only grows. */
  private int blockEnd(int group, int last, int groupsEnd, int[][] tokenStarts) {
    int first = groupStart(group);
    int beyond = (int) Math.min(groupsEnd + 1L, (long) group + BLOCK_ROWS + 1);
    // A group that doesn't fit is a block of its own.
    return first(
            group + 1,
            group + (long) last,
            beyond,
            end -> !fits(first, groupStart(end), tokenStarts))
        - 1;
  }

  private static boolean fits(int first, int end, int[][] tokenStarts) {
    if (end - first > BLOCK_ROWS) {
      return false;
    }
    for (int[] start : tokenStarts) {
      if (start[end] - start[first] > BLOCK_TOKENS) {
        return false;
      }
    }
    return true;
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
    return rows;
  }

  /**
   * Number of groups; each row is its own where nothing groups.
   *
   * @return the groups
   */
  public int groups() {
    return groups;
  }

  /**
   * The stored row at a position.
   *
   * @param position from 0
   * @return the row
   */
  public int row(int position) {
    return order == null ? position : order[position];
  }

  /** The row at each position, where they are not {@linkplain #inOrder in order}. */
  int[] order() {
    return Objects.requireNonNull(order);
  }

  /**
   * The first position of a group.
   *
   * @param group from 0 to groups() inclusive
   * @return the position
   */
  public int groupStart(int group) {
    return groupStart == null ? group : groupStart[group];
  }

  /** Whether rows stand where they are stored. */
  boolean inOrder() {
    return order == null;
  }

  /** Whether rows have weights of their own. */
  boolean weighted() {
    return weight != null;
  }

  /** The weight of the row at a position. */
  double weight(int position) {
    return weight == null ? 1 : weight[position];
  }

  /**
   * Sum of the rows' weights, over shards in pairs.
   *
   * @param exchange tells of other partitions' shards
   * @return the total weight
   */
  public double totalWeight(Exchange exchange) {
    int[] starts = shards();
    ShardTree shards = new ShardTree(Joins.sums("weight of slot " + slot, 1));
    for (int shard = 0; shard + 1 < starts.length; shard++) {
      shards.add(firstShard + shard, new double[] {weight(starts[shard], starts[shard + 1])});
    }
    return shards.total(exchange)[0];
  }

  private double weight(int from, int to) {
    if (weight == null) {
      return to - from;
    }
    double sum = 0;
    for (int position = from; position < to; position++) {
      sum += weight[position];
    }
    return sum;
  }
}
