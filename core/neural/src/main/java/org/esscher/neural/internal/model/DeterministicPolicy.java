package org.esscher.neural.internal.model;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.Policy;
import org.esscher.api.Sampler;
import org.esscher.neural.Precision;
import org.esscher.neural.internal.network.Network;
import org.esscher.neural.internal.network.ParameterVector;
import org.esscher.neural.internal.network.Pass;

/** One action a row: a network's results, squashed where actions are bounded. */
public final class DeterministicPolicy extends RowModel implements Policy, Sampler {
  private final String action;
  private final GaussianAction squash;
  private final int components;

  /**
   * A policy.
   *
   * @param network of as many results a row as an action has components
   * @param precision of the network
   * @param inputs what the network reads
   * @param action the column of the action
   * @param squash makes actions of results
   * @param parameters of the network
   */
  DeterministicPolicy(
      Network network,
      Precision precision,
      InputColumns inputs,
      String action,
      GaussianAction squash,
      ParameterVector parameters) {
    super(network, precision, inputs, parameters);
    this.action = action;
    this.squash = squash;
    this.components = network.width();
  }

  @Override
  public Set<String> outputs() {
    return Set.of("action");
  }

  @Override
  RowForward forward(Pass pass, Batch batch, Set<String> outputs, Context context) {
    return new ActionForward(pass, batch, context.columns());
  }

  private double[] actions(double[] results) {
    double[] actions = new double[results.length];
    Arrays.setAll(actions, i -> squash.of(results[i]));
    return actions;
  }

  /** The action itself, as often as wanted; its probability is 1. */
  @Override
  public Batch sample(Batch contexts, int each, RandomGenerator random, Context context) {
    double[] actions;
    try (Pass pass = pass(contexts)) {
      actions = actions(pass.values());
    }
    int draws = Math.multiplyExact(contexts.rows(), each);
    int[] rows = new int[draws];
    Arrays.setAll(rows, draw -> draw / each);
    return contexts
        .with(action, VectorColumn.of(context.columns(), components, actions))
        .take(rows)
        .with("behavior_logp", context.columns().numbers(new double[draws]));
  }

  /** Actions and the way back. */
  private final class ActionForward extends RowForward {
    ActionForward(Pass pass, Batch batch, Columns columns) {
      super(pass, inputColumns(), batch, columns);
    }

    @Override
    Column compute(String output) {
      return VectorColumn.of(columns(), components, actions(results()));
    }

    @Override
    void pull(String output, double[] cotangents, double[] back, Map<String, double[]> others) {
      for (int i = 0; i < back.length; i++) {
        back[i] += cotangents[i] * squash.slope(results()[i]);
      }
    }
  }
}
