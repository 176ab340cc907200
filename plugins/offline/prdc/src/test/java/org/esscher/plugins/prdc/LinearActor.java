package org.esscher.plugins.prdc;

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

/** π(s) = w·s + b of one number. */
final class LinearActor implements Model, Vectored {
  private Vector parameters;

  LinearActor(double w, double b) {
    parameters = Vector.of(w, b);
  }

  private record Slopes(Vector vector) implements Gradient {
    @Override
    public Gradient plus(Gradient other) {
      return new Slopes(vector.plus(((Slopes) other).vector));
    }
  }

  @Override
  public Set<String> inputs() {
    return Set.of("observation");
  }

  @Override
  public Set<String> outputs() {
    return Set.of("action");
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    double[] states = batch.column("observation").toArray();
    double[] actions = new double[states.length];
    for (int row = 0; row < states.length; row++) {
      actions[row] = parameters.at(0) * states[row] + parameters.at(1);
    }
    Column action = context.columns().numbers(actions);
    return new Forward() {
      @Override
      public Column output(String name) {
        return action;
      }

      @Override
      public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
        double w = 0;
        double b = 0;
        for (Column cotangent : cotangents.values()) {
          for (int row = 0; row < states.length; row++) {
            w += cotangent.at(row) * states[row];
            b += cotangent.at(row);
          }
        }
        return new Pullback(new Slopes(Vector.of(w, b)), Map.of());
      }
    };
  }

  @Override
  public State save() {
    return State.empty().with("parameters", parameters.toArray());
  }

  @Override
  public Vector parameters() {
    return parameters;
  }

  @Override
  public void assign(Vector next) {
    parameters = next;
  }

  @Override
  public Vector vector(Gradient gradient) {
    return ((Slopes) gradient).vector();
  }
}
