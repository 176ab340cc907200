package org.esscher.neural.internal.model;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Policy;
import org.esscher.api.Sampler;
import org.esscher.neural.Precision;
import org.esscher.neural.internal.network.Network;
import org.esscher.neural.internal.network.ParameterVector;
import org.esscher.neural.internal.network.Pass;

/** Predicts noise, and takes it away until an action is left. */
final class DiffusionPolicy extends NetworkModel implements Policy, Sampler {
  private static final String PREDICTED = "eps_pred";

  private final Network network;
  private final Precision precision;
  private final NoisePredictor reader;
  private final double bound;

  DiffusionPolicy(
      Network network,
      Precision precision,
      NoisePredictor reader,
      double bound,
      ParameterVector parameters) {
    super(parameters);
    this.network = network;
    this.precision = precision;
    this.reader = reader;
    this.bound = bound;
  }

  @Override
  public Set<String> inputs() {
    return reader.columns();
  }

  @Override
  public Set<String> outputs() {
    return Set.of(PREDICTED);
  }

  private Pass pass(double[] rows) {
    return Pass.of(network, precision, numbers(), rows, reader.width());
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    requireOutputs(outputs);
    Pass pass = pass(reader.rows(batch));
    try {
      return new Predicted(
          pass, VectorColumn.of(context.columns(), reader.components(), pass.values()));
    } catch (RuntimeException e) {
      pass.close();
      throw e;
    }
  }

  @Override
  public Batch sample(Batch contexts, int each, RandomGenerator random, Context context) {
    int draws = Math.multiplyExact(contexts.rows(), each);
    int[] rows = new int[draws];
    Arrays.setAll(rows, draw -> draw / each);
    Batch repeated = contexts.take(rows);
    double[] given = reader.inputs().read(repeated);
    double[] actions = new double[draws * reader.components()];
    Arrays.setAll(actions, i -> random.nextGaussian());
    for (int step = reader.noising().steps(); step >= 1; step--) {
      int[] steps = new int[draws];
      Arrays.fill(steps, step);
      try (Pass pass = pass(reader.rows(given, actions, steps))) {
        for (int i = 0; i < actions.length; i++) {
          actions[i] = reader.noising().back(actions[i], pass.values()[i], step, bound, random);
        }
      }
    }
    return repeated.with(
        reader.action(), VectorColumn.of(context.columns(), reader.components(), actions));
  }

  /** One pass and the way back. */
  private record Predicted(Pass pass, Column noise) implements Forward {
    @Override
    public Column output(String name) {
      return noise;
    }

    @Override
    public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
      if (!wantedInputs.isEmpty()) {
        throw EsscherException.user(
            "a diffusion policy has no derivatives with respect to %s", wantedInputs);
      }
      double[] given = Objects.requireNonNull(cotangents.get(PREDICTED)).toArray();
      return new Pullback(
          new ParameterGradient(pass.pullback(given, false).parameters()), Map.of());
    }

    @Override
    public void close() {
      pass.close();
    }
  }
}
