package org.esscher.neural.internal.expression;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Level;
import org.esscher.api.Op;
import org.esscher.neural.Precision;
import org.esscher.neural.api.DeviceColumn;
import org.esscher.neural.internal.engine.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Computes one expression on the device. Values are shaped [elements, width]; a value that is one
 * for all has one element, which fits every operand. Spreading over finer elements is a gathering
 * by index; a reduction gathers the elements of each coarser one side by side, short ones filled up
 * with what changes nothing, so that there is no number for what doesn't exist.
 */
public final class Lowering {
  private final Scope memory;
  private final Precision precision;
  private final Map<String, DeviceRows> slots;
  private final Function<Expr, @Nullable DeviceColumn> columns;
  private final DeviceFunctions functions;
  private final IdentityHashMap<Expr, Value> known = new IdentityHashMap<>();

  /** Numbers and where they live. */
  private record Value(PtNDArray numbers, Elements at) {
    int width() {
      return Math.toIntExact(numbers.getShape().get(1));
    }
  }

  /** Elements that belong together, each list in their order. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Lists(int[][] members, int longest) {
    static Lists of(int count, int[] owner, boolean[] taken) {
      List<List<Integer>> lists = new ArrayList<>();
      IntStream.range(0, count).forEach(ignored -> lists.add(new ArrayList<>()));
      for (int i = 0; i < owner.length; i++) {
        if (taken[i]) {
          lists.get(owner[i]).add(i);
        }
      }
      int[][] members =
          lists.stream()
              .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
              .toArray(int[][]::new);
      // One place at least: the largest of no number is not defined.
      return new Lists(
          members, Arrays.stream(members).mapToInt(list -> list.length).max().orElse(0) + 1);
    }

    static Lists of(int count, int[] owner) {
      boolean[] all = new boolean[owner.length];
      Arrays.fill(all, true);
      return of(count, owner, all);
    }
  }

  /**
   * For one expression.
   *
   * @param memory of constants and indices
   * @param precision of all numbers
   * @param slots by name
   * @param columns the numbers of leaves
   */
  public Lowering(
      Scope memory,
      Precision precision,
      Map<String, DeviceRows> slots,
      Function<Expr, @Nullable DeviceColumn> columns) {
    this.memory = memory;
    this.precision = precision;
    this.slots = slots;
    this.columns = columns;
    this.functions = new DeviceFunctions(memory, precision);
  }

  /**
   * Computes.
   *
   * @param expr at any level
   * @return its values, shaped [elements, width]
   */
  public PtNDArray value(Expr expr) {
    return atLevelOf(expr).numbers();
  }

  private Value of(Expr expr) {
    Value value = known.get(expr);
    if (value == null) {
      value = compute(expr);
      known.put(expr, value);
    }
    return value;
  }

  private Value compute(Expr expr) {
    return switch (expr.op()) {
      case CONSTANT -> new Value(functions.constant(expr.number(0)), Elements.BATCH);
      case WEIGHT -> weights(rows(expr));
      case COLUMN, OUTPUT, INPUT_GRADIENT, STATE, WINDOW_MEAN, FIRST_OCCURRENCE -> leaf(expr);
      case SUM, COUNT, MAXIMUM, MINIMUM, LOG_SUM_EXP -> reduced(expr);
      case SHIFT -> shifted(expr);
      case SUFFIX_SUM -> suffixSum(expr);
      case LEFT, RIGHT -> ofPairs(expr);
      default -> elementwise(expr);
    };
  }

  private DeviceRows rows(Expr expr) {
    DeviceRows rows = expr.slot() == null ? null : slots.get(expr.slot());
    if (rows == null) {
      throw EsscherException.user(
          "%s is of the slot %s, and the rows of %s are known; name the slot's rows first",
          expr, expr.slot(), slots.keySet());
    }
    return rows;
  }

  // ---- leaves

  private Value weights(DeviceRows rows) {
    double[] weights = rows.weights();
    return new Value(memory.numbers(weights, precision, weights.length, 1), rows.rows());
  }

