package org.esscher.runtime.internal.estimate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.esscher.api.Expr;
import org.esscher.api.Level;
import org.esscher.api.Op;
import org.jspecify.annotations.Nullable;

/**
 * What expressions mean, as plainly as it can be written: element by element over the whole batch,
 * without blocks, order or speed. Elements of a level stand in the order of the rows they belong
 * to. Which elements there are depends on no value, so it is found out once; and what reads no
 * changed column is taken from the interpreter of the stored values.
 */
final class NaiveInterpreter {
  /** An element: its row, its group, its token in the row or the second row of the pair. */
  private record Element(int row, int group, int second) {}

  private final RandomRows rows;
  private final Map<Expr, double[]> known = new HashMap<>();
  private final Map<Expr, List<Element>> elements;
  private final Map<Expr, int[][]> operandPlaces;
  private final Map<Expr, Set<String>> columns;
  private final Map<String, double[]> changed;
  private final @Nullable NaiveInterpreter stopped;

  /**
   * An interpreter of some rows.
   *
   * @param rows the rows
   * @param changed values of columns that are read instead of the stored ones
   * @param stopped gives the values under a stop, which don't change; or null
   */
  NaiveInterpreter(
      RandomRows rows, Map<String, double[]> changed, @Nullable NaiveInterpreter stopped) {
    this.rows = rows;
    this.changed = changed;
    this.stopped = stopped;
    this.elements = stopped == null ? new HashMap<>() : stopped.elements;
    this.operandPlaces = stopped == null ? new HashMap<>() : stopped.operandPlaces;
    this.columns = stopped == null ? new HashMap<>() : stopped.columns;
  }

  double value(Expr root) {
    return of(root)[0];
  }

  double[] of(Expr expr) {
    double[] values = known.get(expr);
    if (values == null) {
      values =
          stopped == null || reads(expr).stream().anyMatch(changed::containsKey)
              ? compute(expr)
              : stopped.of(expr);
      known.put(expr, values);
    }
    return values;
  }

  /** The columns under an expression. */
  private Set<String> reads(Expr expr) {
    Set<String> reads = columns.get(expr);
    if (reads == null) {
      reads = new TreeSet<>();
      if (expr.op() == Op.COLUMN || expr.op() == Op.OUTPUT) {
        reads.add(expr.column());
      }
      for (Expr arg : expr.args()) {
        reads.addAll(reads(arg));
      }
      columns.put(expr, reads);
    }
    return reads;
  }

  private List<Element> elements(Expr expr) {
    List<Element> of = elements.get(expr);
    if (of == null) {
      of = findElements(expr);
      elements.put(expr, of);
    }
    return of;
  }

  private List<Element> findElements(Expr expr) {
    List<Element> elements = new ArrayList<>();
    switch (expr.level()) {
      case BATCH -> elements.add(new Element(0, 0, 0));
      case GROUP -> {
        for (int g = 0; g < rows.groups(); g++) {
          elements.add(new Element(-1, g, 0));
        }
      }
      default -> {
        String axis = expr.level() == Level.TOKEN ? axis(expr) : "";
        for (int row = 0; row < rows.count(); row++) {
          addOfRow(expr.level(), axis, row, elements);
        }
      }
    }
    return elements;
  }

  private void addOfRow(Level level, String axis, int row, List<Element> elements) {
    int group = rows.group()[row];
    switch (level) {
      case ROW -> elements.add(new Element(row, group, 0));
      case TOKEN -> {
        int[] start = rows.starts(axis);
        for (int k = start[row]; k < start[row + 1]; k++) {
          elements.add(new Element(row, group, k - start[row]));
        }
      }
      default -> {
        for (int other = 0; other < rows.count(); other++) {
          if (other != row && rows.group()[other] == group) {
            elements.add(new Element(row, group, other));
          }
        }
      }
    }
  }

  /** The ragged structure of a TOKEN expression: that of any column under it. */
  private static String axis(Expr expr) {
    if (expr.args().isEmpty()) {
      return RandomRows.axisOf(expr.column());
    }
    return expr.args().stream()
        .filter(arg -> arg.level() == Level.TOKEN)
        .map(NaiveInterpreter::axis)
        .filter(axis -> !axis.isEmpty())
        .findFirst()
        .orElse("");
  }

  private double[] compute(Expr expr) {
    List<Element> elements = elements(expr);
    double[] out = new double[elements.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = element(expr, elements, i);
    }
    return out;
  }

  private double element(Expr expr, List<Element> elements, int i) {
    Element at = elements.get(i);
    return switch (expr.op()) {
      case CONSTANT -> expr.number(0);
      case COLUMN, OUTPUT -> stored(expr, i);
      case WEIGHT -> rows.weight()[at.row];
      case SUM, COUNT, MAXIMUM, MINIMUM, LOG_SUM_EXP -> reduced(expr, at);
      case SHIFT, SUFFIX_SUM -> along(expr, elements, i);
      case LEFT -> of(expr.args().get(0))[at.row];
      case RIGHT -> of(expr.args().get(0))[at.second];
      case STOP -> stopped == null ? pointwise(expr, i) : stopped.of(expr)[i];
      default -> pointwise(expr, i);
    };
  }

  private double stored(Expr leaf, int i) {
    double[] values = changed.getOrDefault(leaf.column(), rows.values().get(leaf.column()));
    return values == null ? leaf.number(0) : values[i];
  }

  /** The operand's value for an expression's element. */
  private double operand(Expr expr, int operand, int i) {
    Expr arg = expr.args().get(operand);
    return sameForAllTokens(arg) ? constant(arg) : of(arg)[places(expr)[operand][i]];
  }

