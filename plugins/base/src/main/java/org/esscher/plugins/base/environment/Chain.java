package org.esscher.plugins.base.environment;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.ArrayList;
import java.util.List;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Environment;
import org.esscher.api.EnvironmentProvider;
import org.esscher.plugins.base.environment.FiniteModel.Transition;

/**
 * States in a row. Action 0 goes one on, and at the end stays there for a large reward; action 1
 * goes back to the start for a small one. With probability {@code slip} the other action is done.
 * The process never terminates.
 *
 * @param states number of states in the chain
 * @param slip probability of doing the other action
 * @param small reward of going back
 * @param large reward of going on at the far end
 * @param discount discount γ of the environment's exact model; episodes are not discounted
 * @param limit steps after which an episode is truncated (cut off, not terminated)
 */
@Component(
    value = "chain",
    summary = "a chain of states whose far end pays most",
    paper = "Dearden, Friedman and Russell 1998; Strens 2000")
public record Chain(
    @Default("5") @Min(2) int states,
    @Default("0.2") @PositiveOrZero @DecimalMax("1") double slip,
    @Default("2") double small,
    @Default("10") double large,
    @Default("0.99") @PositiveOrZero @DecimalMax("1") double discount,
    @Default("1000") @Positive int limit)
    implements EnvironmentProvider {
  @Override
  public Environment create(int copies, Context context) {
    List<List<Transition>> transitions = new ArrayList<>();
    for (int state = 0; state < states; state++) {
      boolean end = state == states - 1;
      int next = end ? state : state + 1;
      for (int action = 0; action < 2; action++) {
        double on = action == 0 ? 1 - slip : slip;
        List<Transition> list = new ArrayList<>();
        if (on > 0) {
          list.add(new Transition(on, next, end ? large : 0, false));
        }
        if (on < 1) {
          list.add(new Transition(1 - on, 0, small, false));
        }
        transitions.add(list);
      }
    }
    double[] initial = new double[states];
    initial[0] = 1;
    return new FiniteEnvironment(new FiniteModel(initial, 2, discount, transitions), copies, limit);
  }
}
