package org.esscher.plugins.base.model;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Forward;
import org.esscher.api.Gradient;
import org.esscher.api.Model;
import org.esscher.api.ParameterView;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;

/** The model of {@link FreeParameters}. */
final class FreeParametersModel implements Model, Vectored, ParameterView {
  private final String output;
  private final boolean nonNegative;
  private double[] parameters;

  FreeParametersModel(String output, boolean nonNegative, double[] parameters) {
    this.output = output;
    this.nonNegative = nonNegative;
    this.parameters = parameters;
  }

  @Override
  public Set<String> inputs() {
    return Set.of();
  }

  @Override
  public Set<String> outputs() {
    return Set.of(output);
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    FrozenForward.requireOnly("parameters", output, outputs);
    int size = parameters.length;
    double[] values = new double[Math.multiplyExact(batch.rows(), size)];
    Arrays.setAll(values, i -> parameters[i % size]);
    Column column =
        size == 1 ? context.columns().numbers(values) : context.columns().vectors(size, values);
    return new Repeated(column);
  }

  /** The same numbers in every row, so that their gradient is the sum of the rows' cotangents. */
  private final class Repeated implements Forward {
    private final Column column;

    Repeated(Column column) {
      this.column = column;
    }

    @Override
    public Column output(String name) {
      FrozenForward.requireOnly("parameters", output, Set.of(name));
      return column;
    }

    @Override
    public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
      double[] cotangent = Objects.requireNonNull(cotangents.get(output), output).toArray();
      double[] gradient = new double[column.width()];
      for (int i = 0; i < cotangent.length; i++) {
        gradient[i % gradient.length] += cotangent[i];
      }
      return new Pullback(new DenseGradient(gradient), Map.of());
    }
  }

  @Override
  public Vector parameters() {
    return Vector.of(parameters);
  }

  @Override
  public void assign(Vector changed) {
    parameters = Parameters.checked(changed, parameters.length);
  }

  @Override
  public Vector vector(Gradient gradient) {
    return DenseGradient.vector(gradient, parameters.length);
  }

  @Override
  public Map<String, int[]> shapes() {
    return Map.of(output, new int[] {parameters.length});
  }

  @Override
  public Vector afterStep(Vector stepped) {
    return nonNegative
        ? Vector.of(Arrays.stream(stepped.toArray()).map(value -> Math.max(0, value)).toArray())
        : stepped;
  }

  @Override
  public State save() {
    return Parameters.saved(parameters);
  }
}
