package org.esscher.spitests;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Which rows of a generated batch form groups: of several sizes, scattered over the batch. */
@SuppressWarnings("ArrayRecordComponent") // never compared; a plain carrier of one array
record Groups(int[] ofRow) {
  private static final int[] SIZES = {1, 3, 2, 4};

  static Groups scattered(int rows, int minimumSize, RandomGenerator random) {
    int[] ofRow = new int[rows];
    int group = 0;
    int row = 0;
    while (row < rows) {
      int size = Math.max(minimumSize, SIZES[group % SIZES.length]);
      int end = rows - row - size < minimumSize ? rows : row + size;
      Arrays.fill(ofRow, row, end, group);
      row = end;
      group++;
    }
    int[] places = shuffled(rows, random);
    return new Groups(Arrays.stream(places).map(place -> ofRow[place]).toArray());
  }

  static int[] shuffled(int count, RandomGenerator random) {
    int[] places = IntStream.range(0, count).toArray();
    for (int i = count - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int moved = places[i];
      places[i] = places[other];
      places[other] = moved;
    }
    return places;
  }

  int count() {
    return Arrays.stream(ofRow).max().orElse(-1) + 1;
  }

  int[] rowsOf(int group) {
    return IntStream.range(0, ofRow.length).filter(row -> ofRow[row] == group).toArray();
  }

  /** Rows change places with others of their group only, the first with the last and so on. */
  int[] reversedWithin() {
    int[] order = new int[ofRow.length];
    for (int group = 0; group < count(); group++) {
      int[] rows = rowsOf(group);
      for (int i = 0; i < rows.length; i++) {
        order[rows[i]] = rows[rows.length - 1 - i];
      }
    }
    return order;
  }

  /** The last group first, rows within a group in their order. */
  int[] groupsReversed() {
    List<Integer> order = new ArrayList<>();
    for (int group = count() - 1; group >= 0; group--) {
      Arrays.stream(rowsOf(group)).forEach(order::add);
    }
    return order.stream().mapToInt(Integer::intValue).toArray();
  }
}
