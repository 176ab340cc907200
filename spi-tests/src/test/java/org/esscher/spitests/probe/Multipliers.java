package org.esscher.spitests.probe;

import jakarta.validation.constraints.NotEmpty;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Forward;
import org.esscher.api.Gradient;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.jspecify.annotations.Nullable;

/** A few numbers as a model: the output is the parameter vector, in every row. */
final class Multipliers implements Model, Vectored {
  /** The first values. */
  @Component("multipliers")
  record Provider(@NotEmpty List<Double> initial) implements ModelProvider {
    @Override
    public Multipliers create(Context context, @Nullable State saved) {
      double[] first = initial.stream().mapToDouble(Double::doubleValue).toArray();
      return new Multipliers(Vector.of(saved == null ? first : saved.get("multiplier")));
    }
  }

  /** A gradient that is a vector. */
  private record VectorGradient(Vector vector) implements Gradient {
    @Override
    public Gradient plus(Gradient other) {
      return new VectorGradient(vector.plus(((VectorGradient) other).vector));
    }
  }

  private Vector parameters;

  private Multipliers(Vector parameters) {
    this.parameters = parameters;
  }

  @Override
  public Set<String> inputs() {
    return Set.of();
  }

  @Override
  public Set<String> outputs() {
    return Set.of("multiplier");
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    int width = parameters.size();
    double[] values = new double[batch.rows() * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = parameters.at(i % width);
    }
    Column output = context.columns().vectors(width, values);
    return new Forward() {
      @Override
      public Column output(String name) {
        return output;
      }

      @Override
      public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
        double[] sum = new double[width];
        Column cotangent = java.util.Objects.requireNonNull(cotangents.get("multiplier"));
        for (int i = 0; i < values.length; i++) {
          sum[i % width] += cotangent.at(i);
        }
        return new Pullback(new VectorGradient(Vector.of(sum)), Map.of());
      }
    };
  }

  @Override
  public State save() {
    return State.empty().with("multiplier", parameters.toArray());
  }

  @Override
  public Vector parameters() {
    return parameters;
  }

  @Override
  public void assign(Vector changed) {
    parameters = changed;
  }

  @Override
  public Vector vector(Gradient gradient) {
    return ((VectorGradient) gradient).vector;
  }
}
