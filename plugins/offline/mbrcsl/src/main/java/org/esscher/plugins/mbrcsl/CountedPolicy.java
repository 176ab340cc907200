package org.esscher.plugins.mbrcsl;

import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Enumerable;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Policy;
import org.esscher.api.Sampler;
import org.esscher.api.State;

/** What {@link TabularRcsl} counted, as a policy. Output: {@code logp} of the row's action. */
final class CountedPolicy implements Policy, Sampler, Enumerable {
  private final CountedActions counted;
  private final int actions;

  CountedPolicy(CountedActions counted) {
    this.counted = counted;
    this.actions = counted.actions();
  }

  @Override
  public Set<String> inputs() {
    return counted.conditioned()
        ? Set.of("observation", "return_to_go", "action")
        : Set.of("observation", "action");
  }

  @Override
  public Set<String> outputs() {
    return Set.of("logp");
  }

  private double[] logp(Batch contexts) {
    Column state = contexts.column("observation");
    double[] logp = new double[contexts.rows() * actions];
    for (int row = 0; row < contexts.rows(); row++) {
      double toGo = counted.conditioned() ? contexts.column("return_to_go").at(row) : 0;
      System.arraycopy(counted.logp(state.at(row), toGo), 0, logp, row * actions, actions);
    }
    return logp;
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    double[] all = logp(batch);
    Column action = batch.column("action");
    double[] taken = new double[batch.rows()];
    for (int row = 0; row < taken.length; row++) {
      double number = action.at(row);
      if (!(number >= 0 && number < actions && number == Math.rint(number))) {
        throw EsscherException.data(
            "row %d: the action is %s; a whole number from 0 to %d is needed",
            row, number, actions - 1);
      }
      taken[row] = all[row * actions + (int) number];
    }
    return new Counted(context.columns().numbers(taken));
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
        .with("action", context.columns().integers(choices))
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
  public State save() {
    return counted.save();
  }

  /** Counts have no parameters. */
  private record Counted(Column logp) implements Forward {
    @Override
    public Column output(String name) {
      return logp;
    }

    @Override
    public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
      throw EsscherException.user("counted policies are fitted by tabular-rcsl, not trained");
    }
  }
}