  private Value leaf(Expr leaf) {
    DeviceColumn column = columns.apply(leaf);
    if (column == null) {
      if (leaf.numbers() == 0) {
        throw EsscherException.user("%s has no values on the device, and no default", leaf);
      }
      return new Value(functions.constant(leaf.number(0)), Elements.BATCH);
    }
    PtNDArray numbers =
        JniUtils.reshape((PtNDArray) column.numbers(), new long[] {-1, width(column)});
    if (leaf.slot() == null) {
      return new Value(numbers, Elements.BATCH);
    }
    DeviceRows rows = rows(leaf);
    int[] starts = column.starts();
    int lists = starts == null ? Math.toIntExact(numbers.getShape().get(0)) : starts.length - 1;
    if (lists != rows.rows().size()) {
      throw EsscherException.data(
          "%s has values for %d rows on the device, and its slot has %d",
          leaf, lists, rows.rows().size());
    }
    if (leaf.level() == Level.TOKEN) {
      // One element a row is a list of one.
      return tokens(
          leaf, numbers, rows, starts == null ? IntStream.rangeClosed(0, lists).toArray() : starts);
    }
    Value ofRows =
        starts == null
            ? new Value(numbers, rows.rows())
            : sum(tokens(leaf, numbers, rows, starts), rows, Level.ROW);
    return switch (leaf.level()) {
      case GROUP -> new Value(gather(ofRows.numbers(), rows.firstOfGroups()), rows.groups());
      case BATCH -> new Value(gather(ofRows.numbers(), new int[1]), Elements.BATCH);
      default -> ofRows;
    };
  }

  private static long width(DeviceColumn column) {
    return column.numbers().getShape().dimension() == 1 ? 1 : column.numbers().getShape().get(1);
  }

  private Value tokens(Expr leaf, PtNDArray numbers, DeviceRows rows, int[] starts) {
    DeviceRows.Tokens tokens = rows.tokens(leaf.column(), starts);
    return new Value(gather(numbers, tokens.stored()), tokens.elements());
  }

  // ---- levels

  private PtNDArray gather(PtNDArray numbers, int[] index) {
    return JniUtils.embedding(index(index, index.length), numbers, false);
  }

  private PtNDArray index(int[] index, long... shape) {
    return memory.integers(Arrays.stream(index).asLongStream().toArray(), shape);
  }

  /**
   * Values at the level that an expression declares, though they may be the same for coarser ones.
   */
  private Value atLevelOf(Expr expr) {
    Value value = of(expr);
    if (value.at().level() == expr.level()) {
      return value;
    }
    DeviceRows rows = rows(expr);
    if (expr.level() != Level.TOKEN) {
      return spread(value, rows.at(expr.level()), rows);
    }
    Elements only = rows.onlyTokens();
    if (only == null) {
      throw EsscherException.data(
          "%s has no tokens of its own; give the column, or combine it with one first", expr);
    }
    return spread(value, only, rows);
  }

  private Value spread(Value value, Elements to, DeviceRows rows) {
    return value.at() == to
        ? value
        : new Value(gather(value.numbers(), rows.parents(to, value.at().level())), to);
  }

  private Value elementwise(Expr expr) {
    List<Value> args = expr.args().stream().map(this::of).toList();
    Elements finest = Elements.BATCH;
    for (Value arg : args) {
      if (arg.at().level() == Level.TOKEN && finest.level() == Level.TOKEN && arg.at() != finest) {
        throw EsscherException.data(
            "%s combines columns whose rows have different numbers of tokens; reduce one of them"
                + " first",
            expr);
      }
      finest = arg.at().level().compareTo(finest.level()) < 0 ? arg.at() : finest;
    }
    List<PtNDArray> operands = new ArrayList<>();
    for (Value arg : args) {
      // One number fits any, but not beside others in a vector.
      boolean fits = arg.at() == finest || (arg.at().batch() && expr.op() != Op.VECTOR);
      operands.add(fits ? arg.numbers() : spread(arg, finest, rows(expr)).numbers());
    }
    return new Value(functions.apply(expr, operands), finest);
  }

  private Value ofPairs(Expr expr) {
    DeviceRows rows = rows(expr);
    Value ofRows = spread(of(expr.args().get(0)), rows.rows(), rows);
    Elements pairs = rows.pairs();
    int[] from = expr.op() == Op.LEFT ? pairs.row() : pairs.second();
    return new Value(gather(ofRows.numbers(), from), pairs);
  }

  // ---- reductions

  private Value reduced(Expr expr) {
    Expr operand = expr.args().get(0);
    Value fine = atLevelOf(operand);
    DeviceRows rows = rows(operand);
    if (expr.op() == Op.SUM) {
      return sum(fine, rows, expr.level());
    }
    Elements to = rows.at(expr.level());
    double[] weight = weight(fine.at(), rows, expr.level());
    Lists lists = lists(fine.at(), rows, expr.level(), weight);
    if (expr.op() == Op.COUNT) {
      double[] counts =
          Arrays.stream(lists.members())
              .mapToDouble(list -> Arrays.stream(list).mapToDouble(i -> weight[i]).sum())
              .toArray();
      return new Value(memory.numbers(counts, precision, counts.length, 1), to);
    }
    PtNDArray numbers = expr.op() == Op.MINIMUM ? JniUtils.neg(fine.numbers()) : fine.numbers();
    PtNDArray beside = padded(numbers, lists, Double.NEGATIVE_INFINITY);
    return new Value(
        switch (expr.op()) {
          case MAXIMUM -> functions.extreme(beside);
          case MINIMUM -> JniUtils.neg(functions.extreme(beside));
          default ->
              functions.logSumExp(
                  beside, padded(memory.numbers(weight, precision, weight.length, 1), lists, 0));
        },
        to);
  }

