package org.esscher.plugins.programmablevi;

import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Gradient;
import org.esscher.api.InputGradient;
import org.esscher.api.Policy;
import org.esscher.api.Reparameterized;
import org.esscher.api.Sampler;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;

/**
 * The model of {@link Guide} and {@link CircleGuide}. Outputs: {@code action}, the latents z = c +
 * σ·noise; {@code logp} of the column {@code action}, a list over auxiliary draws where there are
 * any, with {@code auxiliary_logp}. Parameters: the center's, then log σ.
 */
final class GaussianGuide implements Policy, Sampler, Vectored, Reparameterized, InputGradient {
  private final Center center;
  private final int latents;
  private double[] parameters;

  GaussianGuide(Center center, int latents, double[] parameters) {
    this.center = center;
    this.latents = latents;
    this.parameters = parameters;
  }

  @Override
  public Set<String> inputs() {
    Set<String> inputs = new HashSet<>(Set.of("action", "noise"));
    if (center.auxiliary()) {
      inputs.add("auxiliary");
    }
    return inputs;
  }

  @Override
  public Set<String> outputs() {
    return center.auxiliary()
        ? Set.of("action", "logp", "auxiliary_logp")
        : Set.of("action", "logp");
  }

  @Override
  public Set<String> differentiableInputs() {
    return Set.of("action", "noise");
  }

  @Override
  public int noiseWidth() {
    return latents;
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    if (!outputs().containsAll(outputs)) {
      throw EsscherException.user(
          "this guide computes %s, but %s was asked for", outputs(), outputs);
    }
    return new GuideForward(
        new Normals(center, latents, parameters.clone()), batch, context.columns());
  }

  @Override
  public Batch sample(Batch contexts, int each, RandomGenerator random, Context context) {
    int draws = Math.multiplyExact(contexts.rows(), each);
    int[] rows = new int[draws];
    double[] noise = new double[draws * latents];
    double[] auxiliary = new double[draws];
    int[] starts = new int[draws + 1];
    for (int draw = 0; draw < draws; draw++) {
      rows[draw] = draw / each;
      starts[draw + 1] = draw + 1;
      auxiliary[draw] = random.nextDouble();
      for (int j = 0; j < latents; j++) {
        noise[draw * latents + j] = random.nextGaussian();
      }
    }
    Column normal = context.columns().vectors(latents, noise);
    Batch drawn = contexts.take(rows).with("noise", normal);
    if (center.auxiliary()) {
      drawn = drawn.with("auxiliary", context.columns().lists(starts, auxiliary));
    }
    Normals normals = new Normals(center, latents, parameters.clone());
    Batch acted =
        drawn.with("action", new GuideForward(normals, drawn, context.columns()).action());
    Column logp = new GuideForward(normals, acted, context.columns()).logp();
    return acted.with("behavior_logp", context.columns().numbers(logp.toArray()));
  }

  @Override
  public Vector parameters() {
    return Vector.of(parameters);
  }

  @Override
  public void assign(Vector changed) {
    double[] values = changed.toArray();
    if (values.length != parameters.length) {
      throw EsscherException.plugin(
          "this guide has %d parameters, got %d", parameters.length, values.length);
    }
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw EsscherException.plugin(
            "parameter %d of the guide would become %s; it has to be finite", i, values[i]);
      }
    }
    parameters = values;
  }

  @Override
  public Vector vector(Gradient gradient) {
    if (gradient instanceof GuideGradient own) {
      return own.components();
    }
    throw EsscherException.plugin("a gradient of another model was given to a guide");
  }

  @Override
  public State save() {
    return State.empty().with("parameters", parameters);
  }

  /** A gradient with respect to the guide's parameters. */
  record GuideGradient(Vector components) implements Gradient {
    @Override
    public Gradient plus(Gradient other) {
      if (other instanceof GuideGradient own) {
        return new GuideGradient(components.plus(own.components));
      }
      throw EsscherException.plugin("gradients of different models were added");
    }
  }
}
