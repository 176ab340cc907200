package org.esscher.plugins.gbrl;

import java.util.Set;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Gradient;
import org.esscher.api.Sampler;
import org.esscher.api.State;

/**
 * Independent Gaussians whose means are the first outputs of trees. Their standard deviations are
 * the same whatever is seen, and learned beside the trees. Outputs: {@code logp} of the row's
 * {@code action}, a log-density; {@code mode}, the means; {@code std}; {@code entropy}; and {@code
 * value} where the trees have one output more.
 */
final class GaussianTrees extends GrownPolicy implements Sampler {
  private final LogDeviations deviations;

  /**
   * A policy.
   *
   * @param function of as many outputs as there are deviations, or one more, the value
   * @param deviations of the components
   */
  GaussianTrees(TreeFunction function, LogDeviations deviations) {
    super(function);
    this.deviations = deviations;
  }

  @Override
  public Set<String> outputs() {
    return function.width() > deviations.size()
        ? Set.of("logp", "mode", "std", "entropy", "value")
        : Set.of("logp", "mode", "std", "entropy");
  }

  @Override
  GaussianPass pass(Batch batch, boolean ofActions, Context context) {
    double[] taken = ofActions ? taken(batch) : new double[0];
    FeatureTable table = function.features(batch);
    return new GaussianPass(
        table, function.predict(table), deviations.toArray(), taken, context.columns());
  }

  private double[] taken(Batch batch) {
    Column column = batch.column("action");
    if (column.isText() || column.ragged() || column.width() != deviations.size()) {
      throw EsscherException.data(
          "the column action holds %s; %s are needed",
          column.isText()
              ? "texts"
              : column.ragged() ? "lists" : "vectors of " + column.width() + " numbers",
          deviations.size() == 1 ? "numbers" : "vectors of " + deviations.size());
    }
    double[] taken = column.toArray();
    for (int i = 0; i < taken.length; i++) {
      if (!Double.isFinite(taken[i])) {
        throw EsscherException.data(
            "row %d: component %d of the action is %s; finite numbers are needed",
            i / deviations.size(), i % deviations.size(), taken[i]);
      }
    }
    return taken;
  }

  @Override
  public Batch sample(Batch contexts, int each, RandomGenerator random, Context context) {
    GaussianPass pass = pass(contexts, false, context);
    int components = deviations.size();
    int draws = Math.multiplyExact(contexts.rows(), each);
    int[] rows = new int[draws];
    double[] actions = new double[draws * components];
    double[] behavior = new double[draws];
    for (int draw = 0; draw < draws; draw++) {
      rows[draw] = draw / each;
      for (int j = 0; j < components; j++) {
        double action = pass.mean(rows[draw], j) + pass.deviation(j) * random.nextGaussian();
        actions[draw * components + j] = action;
        behavior[draw] += pass.logDensity(action, rows[draw], j);
      }
    }
    return contexts
        .take(rows)
        .with("action", GaussianPass.column(actions, components, context.columns()))
        .with("behavior_logp", context.columns().numbers(behavior));
  }

  @Override
  public void step(Gradient gradientOfSum, double weight, double rate) {
    GaussianGradients gradients = GaussianGradients.of(gradientOfSum);
    function.grow(gradients.rows(), weight, rate);
    deviations.step(gradients.logDeviations(), weight, rate);
  }

  @Override
  public State save() {
    return deviations.into(function.save());
  }
}
