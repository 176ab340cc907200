package org.esscher.plugins.base.estimator;

import static org.esscher.api.Level.ROW;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Data;
import org.esscher.api.Default;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Learner;
import org.esscher.api.Model;
import org.esscher.api.Slot;
import org.esscher.api.State;
import org.esscher.plugins.base.policy.TabularSoftmax;

/**
 * Plans in the process that a log looks like: transition probabilities are frequencies, rewards are
 * means, and value iteration gives the best action of each state. What was never logged is never
 * chosen where something else was.
 *
 * <p>Slot {@code transitions} of whole numbers: {@code observation, action, next_observation}; with
 * {@code reward} and {@code terminated}. What is fitted is {@code q}, by state and action; the
 * model is the greedy policy.
 *
 * @param states number of states, numbered from 0
 * @param actions number of actions, numbered from 0
 * @param discount discount γ: the weight of a reward one step later
 * @param tolerance the largest change of a value at which the iteration ends
 */
@Component(
    value = "value-iteration",
    summary = "optimal policy of the tabular process estimated from a log",
    paper = "Bellman 1957; Sutton and Barto, section 4.4")
public record ValueIteration(
    @Positive int states,
    @Positive int actions,
    @Default("0.99") @PositiveOrZero @DecimalMax("1") double discount,
    @Default("1e-9") @Positive double tolerance)
    implements Learner {
  @Override
  public Map<String, Expr> reads(Inputs in) {
    Slot slot = in.slot("transitions");
    return Map.of(
        "observation", slot.column("observation", ROW),
        "action", slot.column("action", ROW),
        "reward", slot.column("reward", ROW),
        "next_observation", slot.column("next_observation", ROW),
        "terminated", slot.column("terminated", ROW));
  }

  @Override
  public State fit(Data data, State previous, Context context) {
    CountedModel model =
        new CountedModel(data.batch("transitions"), data.get("reward"), states, actions, discount);
    double[][] q = Planning.optimal(model, tolerance);
    return State.empty().with("q", Arrays.stream(q).flatMapToDouble(Arrays::stream).toArray());
  }

  @Override
  public Model load(State fitted, Context context) {
    double[] all = fitted.get("q");
    double[][] q = new double[states][];
    Arrays.setAll(q, state -> Arrays.copyOfRange(all, state * actions, (state + 1) * actions));
    double[] logits =
        Arrays.stream(Planning.greedy(q)).flatMapToDouble(Arrays::stream).map(Math::log).toArray();
    return new TabularSoftmax(List.of("observation"), states, "action", actions)
        .create(context, State.empty().with("logits", logits));
  }
}