  private Value sum(Value fine, DeviceRows rows, Level level) {
    double[] weight = weight(fine.at(), rows, level);
    PtNDArray weighted =
        JniUtils.mul(fine.numbers(), memory.numbers(weight, precision, weight.length, 1));
    PtNDArray beside = padded(weighted, lists(fine.at(), rows, level, weight), 0);
    return new Value(JniUtils.sum(beside, new long[] {1}, false), rows.at(level));
  }

  private static double[] weight(Elements fine, DeviceRows rows, Level to) {
    return IntStream.range(0, fine.size()).mapToDouble(i -> rows.weight(fine, i, to)).toArray();
  }

  /** What counts of each coarser element. */
  private static Lists lists(Elements fine, DeviceRows rows, Level to, double[] weight) {
    boolean[] counts = new boolean[fine.size()];
    IntStream.range(0, counts.length).forEach(i -> counts[i] = weight[i] > 0);
    return Lists.of(rows.at(to).size(), rows.parents(fine, to), counts);
  }

  /** Lists side by side, shaped [lists, longest, width]. */
  private PtNDArray padded(PtNDArray numbers, Lists lists, double neutral) {
    int width = Math.toIntExact(numbers.getShape().get(1));
    int beyond = Math.toIntExact(numbers.getShape().get(0));
    PtNDArray extended =
        JniUtils.cat(new PtNDArray[] {numbers, functions.filled(neutral, width)}, 0);
    int[] index = new int[lists.members().length * lists.longest()];
    Arrays.fill(index, beyond);
    for (int k = 0; k < lists.members().length; k++) {
      System.arraycopy(
          lists.members()[k], 0, index, k * lists.longest(), lists.members()[k].length);
    }
    return JniUtils.embedding(
        index(index, lists.members().length, lists.longest()), extended, false);
  }

  // ---- sequences: the tokens of a row, or the rows of a group

  private Lists sequences(Elements at, DeviceRows rows) {
    Level whole = at.level() == Level.TOKEN ? Level.ROW : Level.GROUP;
    return Lists.of(rows.at(whole).size(), rows.parents(at, whole));
  }

  private Value shifted(Expr expr) {
    Value value = atLevelOf(expr.args().get(0));
    int beyond = value.at().size();
    int[] from = new int[beyond];
    for (int[] sequence : sequences(value.at(), rows(expr)).members()) {
      for (int place = 0; place < sequence.length; place++) {
        int other = place + (int) expr.number(0);
        from[sequence[place]] = other < 0 || other >= sequence.length ? beyond : sequence[other];
      }
    }
    PtNDArray extended =
        JniUtils.cat(
            new PtNDArray[] {value.numbers(), functions.filled(expr.number(1), value.width())}, 0);
    return new Value(gather(extended, from), value.at());
  }

  private Value suffixSum(Expr expr) {
    DeviceRows rows = rows(expr);
    Value terms = atLevelOf(expr.args().get(0));
    Value decay = spread(of(expr.args().get(1)), terms.at(), rows);
    Lists lists = sequences(terms.at(), rows);
    PtNDArray x = padded(terms.numbers(), lists, 0);
    PtNDArray d = padded(decay.numbers(), lists, 0);
    PtNDArray[] sums = new PtNDArray[lists.longest()];
    PtNDArray next = functions.constant(0);
    for (int place = sums.length - 1; place >= 0; place--) {
      next = JniUtils.add(along(x, place), JniUtils.mul(along(d, place), next));
      sums[place] = next;
    }
    int count = lists.members().length;
    int[] back = new int[terms.at().size()];
    for (int k = 0; k < count; k++) {
      for (int place = 0; place < lists.members()[k].length; place++) {
        back[lists.members()[k][place]] = place * count + k;
      }
    }
    return new Value(gather(JniUtils.cat(sums, 0), back), terms.at());
  }

  /** One place of all sequences, shaped [sequences, width]. */
  private static PtNDArray along(PtNDArray x, int place) {
    PtNDArray slice = JniUtils.slice(x, 1, place, place + 1L, 1);
    return JniUtils.sum(slice, new long[] {1}, false);
  }
}
