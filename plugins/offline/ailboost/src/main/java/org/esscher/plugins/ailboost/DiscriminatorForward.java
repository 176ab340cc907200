package org.esscher.plugins.ailboost;

import static org.esscher.plugins.ailboost.DiscriminatorModel.GRADIENT;
import static org.esscher.plugins.ailboost.DiscriminatorModel.SCORE;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Gradient;
import org.esscher.api.RewardModel;
import org.jspecify.annotations.Nullable;

/**
 * Scores, their gradients in the inputs, and the way back from both.
 *
 * <p>Back from the gradients g = ∇ₓD: with a row's cotangent c, {@code c·g} is the derivative of D
 * along c. At x + sh·c/‖c‖, for s = 2, 1, −1, −2, it is {@code ‖c‖/(12h)·(−D₂ + 8D₁ − 8D₋₁ + D₋₂)}
 * but for h⁴/30 times the fifth derivative, and a sum of scores is what the model inside pulls back
 * itself.
 */
final class DiscriminatorForward implements Forward {
  /** h, in units of the inputs. */
  private static final double STEP = 1e-3;

  private static final int[] PLACES = {2, 1, -1, -2};
  private static final int[] FACTORS = {-1, 8, -8, 1};

  private final RewardModel inside;
  private final List<String> inputs;
  private final Batch batch;
  private final Context context;
  private final Forward pass;
  private @Nullable Column gradients;

  private DiscriminatorForward(
      RewardModel inside, List<String> inputs, Batch batch, Context context, Forward pass) {
    this.inside = inside;
    this.inputs = inputs;
    this.batch = batch;
    this.context = context;
    this.pass = pass;
  }

  static DiscriminatorForward of(
      RewardModel inside, List<String> inputs, Batch batch, Context context) {
    Forward pass = inside.forward(batch, Set.of(SCORE), context);
    Column score = pass.output(SCORE);
    if (score.width() != 1 || score.ragged()) {
      pass.close();
      throw EsscherException.user(
          "'ail-discriminator' needs a score that is one number per row; this one is %s",
          score.ragged() ? "a list" : score.width() + " numbers");
    }
    return new DiscriminatorForward(inside, inputs, batch, context, pass);
  }

  @Override
  public Column output(String name) {
    return name.equals(GRADIENT) ? gradients() : pass.output(SCORE);
  }

  /** Components of all inputs. */
  private int width() {
    return inputs.stream().mapToInt(input -> batch.column(input).width()).sum();
  }

  private Column gradients() {
    if (gradients == null) {
      Columns columns = context.columns();
      Column score = pass.output(SCORE);
      double[] ones = new double[batch.rows()];
      Arrays.fill(ones, 1);
      Map<String, Column> found =
          pass.pullback(Map.of(SCORE, columns.shapedLike(score, ones)), Set.copyOf(inputs))
              .inputs();
      int width = width();
      double[] side = new double[batch.rows() * width];
      int at = 0;
      for (String input : inputs) {
        Column part = Objects.requireNonNull(found.get(input), input);
        for (int i = 0; i < batch.rows() * part.width(); i++) {
          side[i / part.width() * width + at + i % part.width()] = part.at(i);
        }
        at += part.width();
      }
      gradients = width == 1 ? columns.numbers(side) : columns.vectors(width, side);
    }
    return gradients;
  }

  @Override
  public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
    Column ofScore = cotangents.get(SCORE);
    Column ofGradient = cotangents.get(GRADIENT);
    if (ofGradient == null) {
      return pass.pullback(cotangents, wantedInputs);
    }
    Pullback second = alongCotangents(ofGradient, wantedInputs);
    if (ofScore == null) {
      return second;
    }
    Pullback first = pass.pullback(Map.of(SCORE, ofScore), wantedInputs);
    Gradient both = first.gradient().plus(second.gradient());
    Map<String, Column> sums = new LinkedHashMap<>();
    for (String input : wantedInputs) {
      sums.put(
          input,
          sum(
              Objects.requireNonNull(first.inputs().get(input), input),
              Objects.requireNonNull(second.inputs().get(input), input)));
    }
    return new Pullback(both, sums);
  }

  private Column sum(Column left, Column right) {
    double[] values = left.toArray();
    Arrays.setAll(values, i -> values[i] + right.at(i));
    return context.columns().shapedLike(left, values);
  }

  private Pullback alongCotangents(Column ofGradient, Set<String> wantedInputs) {
    double[] lengths = new double[batch.rows()];
    for (int i = 0; i < batch.rows() * ofGradient.width(); i++) {
      lengths[i / ofGradient.width()] += ofGradient.at(i) * ofGradient.at(i);
    }
    Arrays.setAll(lengths, row -> Math.sqrt(lengths[row]));
    double[] weights = new double[PLACES.length * batch.rows()];
    Arrays.setAll(
        weights, i -> FACTORS[i / batch.rows()] * lengths[i % batch.rows()] / (12 * STEP));
    Batch moved = moved(ofGradient, lengths);
    try (Forward around = inside.forward(moved, Set.of(SCORE), context)) {
      Column scores = around.output(SCORE);
      Pullback pulled =
          around.pullback(
              Map.of(SCORE, context.columns().shapedLike(scores, weights)), wantedInputs);
      Map<String, Column> folded = new LinkedHashMap<>();
      for (String input : wantedInputs) {
        folded.put(input, folded(input, Objects.requireNonNull(pulled.inputs().get(input), input)));
      }
      return new Pullback(pulled.gradient(), folded);
    }
  }

  /** Each row at its four places along its cotangent: all rows at the first, then the second, … */
  private Batch moved(Column ofGradient, double[] lengths) {
    int rows = batch.rows();
    int[] taken = new int[PLACES.length * rows];
    Arrays.setAll(taken, i -> i % rows);
    Batch moved = batch.take(taken);
    int at = 0;
    for (String input : inputs) {
      Column column = moved.column(input);
      int width = column.width();
      double[] values = column.toArray();
      for (int i = 0; i < values.length; i++) {
        int row = i / width % rows;
        double along = ofGradient.at((long) row * ofGradient.width() + at + i % width);
        double step = PLACES[i / width / rows] * STEP;
        values[i] += lengths[row] > 0 ? step * along / lengths[row] : 0;
      }
      moved = moved.with(input, context.columns().shapedLike(column, values));
      at += width;
    }
    return moved;
  }

  /** Of a row's four places together. */
  private Column folded(String input, Column around) {
    Column shape = batch.column(input);
    double[] sums = new double[batch.rows() * shape.width()];
    for (int i = 0; i < PLACES.length * sums.length; i++) {
      sums[i % sums.length] += around.at(i);
    }
    return context.columns().shapedLike(shape, sums);
  }

  @Override
  public void close() {
    pass.close();
  }
}
