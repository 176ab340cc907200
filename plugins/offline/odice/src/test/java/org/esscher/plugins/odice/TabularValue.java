package org.esscher.plugins.odice;

import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Forward;
import org.esscher.api.Gradient;
import org.esscher.api.Model;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;

/** A number a state; observations are the states' numbers. */
final class TabularValue implements Model, Vectored {
  private Vector values;

  TabularValue(double... values) {
    this.values = Vector.of(values);
  }

  double at(int state) {
    return values.at(state);
  }

  private record StateGradient(Vector vector) implements Gradient {
    @Override
    public Gradient plus(Gradient other) {
      return new StateGradient(vector.plus(((StateGradient) other).vector));
    }
  }

  @Override
  public Set<String> inputs() {
    return Set.of("observation");
  }

  @Override
  public Set<String> outputs() {
    return Set.of("value");
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    Column states = batch.column("observation");
    double[] found = new double[batch.rows()];
    for (int row = 0; row < found.length; row++) {
      found[row] = values.at((int) states.at(row));
    }
    Column value = context.columns().numbers(found);
    return new Forward() {
      @Override
      public Column output(String name) {
        return value;
      }

      @Override
      public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
        double[] sums = new double[values.size()];
        for (Column cotangent : cotangents.values()) {
          for (int row = 0; row < found.length; row++) {
            sums[(int) states.at(row)] += cotangent.at(row);
          }
        }
        return new Pullback(new StateGradient(Vector.of(sums)), Map.of());
      }
    };
  }

  @Override
  public State save() {
    return State.empty().with("values", values.toArray());
  }

  @Override
  public Vector parameters() {
    return values;
  }

  @Override
  public void assign(Vector parameters) {
    values = parameters;
  }

  @Override
  public Vector vector(Gradient gradient) {
    return ((StateGradient) gradient).vector();
  }
}
