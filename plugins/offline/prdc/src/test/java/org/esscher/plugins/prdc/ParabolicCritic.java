package org.esscher.plugins.prdc;

import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Forward;
import org.esscher.api.Gradient;
import org.esscher.api.InputGradient;
import org.esscher.api.Model;
import org.esscher.api.State;

/** Q(s, a) = 3 − (a − s)², without parameters. */
final class ParabolicCritic implements Model, InputGradient {
  private record Nothing() implements Gradient {
    @Override
    public Gradient plus(Gradient other) {
      return this;
    }
  }

  @Override
  public Set<String> inputs() {
    return Set.of("observation", "action");
  }

  @Override
  public Set<String> outputs() {
    return Set.of("q_members");
  }

  @Override
  public Set<String> differentiableInputs() {
    return Set.of("action");
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    double[] states = batch.column("observation").toArray();
    double[] actions = batch.column("action").toArray();
    double[] values = new double[states.length];
    for (int row = 0; row < values.length; row++) {
      values[row] = 3 - (actions[row] - states[row]) * (actions[row] - states[row]);
    }
    Column value = context.columns().numbers(values);
    return new Forward() {
      @Override
      public Column output(String name) {
        return value;
      }

      @Override
      public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
        double[] back = cotangents.values().iterator().next().toArray();
        for (int row = 0; row < back.length; row++) {
          back[row] *= -2 * (actions[row] - states[row]);
        }
        return new Pullback(new Nothing(), Map.of("action", context.columns().numbers(back)));
      }
    };
  }

  @Override
  public State save() {
    return State.empty();
  }
}
