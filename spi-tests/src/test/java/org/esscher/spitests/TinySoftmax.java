package org.esscher.spitests;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.ClosedForm;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Enumerable;
import org.esscher.api.Forward;
import org.esscher.api.Gradient;
import org.esscher.api.Policy;
import org.esscher.api.Sampler;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.jspecify.annotations.Nullable;

/**
 * Three actions in three contexts, softmax of free logits: right as it stands, broken by what
 * overrides it.
 */
class TinySoftmax implements Policy, Enumerable, Sampler, Vectored, ClosedForm {
  static final int ACTIONS = 3;
  private static final int CONTEXTS = 3;

  private double[] logits;

  TinySoftmax(@Nullable State saved) {
    logits = saved == null ? new double[CONTEXTS * ACTIONS] : saved.get("logits");
  }

  static Batch contexts(org.esscher.api.Columns columns) {
    return columns.batch(Map.of("prompt_id", columns.integers(0, 1, 0)));
  }

  /** Added to every log-probability. */
  double excess() {
    return 0;
  }

  final double logp(Batch batch, int row, int action) {
    int context = (int) batch.column("prompt_id").at(row);
    double largest = largest(context);
    double normalizer = 0;
    for (int other = 0; other < ACTIONS; other++) {
      normalizer += Math.exp(logits[context * ACTIONS + other] - largest);
    }
    return logits[context * ACTIONS + action] - largest - Math.log(normalizer) + excess();
  }

  /** What is subtracted before exp. */
  double largest(int context) {
    return Arrays.stream(logits, context * ACTIONS, (context + 1) * ACTIONS).max().orElse(0);
  }

  @Override
  public Set<String> inputs() {
    return Set.of("prompt_id", "action");
  }

  @Override
  public Set<String> outputs() {
    return Set.of("logp");
  }

  double output(Batch batch, int row) {
    return logp(batch, row, (int) batch.column("action").at(row));
  }

  /** The gradient's sign. */
  double sign() {
    return 1;
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    double[] values = new double[batch.rows()];
    Arrays.setAll(values, row -> output(batch, row));
    Column logp = column(values, context);
    return new Forward() {
      @Override
      public Column output(String name) {
        return logp;
      }

      @Override
      public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
        return new Pullback(
            gradient(batch, cotangents), inputs(batch, cotangents, wantedInputs, context));
      }
    };
  }

  /** Makes the output's column. */
  Column column(double[] values, Context context) {
    return context.columns().numbers(values);
  }

  /** Cotangents of inputs. */
  Map<String, Column> inputs(
      Batch batch, Map<String, Column> cotangents, Set<String> wanted, Context context) {
    return Map.of();
  }

  /** ∂ logp(a)/∂θ_b = 1[a = b] − π(b). */
  Gradient gradient(Batch batch, Map<String, Column> cotangents) {
    double[] gradient = new double[logits.length];
    Column cotangent = java.util.Objects.requireNonNull(cotangents.get("logp"));
    for (int row = 0; row < batch.rows(); row++) {
      int context = (int) batch.column("prompt_id").at(row);
      int first = context * ACTIONS;
      for (int action = 0; action < ACTIONS; action++) {
        double taken = batch.column("action").at(row) == action ? 1 : 0;
        double probability = Math.exp(logp(batch, row, action) - excess());
        gradient[first + action] += sign() * cotangent.at(row) * (taken - probability);
      }
    }
    return new Dense(gradient);
  }

  @Override
  public Batch enumerate(Batch contexts, Context context) {
    int count = contexts.rows() * ACTIONS;
    int[] rows = new int[count];
    long[] actions = new long[count];
    long[] contextRows = new long[count];
    double[] logp = new double[count];
    for (int i = 0; i < count; i++) {
      rows[i] = i / ACTIONS;
      contextRows[i] = rows[i];
      actions[i] = i % ACTIONS;
      logp[i] = logp(contexts, rows[i], i % ACTIONS);
    }
    return contexts
        .take(rows)
        .with("action", context.columns().integers(actions))
        .with("context_row", context.columns().integers(contextRows))
        .with("logp", context.columns().numbers(logp));
  }

  int draw(Batch contexts, int row, RandomGenerator random) {
    double left = random.nextDouble();
    int action = 0;
    while (action < ACTIONS - 1) {
      left -= Math.exp(logp(contexts, row, action));
      if (left < 0) {
        return action;
      }
      action++;
    }
    return action;
  }

  /** What is recorded of a draw. */
  double behavior(Batch contexts, int row, int action) {
    return logp(contexts, row, action);
  }

  @Override
  public Batch sample(Batch contexts, int each, RandomGenerator random, Context context) {
    int count = contexts.rows() * each;
    int[] rows = new int[count];
    long[] actions = new long[count];
    double[] behavior = new double[count];
    for (int i = 0; i < count; i++) {
      rows[i] = i / each;
      int action = draw(contexts, rows[i], random);
      actions[i] = action;
      behavior[i] = behavior(contexts, rows[i], action);
    }
    return contexts
        .take(rows)
        .with("action", context.columns().integers(actions))
        .with("behavior_logp", context.columns().numbers(behavior));
  }

  @Override
  public State save() {
    return State.empty().with("logits", logits);
  }

  @Override
  public Vector parameters() {
    return Vector.of(logits);
  }

  @Override
  public void assign(Vector parameters) {
    logits = parameters.toArray();
  }

  @Override
  public void assign(Batch choices, Column logp) {
    double[] assigned = logits.clone();
    for (int row = 0; row < choices.rows(); row++) {
      int context = (int) choices.column("prompt_id").at(row);
      int action = (int) choices.column("action").at(row);
      assigned[context * ACTIONS + action] = logit(logp.at(row));
    }
    logits = assigned;
  }

  /** The logit of an assigned log-probability. */
  double logit(double logp) {
    return logp;
  }

  @Override
  public Vector vector(Gradient gradient) {
    return Vector.of(((Dense) gradient).values);
  }

  private static final class Dense implements Gradient {
    private final double[] values;

    Dense(double[] values) {
      this.values = values;
    }

    @Override
    public Gradient plus(Gradient other) {
      double[] sum = values.clone();
      for (int i = 0; i < sum.length; i++) {
        sum[i] += ((Dense) other).values[i];
      }
      return new Dense(sum);
    }
  }
}
