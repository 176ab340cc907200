package org.esscher.plugins.programmablevi;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Estimate;
import org.esscher.api.Estimate.LossEstimate;
import org.esscher.api.Model;
import org.esscher.api.Policy;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.esscher.data.Arena;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.internal.estimate.Differentiated;
import org.esscher.runtime.internal.estimate.Estimation;
import org.esscher.runtime.internal.estimate.RoleGradient;
import org.esscher.runtime.internal.wiring.CallContext;

/** Estimates of samples whose densities are columns, or come from a guide and a model. */
final class ViFixture implements AutoCloseable {
  static final String LOSS = "variational-objective";

  final Esscher host = Esscher.builder().classPath(Guide.class.getClassLoader()).build();
  final Arena arena = host.arena("test");

  Context context() {
    return new CallContext(arena, 1, CallContext.NO_ROLES, host.services().components(), "vi test");
  }

  static VariationalObjective objective(Bound bound) {
    return new VariationalObjective(bound, SampleStrategy.REPARAM, Baseline.NONE, false);
  }

  static VariationalObjective reinforced(Bound bound, Baseline baseline) {
    return new VariationalObjective(bound, SampleStrategy.REINFORCE, baseline, true);
  }

  Policy guide(double[] mean, double... logStd) {
    return new Guide(list(mean), list(logStd)).create(context(), null);
  }

  Policy circle(double std) {
    return new CircleGuide(5, Math.log(std)).create(context(), null);
  }

  private static List<Double> list(double... values) {
    return Arrays.stream(values).boxed().toList();
  }

  Batch batch(Object... namesAndValues) {
    Map<String, Column> columns = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      Object values = namesAndValues[i + 1];
      columns.put(
          (String) namesAndValues[i],
          values instanceof double[] numbers ? arena.numbers(numbers) : (Column) values);
    }
    return arena.batch(columns);
  }

  /** Noise, auxiliary draws, and the guide's samples of them. */
  Batch draw(Policy guide, int latents, Samples samples, long seed) {
    Random random = new Random(seed);
    int rows = samples.replicates() * samples.particles();
    long[] replicate = new long[rows];
    double[] noise = new double[rows * latents];
    double[] uniform = new double[rows * samples.auxiliary()];
    int[] starts = new int[rows + 1];
    for (int row = 0; row < rows; row++) {
      replicate[row] = row / samples.particles();
      starts[row + 1] = (row + 1) * samples.auxiliary();
    }
    Arrays.setAll(noise, i -> random.nextGaussian());
    Arrays.setAll(uniform, i -> random.nextDouble());
    Column normal = arena.vectors(latents, noise);
    Batch drawn =
        batch(
            "replicate_id",
            arena.integers(replicate),
            "noise",
            normal,
            "auxiliary",
            arena.lists(starts, uniform),
            "action",
            normal);
    return drawn.with("action", output(guide, drawn, "action"));
  }

  Column output(Model model, Batch batch, String name) {
    return model.forward(batch, Set.of(name), context()).output(name);
  }

  /** With the densities as columns. */
  Estimate estimate(VariationalObjective objective, Batch samples) {
    return host.estimate(objective, Map.of("samples", samples), State.empty(), 1, arena);
  }

  /** With densities of models. */
  Estimate estimate(VariationalObjective objective, Batch samples, Model guide, Model model) {
    return new Estimation()
        .estimate(
            objective,
            Map.of("samples", samples),
            State.empty(),
            role -> role.equals("guide") ? guide : model,
            context(),
            true);
  }

  /** The gradient of the reported value with respect to the guide's parameters. */
  double[] gradient(VariationalObjective objective, Batch samples, Model guide, Model model) {
    Differentiated found =
        new Estimation()
            .differentiate(
                objective,
                Map.of("samples", samples),
                State.empty(),
                role -> role.equals("guide") ? guide : model,
                context());
    RoleGradient ofGuide = Objects.requireNonNull(found.gradients().get("guide"));
    Vector sum =
        guide
            .as(Vectored.class)
            .orElseThrow()
            .vector(Objects.requireNonNull(ofGuide.byLoss().get("")));
    return sum.times(1 / ofGuide.weight()).toArray();
  }

  static LossEstimate loss(Estimate estimate) {
    return Objects.requireNonNull(estimate.losses().get(LOSS));
  }

  static double[] cotangents(Estimate estimate, String column) {
    Map<String, Column> columns =
        Objects.requireNonNull(loss(estimate).cotangents().get("samples"));
    return Objects.requireNonNull(columns.get(column), column + " has no cotangents").toArray();
  }

  @Override
  public void close() {
    arena.close();
    host.close();
  }
}
