package org.esscher.neural.internal.model;

import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Context;
import org.esscher.api.Enumerable;
import org.esscher.api.Policy;
import org.esscher.api.Sampler;
import org.esscher.neural.Precision;
import org.esscher.neural.internal.network.Network;
import org.esscher.neural.internal.network.ParameterVector;
import org.esscher.neural.internal.network.Pass;

/** A softmax over numbered actions, whose logits are a network's results. */
public final class CategoricalPolicy extends RowModel implements Policy, Sampler, Enumerable {
  private static final Set<String> OUTPUTS = Set.of("logp", "class_logp", "logits", "entropy");

  private final String action;
  private final int actions;

  /**
   * A policy.
   *
   * @param network of as many results a row as there are actions
   * @param precision of the network
   * @param inputs what the network reads
   * @param action the column of the action
   * @param parameters of the network
   */
  CategoricalPolicy(
      Network network,
      Precision precision,
      InputColumns inputs,
      String action,
      ParameterVector parameters) {
    super(network, precision, inputs, parameters);
    this.action = action;
    this.actions = network.width();
  }

  @Override
  public Set<String> inputs() {
    Set<String> inputs = new HashSet<>(super.inputs());
    inputs.add(action);
    return Set.copyOf(inputs);
  }

  @Override
  public Set<String> outputs() {
    return OUTPUTS;
  }

  @Override
  RowForward forward(Pass pass, Batch batch, Set<String> outputs, Context context) {
    int[] taken =
        outputs.contains("logp") ? VectorColumn.indices(batch, action, actions) : new int[0];
    return new CategoricalForward(pass, inputColumns(), batch, context.columns(), actions, taken);
  }

  private double[] logp(Batch contexts) {
    try (Pass pass = pass(contexts)) {
      return Softmax.logProbabilities(pass.values(), actions);
    }
  }

  @Override
  public Batch enumerate(Batch contexts, Context context) {
    double[] logp = logp(contexts);
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
  public Batch sample(Batch contexts, int each, RandomGenerator random, Context context) {
    double[] logp = logp(contexts);
    int draws = Math.multiplyExact(contexts.rows(), each);
    int[] rows = new int[draws];
    long[] choices = new long[draws];
    double[] behavior = new double[draws];
    for (int i = 0; i < draws; i++) {
      rows[i] = i / each;
      int from = rows[i] * actions;
      int drawn = Softmax.draw(logp, from, from + actions, random);
      choices[i] = (long) drawn - from;
      behavior[i] = logp[drawn];
    }
    return contexts
        .take(rows)
        .with(action, context.columns().integers(choices))
        .with("behavior_logp", context.columns().numbers(behavior));
  }
}
