package org.esscher.runtime.internal.expression;

import java.util.Objects;
import org.esscher.api.EsscherException;
import org.esscher.api.Level;
import org.jspecify.annotations.Nullable;

/**
 * A run of consecutive positions of a {@link Frame}, cut at group ends: how its tokens, rows,
 * groups and pairs nest. Sums run within blocks and then over blocks in order, so results don't
 * depend on how blocks are spread over threads.
 */
final class Block {
  private static final int MAX_PAIRS = 1 << 24;

  final int firstPosition;
  final int rows;
  final int firstGroup;
  final int groups;
  final int firstToken;
  final int tokens;

  /** Weight of each row. */
  final double[] rowWeight;

  /** First token of each row within the block, and their number; empty without tokens. */
  final int[] tokenStart;

  /** First row of each group within the block, and their number. */
  final int[] groupStart;

  private final int[] rowGroup;
  private final int[] tokenRow;
  private int @Nullable [] pairLeft;
  private int @Nullable [] pairRight;

  Block(
      int firstPosition,
      int firstGroup,
      int firstToken,
      double[] rowWeight,
      int[] tokenStart,
      int[] groupStart) {
    this.firstPosition = firstPosition;
    this.rows = rowWeight.length;
    this.firstGroup = firstGroup;
    this.groups = groupStart.length - 1;
    this.firstToken = firstToken;
    this.tokens = tokenStart.length == 0 ? 0 : tokenStart[tokenStart.length - 1];
    this.rowWeight = rowWeight;
    this.tokenStart = tokenStart;
    this.groupStart = groupStart;
    this.rowGroup = owners(groupStart);
    this.tokenRow = tokenStart.length == 0 ? new int[0] : owners(tokenStart);
  }

  private static int[] owners(int[] start) {
    int[] owner = new int[start[start.length - 1]];
    for (int i = 0; i + 1 < start.length; i++) {
      for (int k = start[i]; k < start[i + 1]; k++) {
        owner[k] = i;
      }
    }
    return owner;
  }

  /** Number of elements at a level. */
  int count(Level level) {
    return switch (level) {
      case PAIR -> pairLeft().length;
      case TOKEN -> tokens;
      case ROW -> rows;
      case GROUP -> groups;
      case BATCH -> 1;
    };
  }

  /** Index at the coarser level of each element of the finer one. */
  int[] parent(Level fine, Level coarse) {
    if (coarse == Level.BATCH) {
      return new int[count(fine)];
    }
    return switch (fine) {
      case PAIR -> coarse == Level.ROW ? pairLeft() : through(pairLeft(), rowGroup);
      case TOKEN -> coarse == Level.ROW ? tokenRow : through(tokenRow, rowGroup);
      case ROW -> rowGroup;
      default -> throw EsscherException.plugin("%s is not inside %s", fine, coarse);
    };
  }

  /** Weight of each element in a reduction, or null when all are 1. */
  double @Nullable [] weight(Level fine, Level coarse) {
    return switch (fine) {
      case PAIR -> {
        double[] left = gather(rowWeight, pairLeft());
        double[] right = gather(rowWeight, pairRight());
        for (int i = 0; i < left.length; i++) {
          left[i] = coarse == Level.ROW ? right[i] : left[i] * right[i];
        }
        yield left;
      }
      case TOKEN -> coarse == Level.ROW ? null : gather(rowWeight, tokenRow);
      case ROW -> rowWeight;
      default -> null;
    };
  }

  int[] pairLeft() {
    int[] left = pairLeft;
    if (left == null) {
      makePairs();
      left = Objects.requireNonNull(pairLeft);
    }
    return left;
  }

  int[] pairRight() {
    pairLeft();
    return Objects.requireNonNull(pairRight);
  }

  private void makePairs() {
    long count = 0;
    for (int g = 0; g < groups; g++) {
      long size = (long) groupStart[g + 1] - groupStart[g];
      count += size * (size - 1);
    }
    if (count > MAX_PAIRS) {
      throw EsscherException.data(
          "the groups of %d rows form %d pairs, more than %d; use smaller groups",
          rows, count, MAX_PAIRS);
    }
    int[] left = new int[(int) count];
    int[] right = new int[(int) count];
    int next = 0;
    for (int g = 0; g < groups; g++) {
      for (int i = groupStart[g]; i < groupStart[g + 1]; i++) {
        for (int j = groupStart[g]; j < groupStart[g + 1]; j++) {
          if (i != j) {
            left[next] = i;
            right[next++] = j;
          }
        }
      }
    }
    pairLeft = left;
    pairRight = right;
  }

  private static int[] through(int[] first, int[] second) {
    int[] result = new int[first.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = second[first[i]];
    }
    return result;
  }

  private static double[] gather(double[] values, int[] index) {
    double[] result = new double[index.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = values[index[i]];
    }
    return result;
  }
}
