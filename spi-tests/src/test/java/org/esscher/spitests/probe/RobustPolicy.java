package org.esscher.spitests.probe;

import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Policy;
import org.esscher.api.State;

/** The fitted greedy policy: it has an action and a value, but no log-probability to train. */
final class RobustPolicy implements Policy {
  private final State fitted;
  private final double beta;
  private final int horizon;

  RobustPolicy(State fitted, double beta, int horizon) {
    this.fitted = fitted;
    this.beta = beta;
    this.horizon = horizon;
  }

  @Override
  public Set<String> inputs() {
    return Set.of("step", "action_features");
  }

  @Override
  public Set<String> outputs() {
    return Set.of("action", "value");
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    Column step = batch.column("step");
    Column features = batch.column("action_features");
    double[] actions = new double[batch.rows()];
    double[] values = new double[batch.rows()];
    for (int row = 0; row < actions.length; row++) {
      RobustValue.Choice choice =
          new RobustValue(fitted, (int) step.at(row), beta, horizon).best(features, row);
      actions[row] = choice.action();
      values[row] = choice.value();
    }
    return new Forward() {
      @Override
      public Column output(String name) {
        return context.columns().numbers(name.equals("action") ? actions : values);
      }

      @Override
      public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
        throw EsscherException.plugin(
            "this policy was fitted in closed form: it can't be trained by %s",
            cotangents.keySet());
      }
    };
  }

  @Override
  public State save() {
    return fitted;
  }
}
