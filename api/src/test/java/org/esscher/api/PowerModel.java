package org.esscher.api;

import java.util.Map;
import java.util.Set;

/** θ·x + θ³: one parameter, one input {@code x}, one output; a policy or a reward as asked. */
class PowerModel implements Model, Vectored {
  private final String output;
  private double parameter;

  PowerModel(String output, double parameter) {
    this.output = output;
    this.parameter = parameter;
  }

  /** The model as a policy. */
  static final class AsPolicy extends PowerModel implements Policy {
    AsPolicy(double parameter) {
      super("logp", parameter);
    }
  }

  /** The model as a reward. */
  static final class AsReward extends PowerModel implements RewardModel {
    AsReward(double parameter) {
      super("score", parameter);
    }
  }

  /** The derivative of the sum in θ. */
  record Slope(double value) implements Gradient {
    @Override
    public Gradient plus(Gradient other) {
      return new Slope(value + ((Slope) other).value);
    }
  }

  @Override
  public Set<String> inputs() {
    return Set.of("x");
  }

  @Override
  public Set<String> outputs() {
    return Set.of(output);
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    Column x = batch.column("x");
    double[] values = x.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = parameter * values[i] + parameter * parameter * parameter;
    }
    Column made = context.columns().shapedLike(x, values);
    double cubic = 3 * parameter * parameter;
    return new Forward() {
      @Override
      public Column output(String name) {
        return made;
      }

      @Override
      public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
        double[] cotangent = cotangents.values().iterator().next().toArray();
        double sum = 0;
        for (int i = 0; i < cotangent.length; i++) {
          sum += cotangent[i] * (x.at(i) + cubic);
        }
        return new Pullback(new Slope(sum), Map.of());
      }
    };
  }

  @Override
  public State save() {
    return State.empty().with("parameter", parameter);
  }

  @Override
  public Vector parameters() {
    return Vector.of(parameter);
  }

  @Override
  public void assign(Vector parameters) {
    parameter = parameters.at(0);
  }

  @Override
  public Vector vector(Gradient gradient) {
    return Vector.of(((Slope) gradient).value());
  }
}
