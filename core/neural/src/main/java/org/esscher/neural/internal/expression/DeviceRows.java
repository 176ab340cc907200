package org.esscher.neural.internal.expression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Level;
import org.jspecify.annotations.Nullable;

/**
 * A slot's rows: their groups, weights and existing tokens. Immutable but for what it remembers.
 */
public final class DeviceRows {
  private final Batch batch;
  private final int[] group;
  private final double[] weight;
  private final Elements groups;
  private final Elements rows;
  private final Map<List<Integer>, Elements> tokens = new HashMap<>();
  private @Nullable Elements pairs;

  private DeviceRows(Batch batch, int[] group, double[] weight) {
    this.batch = batch;
    this.group = group;
    this.weight = weight;
    this.groups = Elements.groups(Arrays.stream(group).max().orElse(-1) + 1);
    this.rows = Elements.of(Level.ROW, IntStream.range(0, group.length).toArray());
  }

  /**
   * Of a batch.
   *
   * @param batch its rows
   * @param groupKey the column that groups them, or null for a group a row
   * @return the rows
   */
  public static DeviceRows of(Batch batch, @Nullable String groupKey) {
    int[] group = IntStream.range(0, batch.rows()).toArray();
    if (groupKey != null) {
      Column key = batch.column(groupKey);
      Map<String, Integer> numbers = new LinkedHashMap<>();
      for (int row = 0; row < group.length; row++) {
        String value = key.text(row);
        int next = numbers.size();
        group[row] = Objects.requireNonNullElse(numbers.putIfAbsent(value, next), next);
      }
    }
    double[] weight = new double[batch.rows()];
    Arrays.fill(weight, 1);
    if (batch.has("weight")) {
      weight = batch.column("weight").toArray();
      for (int row = 0; row < weight.length; row++) {
        if (!(weight[row] >= 0) || Double.isInfinite(weight[row])) {
          throw EsscherException.data(
              "row %d: weight is %s; weights are finite and at least 0", row, weight[row]);
        }
      }
    }
    return new DeviceRows(batch, group, weight);
  }

  double[] weights() {
    return weight;
  }

  Elements groups() {
    return groups;
  }

  Elements rows() {
    return rows;
  }

  /** Ordered pairs of different rows of a group, by their first row. */
  Elements pairs() {
    Elements made = pairs;
    if (made == null) {
      List<List<Integer>> members = new ArrayList<>();
      IntStream.range(0, groups.size()).forEach(g -> members.add(new ArrayList<>()));
      for (int row = 0; row < group.length; row++) {
        members.get(group[row]).add(row);
      }
      List<Integer> first = new ArrayList<>();
      List<Integer> second = new ArrayList<>();
      for (int row = 0; row < group.length; row++) {
        for (int other : members.get(group[row])) {
          if (other != row) {
            first.add(row);
            second.add(other);
          }
        }
      }
      made = Elements.pairs(array(first), array(second));
      pairs = made;
    }
    return made;
  }

  /** The only structure of tokens that has been met; null if there are none or several. */
  @Nullable Elements onlyTokens() {
    return tokens.size() == 1 ? tokens.values().iterator().next() : null;
  }

  /**
   * The existing tokens of a column.
   *
   * @param elements where they live; equal for columns with the same tokens
   * @param stored the place of each among the column's elements
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Tokens(Elements elements, int[] stored) {}

  Tokens tokens(String column, int[] starts) {
    Column mask = mask(column, starts);
    List<Integer> row = new ArrayList<>();
    List<Integer> stored = new ArrayList<>();
    for (int r = 0; r < group.length; r++) {
      for (int k = starts[r]; k < starts[r + 1]; k++) {
        if (mask == null || mask.at((long) k - starts[r] + mask.start(r)) != 0) {
          row.add(r);
          stored.add(k);
        }
      }
    }
    Elements elements =
        tokens.computeIfAbsent(row, ignored -> Elements.of(Level.TOKEN, array(row)));
    return new Tokens(elements, array(stored));
  }

  /** The mask of a column's tokens; those of a pair's answers have masks of their own. */
  private @Nullable Column mask(String column, int[] starts) {
    String name =
        column.contains("chosen_")
            ? "chosen_loss_mask"
            : column.contains("rejected_") ? "rejected_loss_mask" : "loss_mask";
    if (!batch.has(name)) {
      return null;
    }
    Column mask = batch.column(name);
    for (int row = 0; row < group.length; row++) {
      int found = mask.start(row + 1) - mask.start(row);
      if (found != starts[row + 1] - starts[row]) {
        throw EsscherException.data(
            "row %d: %s has %d tokens but %s has %d; give the mask as a list of the same length",
            row, column, starts[row + 1] - starts[row], name, found);
      }
    }
    return mask;
  }

  /** The element of a coarser level that each finer one belongs to. */
  int[] parents(Elements fine, Level coarse) {
    int[] parent = new int[fine.size()];
    for (int i = 0; i < parent.length; i++) {
      parent[i] =
          switch (coarse) {
            case BATCH -> 0;
            case GROUP -> fine.level() == Level.GROUP ? i : group[fine.row()[i]];
            default -> fine.row()[i];
          };
    }
    return parent;
  }

  /** What an element counts in a reduction, as {@link Expr} says. */
  double weight(Elements fine, int element, Level to) {
    return switch (fine.level()) {
      case BATCH, GROUP -> 1;
      case ROW -> weight[element];
      case TOKEN -> to == Level.ROW ? 1 : weight[fine.row()[element]];
      case PAIR ->
          (to == Level.ROW ? 1 : weight[fine.row()[element]]) * weight[fine.second()[element]];
    };
  }

  /** The elements of a level, without tokens. */
  Elements at(Level level) {
    return switch (level) {
      case BATCH -> Elements.BATCH;
      case GROUP -> groups;
      case ROW -> rows;
      case PAIR -> pairs();
      case TOKEN -> throw new IllegalArgumentException("tokens belong to a column");
    };
  }

  /** The first row of each group. */
  int[] firstOfGroups() {
    int[] first = new int[groups.size()];
    for (int row = group.length - 1; row >= 0; row--) {
      first[group[row]] = row;
    }
    return first;
  }

  private static int[] array(List<Integer> numbers) {
    return numbers.stream().mapToInt(Integer::intValue).toArray();
  }
}
