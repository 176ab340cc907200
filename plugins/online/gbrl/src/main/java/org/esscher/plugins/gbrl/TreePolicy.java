package org.esscher.plugins.gbrl;

import java.util.Set;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Enumerable;
import org.esscher.api.EsscherException;
import org.esscher.api.Gradient;
import org.esscher.api.Sampler;
import org.esscher.api.State;

/**
 * A softmax over numbered actions whose logits are the first outputs of trees. Outputs: {@code
 * logp} of the row's {@code action}, {@code class_logp}, {@code logits}, {@code entropy}, and
 * {@code value} where the trees have one output more. The gradient is a row's gradient for every
 * row; a step grows a tree.
 */
final class TreePolicy extends GrownPolicy implements Sampler, Enumerable {
  private final int actions;

  /**
   * A policy.
   *
   * @param function of as many outputs as there are actions, or one more, the value
   * @param actions how many
   */
  TreePolicy(TreeFunction function, int actions) {
    super(function);
    this.actions = actions;
  }

  private boolean hasValue() {
    return function.width() > actions;
  }

  @Override
  public Set<String> outputs() {
    return hasValue()
        ? Set.of("logp", "class_logp", "logits", "entropy", "value")
        : Set.of("logp", "class_logp", "logits", "entropy");
  }

  @Override
  PolicyPass pass(Batch batch, boolean ofActions, Context context) {
    int[] taken = ofActions ? taken(batch) : new int[0];
    FeatureTable table = function.features(batch);
    double[] outputs = function.predict(table);
    return new PolicyPass(table, outputs, actions, taken, context.columns());
  }

  private int[] taken(Batch batch) {
    Column column = batch.column("action");
    int[] taken = new int[batch.rows()];
    for (int row = 0; row < taken.length; row++) {
      double action = column.isText() || column.ragged() ? Double.NaN : column.at(row);
      if (!(action >= 0 && action < actions && action == Math.rint(action))) {
        throw EsscherException.data(
            "row %d: the action is %s; a whole number from 0 to %d is needed",
            row, column.isText() ? column.text(row) : action, actions - 1);
      }
      taken[row] = (int) action;
    }
    return taken;
  }

  @Override
  public Batch enumerate(Batch contexts, Context context) {
    double[] logp = pass(contexts, false, context).logp();
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
        .with("action", context.columns().integers(choices))
        .with("context_row", context.columns().integers(contextRows))
        .with("logp", context.columns().numbers(logp));
  }

  @Override
  public Batch sample(Batch contexts, int each, RandomGenerator random, Context context) {
    double[] logp = pass(contexts, false, context).logp();
    int draws = Math.multiplyExact(contexts.rows(), each);
    int[] rows = new int[draws];
    long[] choices = new long[draws];
    double[] behavior = new double[draws];
    for (int i = 0; i < draws; i++) {
      rows[i] = i / each;
      int from = rows[i] * actions;
      int drawn = draw(logp, from, random);
      choices[i] = drawn;
      behavior[i] = logp[from + drawn];
    }
    return contexts
        .take(rows)
        .with("action", context.columns().integers(choices))
        .with("behavior_logp", context.columns().numbers(behavior));
  }

  private int draw(double[] logp, int from, RandomGenerator random) {
    double left = random.nextDouble();
    int last = 0;
    for (int action = 0; action < actions; action++) {
      double probability = Math.exp(logp[from + action]);
      if (probability > 0) {
        last = action;
        left -= probability;
        if (left < 0) {
          return action;
        }
      }
    }
    // The sum fell short of 1 by rounding.
    return last;
  }

  @Override
  public void step(Gradient gradientOfSum, double weight, double rate) {
    function.grow(gradientOfSum, weight, rate);
  }

  @Override
  public State save() {
    return function.save();
  }
}
