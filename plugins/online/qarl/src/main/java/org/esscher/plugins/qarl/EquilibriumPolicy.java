package org.esscher.plugins.qarl;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.Enumerable;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Policy;
import org.esscher.api.Sampler;
import org.esscher.api.State;

/** The row player of an equilibrium that is computed once. Immutable, thread-safe. */
final class EquilibriumPolicy implements Policy, Sampler, Enumerable {
  private static final Set<String> OUTPUTS =
      Set.of("logp", "row_prob", "column_prob", "value", "worst_case");

  private final int actions;
  private final List<QuantalResponse> equilibrium;
  private final double[] values;
  private final double[] worst;

  EquilibriumPolicy(MarkovGame game, double alpha, double beta) {
    actions = game.actions();
    equilibrium = game.equilibrium(alpha, beta);
    values =
        game.values(
            (state, matrix) ->
                matrix.value(equilibrium.get(state).row(), equilibrium.get(state).column()));
    worst = game.values((state, matrix) -> matrix.worstCase(equilibrium.get(state).row()));
  }

  @Override
  public Set<String> inputs() {
    return values.length == 1 ? Set.of("action") : Set.of("observation", "action");
  }

  @Override
  public Set<String> outputs() {
    return OUTPUTS;
  }

  /** The state of each row. */
  private int[] states(Batch rows) {
    int[] states = new int[rows.rows()];
    if (values.length > 1) {
      Column observed = rows.column("observation");
      Arrays.setAll(states, row -> number("observation", observed, row, values.length));
    }
    return states;
  }

  private static int number(String name, Column column, int row, int count) {
    double value = column.at(row);
    if (!(value >= 0 && value < count && value == Math.rint(value))) {
      throw EsscherException.data(
          "row %d: %s is %s; a whole number from 0 to %d is needed", row, name, value, count - 1);
    }
    return (int) value;
  }

  private double logp(int state, int action) {
    return Math.log(equilibrium.get(state).row()[action]);
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    if (!OUTPUTS.containsAll(outputs)) {
      throw EsscherException.user("'softmax-response' computes %s, not %s", OUTPUTS, outputs);
    }
    double[] logp = new double[batch.rows()];
    int[] states = states(batch);
    if (outputs.contains("logp")) {
      Column taken = batch.column("action");
      Arrays.setAll(logp, row -> logp(states[row], number("action", taken, row, actions)));
    }
    return new Played(states, logp, context.columns());
  }

  @Override
  public Batch enumerate(Batch contexts, Context context) {
    int[] states = states(contexts);
    int choices = Math.multiplyExact(states.length, actions);
    int[] rows = new int[choices];
    long[] contextRows = new long[choices];
    long[] action = new long[choices];
    double[] logp = new double[choices];
    for (int i = 0; i < choices; i++) {
      rows[i] = i / actions;
      contextRows[i] = rows[i];
      action[i] = i % actions;
      logp[i] = logp(states[rows[i]], i % actions);
    }
    return contexts
        .take(rows)
        .with("action", context.columns().integers(action))
        .with("context_row", context.columns().integers(contextRows))
        .with("logp", context.columns().numbers(logp));
  }

  @Override
  public Batch sample(Batch contexts, int each, RandomGenerator random, Context context) {
    int[] states = states(contexts);
    int draws = Math.multiplyExact(states.length, each);
    int[] rows = new int[draws];
    long[] action = new long[draws];
    double[] logp = new double[draws];
    for (int i = 0; i < draws; i++) {
      rows[i] = i / each;
      int drawn = drawn(equilibrium.get(states[rows[i]]).row(), random.nextDouble());
      action[i] = drawn;
      logp[i] = logp(states[rows[i]], drawn);
    }
    return contexts
        .take(rows)
        .with("action", context.columns().integers(action))
        .with("behavior_logp", context.columns().numbers(logp));
  }

  /** The action in whose share of [0, 1) a number lies; rounding never gives one of no share. */
  private static int drawn(double[] probabilities, double uniform) {
    double until = 0;
    int last = 0;
    for (int action = 0; action < probabilities.length; action++) {
      until += probabilities[action];
      if (probabilities[action] > 0) {
        last = action;
        if (uniform < until) {
          return action;
        }
      }
    }
    return last;
  }

  @Override
  public State save() {
    return State.empty();
  }

  private final class Played implements Forward {
    private final int[] states;
    private final double[] logp;
    private final Columns columns;

    Played(int[] states, double[] logp, Columns columns) {
      this.states = states;
      this.logp = logp;
      this.columns = columns;
    }

    @Override
    public Column output(String name) {
      return switch (name) {
        case "row_prob" -> vectors(state -> equilibrium.get(state).row());
        case "column_prob" -> vectors(state -> equilibrium.get(state).column());
        case "value" ->
            columns.numbers(Arrays.stream(states).mapToDouble(s -> values[s]).toArray());
        case "worst_case" ->
            columns.numbers(Arrays.stream(states).mapToDouble(s -> worst[s]).toArray());
        default -> columns.numbers(logp);
      };
    }

    private Column vectors(IntFunction<double[]> ofState) {
      int width = ofState.apply(0).length;
      double[] all =
          Arrays.stream(states).mapToObj(ofState).flatMapToDouble(Arrays::stream).toArray();
      return columns.vectors(width, all);
    }

    @Override
    public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
      throw EsscherException.user("'softmax-response' has no parameters to train");
    }
  }
}
