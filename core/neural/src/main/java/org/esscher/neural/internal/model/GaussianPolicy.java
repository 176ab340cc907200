package org.esscher.neural.internal.model;

import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Context;
import org.esscher.api.Policy;
import org.esscher.api.Reparameterized;
import org.esscher.api.Sampler;
import org.esscher.neural.Precision;
import org.esscher.neural.internal.network.Network;
import org.esscher.neural.internal.network.ParameterVector;
import org.esscher.neural.internal.network.Pass;

/** Independent Gaussians whose means and deviations are a network's results. */
public final class GaussianPolicy extends RowModel implements Policy, Sampler, Reparameterized {
  private final int components;
  private final GaussianAction squash;
  private final String action;

  /**
   * A policy.
   *
   * @param network of 2 · components results a row: means, then log standard deviations
   * @param precision of the network
   * @param inputs what the network reads
   * @param action the column of the action
   * @param squash makes actions of what is drawn
   * @param parameters of the network
   */
  GaussianPolicy(
      Network network,
      Precision precision,
      InputColumns inputs,
      String action,
      GaussianAction squash,
      ParameterVector parameters) {
    super(network, precision, inputs, parameters);
    this.components = network.width() / 2;
    this.action = action;
    this.squash = squash;
  }

  @Override
  public Set<String> outputs() {
    // The entropy of a squashed Gaussian has no closed form.
    return squash.squashed()
        ? Set.of("logp", "action", "mode", "std")
        : Set.of("logp", "action", "mode", "std", "entropy");
  }

  @Override
  public Set<String> differentiableInputs() {
    Set<String> inputs = new HashSet<>(super.differentiableInputs());
    inputs.add(action);
    inputs.add("noise");
    return Set.copyOf(inputs);
  }

  @Override
  public int noiseWidth() {
    return components;
  }

  @Override
  RowForward forward(Pass pass, Batch batch, Set<String> outputs, Context context) {
    return new GaussianForward(
        pass, inputColumns(), batch, context.columns(), components, squash, action);
  }

  @Override
  public Batch sample(Batch contexts, int each, RandomGenerator random, Context context) {
    int draws = Math.multiplyExact(contexts.rows(), each);
    int[] rows = new int[draws];
    double[] actions = new double[draws * components];
    double[] behavior = new double[draws];
    try (Pass pass = pass(contexts)) {
      for (int draw = 0; draw < draws; draw++) {
        rows[draw] = draw / each;
        int row = rows[draw] * 2 * components;
        for (int j = 0; j < components; j++) {
          double mean = pass.values()[row + j];
          double logDeviation = GaussianForward.bounded(pass.values()[row + components + j]);
          double u = mean + Math.exp(logDeviation) * random.nextGaussian();
          double taken = squash.of(u);
          actions[draw * components + j] = taken;
          // Of the action, as forward sees it: near the bound it is not the u that was drawn.
          double seen = squash.inverse(taken, draw, action);
          behavior[draw] +=
              GaussianAction.logDensity(seen, mean, logDeviation) - squash.logSlope(seen);
        }
      }
    }
    return contexts
        .take(rows)
        .with(action, VectorColumn.of(context.columns(), components, actions))
        .with("behavior_logp", context.columns().numbers(behavior));
  }
}
