package org.esscher.plugins.base.policy;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Model;
import org.esscher.api.Policy;
import org.esscher.api.Sampler;
import org.esscher.api.State;

/**
 * The one action, a number or a vector, that a policy holds for best. It has no log-probability.
 */
final class GreedyMode implements Policy, Sampler {
  private final String action;
  private final Model model;
  private final String output;

  GreedyMode(String action, Model model, String output) {
    this.action = action;
    this.model = model;
    this.output = output;
  }

  @Override
  public Set<String> inputs() {
    return model.inputs();
  }

  @Override
  public Optional<String> groupedBy(Set<String> columns) {
    return model.groupedBy(columns);
  }

  @Override
  public Set<String> outputs() {
    return Set.of(action);
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    Forward forward = model.forward(batch, Set.of(output), context);
    return new Forward() {
      @Override
      public Column output(String name) {
        return forward.output(GreedyMode.this.output);
      }

      @Override
      public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
        throw EsscherException.user("'greedy' can't be trained; train the model it looks at");
      }

      @Override
      public void close() {
        forward.close();
      }
    };
  }

  @Override
  public Batch sample(Batch contexts, int each, RandomGenerator random, Context context) {
    int[] rows = new int[Math.multiplyExact(contexts.rows(), each)];
    Arrays.setAll(rows, draw -> draw / each);
    try (Forward forward = model.forward(contexts, Set.of(output), context)) {
      Column best = forward.output(output);
      return contexts
          .with(action, context.columns().shapedLike(best, best.toArray()))
          .take(rows)
          .with("behavior_logp", context.columns().numbers(new double[rows.length]));
    }
  }

  @Override
  public State save() {
    return model.save();
  }

  @Override
  public void close() {
    model.close();
  }
}
