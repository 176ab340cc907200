package org.esscher.plugins.base.policy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Context;
import org.esscher.api.Enumerable;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Policy;
import org.esscher.api.Sampler;
import org.esscher.plugins.base.model.ScalarColumn;
import org.esscher.plugins.base.model.Scores;

/**
 * A softmax over actions that are numbered from 0. Outputs: {@code logp} of the row's action, and
 * {@code class_logp}, a vector of the log-probabilities of all actions. Sampling and enumeration
 * read the context's columns only, and write the action as int64.
 */
abstract class ActionPolicy implements Policy, Sampler, Enumerable {
  private static final Set<String> OUTPUTS = Set.of("logp", "class_logp");

  private final String action;
  private final int actions;

  /**
   * A policy.
   *
   * @param action the column of the action
   * @param actions the number of actions
   */
  ActionPolicy(String action, int actions) {
    this.action = action;
    this.actions = actions;
  }

  /** Columns of the context. */
  abstract List<String> contextColumns();

  /** Logits of every action in every row; may read the context's columns only. */
  abstract Scores logits(Batch batch, Context context);

  final int actions() {
    return actions;
  }

  final String action() {
    return action;
  }

  @Override
  public final Set<String> inputs() {
    Set<String> inputs = new HashSet<>(contextColumns());
    inputs.add(action);
    return Set.copyOf(inputs);
  }

  @Override
  public final Set<String> outputs() {
    return OUTPUTS;
  }

  @Override
  public final Forward forward(Batch batch, Set<String> outputs, Context context) {
    if (!OUTPUTS.containsAll(outputs)) {
      throw EsscherException.user(
          "a policy over actions computes %s, but %s was asked for", OUTPUTS, outputs);
    }
    Scores logits = logits(batch, context);
    double[] logp = normalized(logits, batch.rows());
    int[] taken = outputs.contains("logp") ? taken(batch) : new int[0];
    return new ActionForward(actions, logits, logp, taken, context.columns());
  }

  private double[] normalized(Scores logits, int rows) {
    double[] logp = logits.values();
    for (int row = 0; row < rows; row++) {
      LogSoftmax.normalize(logp, row * actions, (row + 1) * actions);
    }
    return logp;
  }

  private int[] taken(Batch batch) {
    ScalarColumn column = ScalarColumn.of(batch, action);
    int[] taken = new int[batch.rows()];
    Arrays.setAll(taken, row -> column.index(row, actions));
    return taken;
  }

  @Override
  public final Batch enumerate(Batch contexts, Context context) {
    double[] logp = normalized(logits(contexts, context), contexts.rows());
    int[] rows = new int[logp.length];
    long[] contextRows = new long[logp.length];
    long[] choices = new long[logp.length];
    for (int i = 0; i < logp.length; i++) {
      rows[i] = i / actions;
      contextRows[i] = rows[i];
      choices[i] = i % actions;
    }
    return contexts
        .take(rows)
        .with(action, context.columns().integers(choices))
        .with("context_row", context.columns().integers(contextRows))
        .with("logp", context.columns().numbers(logp));
  }

  @Override
  public final Batch sample(Batch contexts, int each, RandomGenerator random, Context context) {
    double[] logp = normalized(logits(contexts, context), contexts.rows());
    int draws = Math.multiplyExact(contexts.rows(), each);
    int[] rows = new int[draws];
    long[] choices = new long[draws];
    double[] behavior = new double[draws];
    for (int i = 0; i < draws; i++) {
      rows[i] = i / each;
      int from = rows[i] * actions;
      int drawn = LogSoftmax.draw(logp, from, from + actions, random);
      choices[i] = (long) drawn - from;
      behavior[i] = logp[drawn];
    }
    return contexts
        .take(rows)
        .with(action, context.columns().integers(choices))
        .with("behavior_logp", context.columns().numbers(behavior));
  }
}
