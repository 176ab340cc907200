package org.esscher.plugins.serl;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Gradient;
import org.esscher.api.Model;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;

/** The model of {@link SoftplusTemperature}. */
final class TemperatureModel implements Model, Vectored {
  /** The entry of a state that holds λ. */
  static final String FREE = "free";

  private static final String OUTPUT = "temperature";

  private double free;

  TemperatureModel(double free) {
    this.free = free;
  }

  @Override
  public Set<String> inputs() {
    return Set.of();
  }

  @Override
  public Set<String> outputs() {
    return Set.of(OUTPUT);
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    if (!outputs().containsAll(outputs)) {
      throw EsscherException.user("'softplus-temperature' computes %s, not %s", outputs(), outputs);
    }
    double[] values = new double[batch.rows()];
    Arrays.fill(values, Math.max(free, 0) + Math.log1p(Math.exp(-Math.abs(free))));
    return new Repeated(context.columns().numbers(values), 1 / (1 + Math.exp(-free)));
  }

  /**
   * α in every row.
   *
   * @param values α
   * @param slope dα/dλ
   */
  private record Repeated(Column values, double slope) implements Forward {
    @Override
    public Column output(String name) {
      return values;
    }

    @Override
    public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
      double[] cotangent = Objects.requireNonNull(cotangents.get(OUTPUT), OUTPUT).toArray();
      return new Pullback(new Slope(slope * Arrays.stream(cotangent).sum()), Map.of());
    }
  }

  /**
   * The derivative of a sum in λ.
   *
   * @param value the derivative
   */
  private record Slope(double value) implements Gradient {
    @Override
    public Gradient plus(Gradient other) {
      return new Slope(value + of(other));
    }

    static double of(Gradient gradient) {
      if (gradient instanceof Slope slope) {
        return slope.value;
      }
      throw EsscherException.plugin(
          "a gradient of 'softplus-temperature' is needed, got %s", gradient);
    }
  }

  @Override
  public Vector parameters() {
    return Vector.of(free);
  }

  @Override
  public void assign(Vector parameters) {
    if (parameters.size() != 1 || !Double.isFinite(parameters.at(0))) {
      throw EsscherException.plugin(
          "'softplus-temperature' has one finite parameter, got %s", parameters);
    }
    free = parameters.at(0);
  }

  @Override
  public Vector vector(Gradient gradient) {
    return Vector.of(Slope.of(gradient));
  }

  @Override
  public State save() {
    return State.empty().with(FREE, free);
  }
}
