package org.esscher.plugins.correlatedproxies;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Gradient;
import org.esscher.api.ParameterView;
import org.esscher.api.RewardModel;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.jspecify.annotations.Nullable;

/** The model of {@link OccupancyDiscriminator}. */
final class LinearDiscriminator implements RewardModel, Vectored, ParameterView {
  private static final String SCORE = "score";
  private static final String WEIGHTS = "weights";

  private final OccupancyDiscriminator shape;
  private Vector weights;

  LinearDiscriminator(OccupancyDiscriminator shape, @Nullable State saved) {
    this.shape = shape;
    this.weights =
        saved == null ? Vector.of(new double[shape.weights()]) : sized(saved.get(WEIGHTS));
  }

  private Vector sized(double... values) {
    if (values.length != shape.weights()) {
      throw EsscherException.plugin(
          "occupancy-discriminator has %d weights, got %d; were they saved with another"
              + " configuration?",
          shape.weights(), values.length);
    }
    return Vector.of(values);
  }

  @Override
  public Set<String> inputs() {
    return shape.stateOnly()
        ? Set.of(shape.observation())
        : Set.of(shape.observation(), shape.action());
  }

  @Override
  public Set<String> outputs() {
    return Set.of(SCORE);
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    if (!outputs().containsAll(outputs)) {
      throw EsscherException.user(
          "'occupancy-discriminator' computes %s, not %s", outputs(), outputs);
    }
    Rows rows = Rows.of(batch, shape);
    double[] theta = weights.toArray();
    double[] scores = new double[batch.rows()];
    for (int row = 0; row < scores.length; row++) {
      scores[row] = rows.dot(row, theta);
    }
    return new Scored(rows, theta.length, context.columns().numbers(scores));
  }

  @Override
  public Vector parameters() {
    return weights;
  }

  @Override
  public void assign(Vector parameters) {
    weights = sized(parameters.toArray());
  }

  @Override
  public Vector vector(Gradient gradient) {
    if (gradient instanceof Sum sum) {
      return sum.vector();
    }
    throw EsscherException.plugin(
        "'occupancy-discriminator' was given a gradient of another model");
  }

  @Override
  public Map<String, int[]> shapes() {
    return Map.of(
        WEIGHTS, new int[] {shape.stateOnly() ? 1 : shape.actions(), shape.weightsAnAction()});
  }

  /** Bounds every weight, as Wasserstein critics need. */
  @Override
  public Vector afterStep(Vector parameters) {
    double[] bounded = parameters.toArray();
    Arrays.setAll(
        bounded, i -> Math.max(-shape.weightClip(), Math.min(shape.weightClip(), bounded[i])));
    return Vector.of(bounded);
  }

  @Override
  public State save() {
    return State.empty().with(WEIGHTS, weights.toArray());
  }

  /** Features of rows: for each, the block of its action, and the state in it. */
  @SuppressWarnings("ArrayRecordComponent") // never compared; a plain carrier
  private record Rows(Column observation, int states, int width, int[] block) {
    static Rows of(Batch batch, OccupancyDiscriminator shape) {
      Column observation = batch.column(shape.observation());
      if (observation.isText() || observation.ragged()) {
        throw EsscherException.data(
            "column '%s' holds %s; a discriminator reads numbers or vectors",
            shape.observation(), observation.isText() ? "text" : "lists");
      }
      int width = shape.states() > 0 ? 1 : shape.width();
      if (observation.width() != width) {
        throw EsscherException.data(
            "column '%s' has %d components, but the discriminator was made for %d; set width",
            shape.observation(), observation.width(), width);
      }
      int[] block = new int[batch.rows()];
      for (int row = 0; row < block.length; row++) {
        if (!shape.stateOnly()) {
          block[row] =
              index(batch.column(shape.action()), row, shape.action(), shape.actions())
                  * shape.weightsAnAction();
        }
        if (shape.states() > 0) {
          index(observation, row, shape.observation(), shape.states());
        }
      }
      return new Rows(observation, shape.states(), width, block);
    }

    private static int index(Column column, int row, String name, int size) {
      double value = column.isText() ? Double.NaN : column.at(row);
      if (!(value >= 0 && value < size) || value != Math.rint(value)) {
        throw EsscherException.data(
            "row %d, column '%s': a whole number from 0 to %d was expected, got %s",
            row, name, size - 1, value);
      }
      return (int) value;
    }

    double dot(int row, double[] theta) {
      double sum = theta[block[row]];
      for (int i = 0; i < width; i++) {
        double value = observation.at((long) row * width + i);
        sum += states > 0 ? theta[block[row] + 1 + (int) value] : value * theta[block[row] + 1 + i];
      }
      return sum;
    }

    void addTo(double[] gradient, int row, double cotangent) {
      gradient[block[row]] += cotangent;
      for (int i = 0; i < width; i++) {
        double value = observation.at((long) row * width + i);
        if (states > 0) {
          gradient[block[row] + 1 + (int) value] += cotangent;
        } else {
          gradient[block[row] + 1 + i] += cotangent * value;
        }
      }
    }
  }

  /** A finished pass, and the way back to the weights. */
  private record Scored(Rows rows, int weights, Column scores) implements Forward {
    @Override
    public Column output(String name) {
      return scores;
    }

    @Override
    public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
      Column cotangent = cotangents.get(SCORE);
      if (cotangent == null || !wantedInputs.isEmpty()) {
        throw EsscherException.user(
            "'occupancy-discriminator' pulls cotangents of score back to its weights, not of %s to"
                + " %s",
            cotangents.keySet(), wantedInputs);
      }
      double[] gradient = new double[weights];
      for (int row = 0; row < scores.rows(); row++) {
        rows.addTo(gradient, row, cotangent.at(row));
      }
      return new Pullback(new Sum(Vector.of(gradient)), Map.of());
    }
  }

  /** A gradient of a sum over rows. */
  private record Sum(Vector vector) implements Gradient {
    @Override
    public Gradient plus(Gradient other) {
      if (other instanceof Sum sum) {
        return new Sum(vector.plus(sum.vector));
      }
      throw EsscherException.plugin("gradients of two models can't be added");
    }
  }
}