  private static boolean sameForAllTokens(Expr expr) {
    return expr.level() == Level.TOKEN && axis(expr).isEmpty();
  }

  /** By operand and element: where the operand has its value for the element. */
  private int[][] places(Expr expr) {
    int[][] places = operandPlaces.get(expr);
    if (places == null) {
      List<Element> here = elements(expr);
      places = new int[expr.args().size()][here.size()];
      for (int operand = 0; operand < places.length; operand++) {
        Expr arg = expr.args().get(operand);
        for (int i = 0; !sameForAllTokens(arg) && i < here.size(); i++) {
          places[operand][i] = place(arg, here.get(i));
        }
      }
      operandPlaces.put(expr, places);
    }
    return places;
  }

  /** The element of a coarser or equal expression that an element belongs to. */
  private int place(Expr arg, Element at) {
    List<Element> of = elements(arg);
    for (int k = 0; k < of.size(); k++) {
      Element candidate = of.get(k);
      boolean same =
          switch (arg.level()) {
            case BATCH -> true;
            case GROUP -> candidate.group == at.group;
            case ROW -> candidate.row == at.row;
            default -> candidate.row == at.row && candidate.second == at.second;
          };
      if (same) {
        return k;
      }
    }
    throw new AssertionError("no " + arg + " for " + at);
  }

  /** A value that is the same for all tokens. */
  private double constant(Expr expr) {
    double[] args =
        expr.args().stream()
            .mapToDouble(arg -> arg.level() == Level.BATCH ? value(arg) : constant(arg))
            .toArray();
    return args.length == 0 ? expr.number(0) : apply(expr, args);
  }

  private double pointwise(Expr expr, int i) {
    double[] args = new double[expr.args().size()];
    for (int k = 0; k < args.length; k++) {
      args[k] = operand(expr, k, i);
    }
    return apply(expr, args);
  }

  private static double apply(Expr expr, double[] x) {
    return switch (expr.op()) {
      case ADD -> x[0] + x[1];
      case SUBTRACT -> x[0] - x[1];
      case MULTIPLY -> x[0] * x[1];
      case DIVIDE -> x[0] / x[1];
      case MIN -> Math.min(x[0], x[1]);
      case MAX -> Math.max(x[0], x[1]);
      case NEGATE -> -x[0];
      case EXP -> Math.exp(x[0]);
      case EXPM1 -> Math.expm1(x[0]);
      case LOG -> Math.log(x[0]);
      case LOG1P -> Math.log1p(x[0]);
      case SQRT -> Math.sqrt(x[0]);
      case ABS -> Math.abs(x[0]);
      case SIGN -> Math.signum(x[0]);
      case SOFTPLUS -> Math.max(x[0], 0) + Math.log1p(Math.exp(-Math.abs(x[0])));
      case SIGMOID -> 1 / (1 + Math.exp(-x[0]));
      case TANH -> Math.tanh(x[0]);
      case CLIP -> Math.min(Math.max(x[0], expr.number(0)), expr.number(1));
      case GREATER -> x[0] > x[1] ? 1 : 0;
      case EQUAL -> x[0] == x[1] ? 1 : 0;
      case SELECT -> x[0] != 0 ? x[1] : x[2];
      case STOP -> x[0];
      default -> throw new AssertionError(expr.op());
    };
  }

  private double weight(Level from, Level to, Element element) {
    double own = element.row < 0 ? 1 : rows.weight()[element.row];
    return switch (from) {
      case TOKEN -> to == Level.ROW ? 1 : own;
      case PAIR -> (to == Level.ROW ? 1 : own) * rows.weight()[element.second];
      case ROW -> own;
      default -> 1;
    };
  }

  private double reduced(Expr expr, Element at) {
    Expr arg = expr.args().get(0);
    List<Element> elements = elements(arg);
    double[] x = of(arg);
    double sum = 0;
    double extreme = expr.op() == Op.MINIMUM ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    for (int k = 0; k < x.length; k++) {
      Element element = elements.get(k);
      boolean inside =
          switch (expr.level()) {
            case BATCH -> true;
            case GROUP -> element.group == at.group;
            default -> element.row == at.row;
          };
      double w = weight(arg.level(), expr.level(), element);
      if (inside && w > 0) {
        extreme = expr.op() == Op.MINIMUM ? Math.min(extreme, x[k]) : Math.max(extreme, x[k]);
        sum +=
            switch (expr.op()) {
              case SUM -> w * x[k];
              case COUNT -> w;
              // Values are of order 1 here.
              case LOG_SUM_EXP -> w * Math.exp(x[k]);
              default -> 0;
            };
      }
    }
    return switch (expr.op()) {
      case SUM, COUNT -> sum;
      case LOG_SUM_EXP -> Math.log(sum);
      default -> extreme;
    };
  }

  /** Along the tokens of a row, or the rows of a group. */
  private double along(Expr expr, List<Element> elements, int i) {
    Expr arg = expr.args().get(0);
    List<Integer> sequence = new ArrayList<>();
    for (int k = 0; k < elements.size(); k++) {
      boolean together =
          expr.level() == Level.TOKEN
              ? elements.get(k).row == elements.get(i).row
              : elements.get(k).group == elements.get(i).group;
      if (together) {
        sequence.add(k);
      }
    }
    int place = sequence.indexOf(i);
    if (expr.op() == Op.SHIFT) {
      int from = place + (int) expr.number(0);
      return from < 0 || from >= sequence.size() ? expr.number(1) : of(arg)[sequence.get(from)];
    }
    double sum = 0;
    for (int k = sequence.size() - 1; k >= place; k--) {
      sum = of(arg)[sequence.get(k)] + operand(expr, 1, sequence.get(k)) * sum;
    }
    return sum;
  }
}
