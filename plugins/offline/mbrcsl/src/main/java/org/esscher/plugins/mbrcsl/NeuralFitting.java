package org.esscher.plugins.mbrcsl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.Dataset;
import org.esscher.api.ModelProvider;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Run;
import org.esscher.api.Stage;
import org.esscher.api.control.Noise;

/** Networks, where states and actions are vectors. */
record NeuralFitting(MbrcslRecipe recipe) implements Fitting {
  /** Updates in one part. */
  private static final int CHUNK = 10;

  /** Share of the episodes that the elites are chosen by. */
  private static final double HELD_OUT = 0.1;

  private static final double BOUND_WEIGHT = 0.01;

  private static int parts(int updates) {
    return (updates + CHUNK - 1) / CHUNK;
  }

  private static int updates(int part, int all) {
    return Math.min(CHUNK, all - part * CHUNK);
  }

  @Override
  public void start(Run run, Batch log) {
    int width = log.column("observation").width();
    int components = log.column("action").width();
    Context context = run.context();
    Map<String, Object> dynamics = new LinkedHashMap<>();
    dynamics.put("width", width + components);
    dynamics.put("components", width + 1);
    dynamics.put("members", recipe.ensemble());
    dynamics.put("hidden", recipe.dynamicsHidden());
    run.define("dynamics", context.component(ModelProvider.class, "mlp-dynamics", dynamics));
    Map<String, Object> behavior = new LinkedHashMap<>();
    behavior.put("width", width);
    behavior.put("components", components);
    behavior.put("steps", recipe.diffusionSteps());
    behavior.put("bound", recipe.bound());
    behavior.put("hidden", recipe.behaviorHidden());
    run.define("behavior", context.component(PolicyProvider.class, "diffusion-bc", behavior));
  }

  @Override
  public int dynamicsParts() {
    return parts(recipe.dynamicsUpdates());
  }

  @Override
  public void dynamics(Run run, Dataset log, int part) {
    Dataset fitted = log.part("episode_id", HELD_OUT, 1);
    Stage stage = Stage.of("dynamics", new DynamicsNll(BOUND_WEIGHT), recipe.dynamicsOptimizer());
    for (int i = updates(part, recipe.dynamicsUpdates()); i > 0; i--) {
      run.train(stage, Map.of("transitions", bootstrap(run, fitted)));
    }
    if (part + 1 == dynamicsParts()) {
      chooseElites(run, log);
    }
  }

  /** Rows that are drawn anew for each member. */
  private Batch bootstrap(Run run, Dataset fitted) {
    Batch rows = run.draw(fitted, recipe.batch() * recipe.ensemble());
    double[] member = new double[rows.rows()];
    Arrays.setAll(member, row -> Math.floorDiv(row, recipe.batch()));
    Columns columns = run.context().columns();
    return rows.with("target", target(rows, columns)).with("member", columns.numbers(member));
  }

  /** s′ − s, then r. */
  private static Column target(Batch rows, Columns columns) {
    double[] now = rows.column("observation").toArray();
    double[] next = rows.column("next_observation").toArray();
    Column reward = rows.column("reward");
    int width = rows.column("observation").width();
    double[] target = new double[rows.rows() * (width + 1)];
    for (int row = 0; row < rows.rows(); row++) {
      for (int i = 0; i < width; i++) {
        target[row * (width + 1) + i] = next[row * width + i] - now[row * width + i];
      }
      target[row * (width + 1) + width] = reward.at(row);
    }
    return columns.vectors(width + 1, target);
  }

  /** The members of the least squared error on the episodes that were held out. */
  private void chooseElites(Run run, Dataset log) {
    Dataset heldOut = log.part("episode_id", 0, HELD_OUT);
    // Of very few episodes none may have been held out.
    Batch rows = heldOut.rows() > 0 ? heldOut.batch() : log.batch();
    double[] target = target(rows, run.context().columns()).toArray();
    List<Double> errors = new ArrayList<>();
    for (int member = 0; member < recipe.ensemble(); member++) {
      double[] members = new double[rows.rows()];
      Arrays.fill(members, member);
      Batch asked = rows.with("member", run.context().columns().numbers(members));
      double[] mean = run.score("dynamics", asked, "mean", "mean").column("mean").toArray();
      double sum = 0;
      for (int i = 0; i < mean.length; i++) {
        sum += (mean[i] - target[i]) * (mean[i] - target[i]);
      }
      errors.add(sum / mean.length);
    }
    List<Double> elites =
        IntStream.range(0, recipe.ensemble())
            .boxed()
            .sorted(Comparator.comparing(errors::get))
            .limit(recipe.elites())
            .map(Integer::doubleValue)
            .toList();
    run.metric("held_out_error", errors.get(elites.get(0).intValue()));
    run.define("elites", MbrcslRecipe.numbers(run, "elites", elites));
  }

  @Override
  public int behaviorParts() {
    return parts(recipe.behaviorUpdates());
  }

  @Override
  public void behavior(Run run, Dataset log, int part) {
    Stage stage = Stage.of("behavior", new DiffusionBc(), recipe.behaviorOptimizer());
    for (int i = updates(part, recipe.behaviorUpdates()); i > 0; i--) {
      Batch rows = Noise.added(run, run.draw(log, recipe.batch()), "noise");
      RandomGenerator random = run.context().random();
      double[] steps = new double[rows.rows()];
      Arrays.setAll(steps, row -> 1 + random.nextInt(recipe.diffusionSteps()));
      run.train(
          stage,
          Map.of(
              "transitions", rows.with("diffusion_step", run.context().columns().numbers(steps))));
    }
  }

  @Override
  public int policyParts() {
    return parts(recipe.rcslUpdates());
  }

  @Override
  public void policy(Run run, String stage, Dataset rows, int part) {
    if (part == 0) {
      Map<String, Object> config = new LinkedHashMap<>();
      config.put("variant", recipe.rcslVariant().name().toLowerCase(Locale.ROOT));
      config.put("width", rows.batch().column("observation").width());
      config.put("components", rows.batch().column("action").width());
      config.put("bound", recipe.bound());
      config.put("hidden", recipe.rcslHidden());
      run.define(
          "policy",
          run.context().component(PolicyProvider.class, "return-conditioned-mlp", config));
    }
    Stage training = Stage.of(stage, new Rcsl(recipe.rcslVariant()), recipe.rcslOptimizer());
    for (int i = updates(part, recipe.rcslUpdates()); i > 0; i--) {
      run.train(training, Map.of("transitions", run.draw(rows, recipe.batch())));
    }
  }
}
