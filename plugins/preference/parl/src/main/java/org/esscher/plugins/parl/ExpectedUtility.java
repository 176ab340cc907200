package org.esscher.plugins.parl;

import java.util.Map;
import java.util.stream.LongStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Run;
import org.esscher.api.TabularModel;

/**
 * The exact expected return of a policy over numbered observations and actions.
 *
 * @param model whose states are the observations
 */
record ExpectedUtility(TabularModel model) {
  double of(String role, Run run) {
    double[] values = model.values(policy(role, run));
    double[] initial = model.initial();
    double sum = 0;
    for (int state = 0; state < values.length; state++) {
      sum += initial[state] * values[state];
    }
    return sum;
  }

  private double[][] policy(String role, Run run) {
    long[] states = LongStream.range(0, model.states()).toArray();
    Column numbers = run.context().columns().integers(states);
    Batch all = run.context().columns().batch(Map.of("observation", numbers));
    Column logp = run.score(role, all, "class_logp", "class_logp").column("class_logp");
    double[][] policy = new double[model.states()][model.actions()];
    for (int state = 0; state < policy.length; state++) {
      for (int action = 0; action < model.actions(); action++) {
        policy[state][action] = Math.exp(logp.at((long) state * model.actions() + action));
      }
    }
    return policy;
  }
}
