package org.esscher.spitests;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Level;
import org.esscher.api.Vocabulary;
import org.esscher.api.Vocabulary.Range;
import org.esscher.api.Vocabulary.Term;

/**
 * Draws a column that its term of the vocabulary allows; a name without a term holds finite
 * numbers.
 *
 * @param name the column
 * @param level TOKEN for lists, GROUP and BATCH for values that are constant there
 * @param width components of a vector
 */
record GeneratedColumn(String name, Level level, int width) {
  private static final int DISTINCT = 3;

  Column draw(Groups groups, int[] tokenStarts, RandomGenerator random, Columns columns) {
    Vocabulary.Type type = type();
    if (level == Level.TOKEN) {
      return drawLists(type, tokenStarts, random, columns);
    }
    int rows = groups.ofRow().length;
    int units = level == Level.BATCH ? 1 : level == Level.GROUP ? groups.count() : rows;
    int[] unit = new int[rows];
    Arrays.setAll(
        unit, row -> level == Level.BATCH ? 0 : level == Level.GROUP ? groups.ofRow()[row] : row);
    int components = type == Vocabulary.Type.VECTOR ? width : 1;
    double[] drawn = draws(type, units, random);
    double[] values = new double[rows * components];
    for (int i = 0; i < values.length; i++) {
      values[i] = drawn[unit[i / components] * components + i % components];
    }
    return switch (type) {
      case VECTOR -> columns.vectors(width, values);
      case TEXT -> columns.texts(texts(values));
      case BOOLEAN -> columns.booleans(truths(values));
      case INTEGER, KEY ->
          columns.integers(Arrays.stream(values).mapToLong(v -> (long) v).toArray());
      case NUMBER, SPACE -> columns.numbers(values);
    };
  }

  private Column drawLists(
      Vocabulary.Type type, int[] starts, RandomGenerator random, Columns columns) {
    double[] values = draws(type, starts[starts.length - 1], random);
    return type == Vocabulary.Type.VECTOR
        ? columns.vectorLists(width, starts, values)
        : columns.lists(starts, values);
  }

  private Vocabulary.Type type() {
    Vocabulary.Type fallback = name.endsWith("_id") ? Vocabulary.Type.KEY : Vocabulary.Type.NUMBER;
    return Vocabulary.term(name).map(Term::type).orElse(fallback);
  }

  private double[] draws(Vocabulary.Type type, int count, RandomGenerator random) {
    double[] values = new double[count * (type == Vocabulary.Type.VECTOR ? width : 1)];
    for (int i = 0; i < values.length; i++) {
      values[i] = draw(type, random);
    }
    return values;
  }

  private double draw(Vocabulary.Type type, RandomGenerator random) {
    double uniform = random.nextDouble();
    return switch (type) {
      case BOOLEAN -> uniform < 0.3 ? 1 : 0;
      case INTEGER, KEY, TEXT -> Math.floor(uniform * DISTINCT);
      case SPACE -> name.endsWith("action") ? Math.floor(uniform * DISTINCT) : 3 * uniform - 1.5;
      case NUMBER, VECTOR -> drawNumber(uniform);
    };
  }

  private double drawNumber(double uniform) {
    Range range = Vocabulary.term(name).map(Term::range).orElse(Range.FINITE);
    return switch (range) {
      case PROBABILITY, POSITIVE_PROBABILITY -> 0.05 + 0.9 * uniform;
      case NON_NEGATIVE -> 0.1 + 2 * uniform;
      default -> name.endsWith("logp") ? -0.1 - 2 * uniform : 3 * uniform - 1.5;
    };
  }

  private static List<String> texts(double[] values) {
    List<String> texts = new ArrayList<>();
    for (double value : values) {
      texts.add(String.format(Locale.ROOT, "text %d", (long) value));
    }
    return texts;
  }

  private static boolean[] truths(double[] values) {
    boolean[] truths = new boolean[values.length];
    for (int i = 0; i < truths.length; i++) {
      truths[i] = values[i] != 0;
    }
    return truths;
  }
}
