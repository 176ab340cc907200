package org.esscher.plugins.base.recipe;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.LinkedHashMap;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.EsscherException;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Rollout;
import org.esscher.api.Run;
import org.esscher.api.State;
import org.esscher.api.TabularModel;
import org.esscher.api.control.ControlRecipe;
import org.esscher.plugins.base.estimator.Planning;
import org.esscher.plugins.base.estimator.ValueIteration;

/**
 * Explores a finite environment uniformly, plans in what it saw, explores more, and tells after
 * each round what the plan is worth: exactly, beside the optimum and the uniform policy, as a
 * table; and in test episodes.
 *
 * @param environment environment to play in, which has an exact model
 * @param discount discount γ of the plan and of the reported values
 * @param rounds number of rounds, in each of which more is explored and a plan made
 * @param copies copies of the environment, played side by side
 * @param playing steps that each copy plays in a round
 * @param episodes episodes of each test
 */
@Component(
    value = "value-iteration",
    summary = "optimal policy of an environment that is explored uniformly",
    paper = "Bellman 1957; Sutton and Barto, section 4.4")
public record ValueIterationRecipe(
    @Default("frozen-lake") EnvironmentProvider environment,
    @Default("0.99") @PositiveOrZero @DecimalMax("1") double discount,
    @Default("6") @Positive int rounds,
    @Default("16") @Positive int copies,
    @Default("50") @Positive int playing,
    @Default("100") @Positive int episodes)
    implements ControlRecipe {
  private static final double TOLERANCE = 1e-9;

  @Override
  public Map<String, Boolean> sources() {
    return Map.of();
  }

  @Override
  public String unit() {
    return "round";
  }

  @Override
  public int end() {
    return rounds;
  }

  @Override
  public int evaluations() {
    return rounds;
  }

  private Rollout exploration() {
    return Rollout.of("exploration", ENVIRONMENT, "explorer", copies);
  }

  private TabularModel model(Run run) {
    TabularModel model =
        run.environment(exploration())
            .tabular()
            .orElseThrow(
                () ->
                    EsscherException.user(
                        "value-iteration was asked to plan in %s, which has no exact model; choose"
                            + " grid-world, frozen-lake, chain or another finite one",
                        environment));
    return new Discounted(model, discount);
  }

  @Override
  public State start(Run run) {
    Context context = run.context();
    run.define(
        "explorer",
        context.component(
            PolicyProvider.class, "uniform", Map.of("actions", model(run).actions())));
    return State.empty().with(unit(), 0);
  }

  @Override
  public State step(State state, Run run) {
    TabularModel model = model(run);
    Batch log =
        run.append("log", run.play(exploration(), playing), rounds * copies * playing).batch();
    ValueIteration planner =
        new ValueIteration(model.states(), model.actions(), discount, TOLERANCE);
    run.fit(GREEDY, planner, Map.of("transitions", log));
    double round = count(state) + 1;
    tell(run, model, log.rows());
    test(run, round - 1, round, Map.of("steps", (double) log.rows()));
    return state.with(unit(), round);
  }

  private static void tell(Run run, TabularModel model, int steps) {
    double[][] planned = new double[model.states()][model.actions()];
    double[] logits = run.model(GREEDY).save().get("logits");
    double[][] uniform = new double[model.states()][model.actions()];
    for (int state = 0; state < planned.length; state++) {
      for (int action = 0; action < model.actions(); action++) {
        planned[state][action] = Math.exp(logits[state * model.actions() + action]);
        uniform[state][action] = 1.0 / model.actions();
      }
    }
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("steps", steps);
    row.put("value", worth(model, planned));
    row.put("optimum", worth(model, Planning.greedy(Planning.optimal(model, TOLERANCE))));
    row.put("uniform", worth(model, uniform));
    run.row("planning", row);
    run.metric("value", worth(model, planned));
  }

  /** μ·V. */
  private static double worth(TabularModel model, double[][] policy) {
    double[] values = model.values(policy);
    double[] initial = model.initial();
    double worth = 0;
    for (int state = 0; state < values.length; state++) {
      worth += initial[state] * values[state];
    }
    return worth;
  }

  /** A process with another discount. */
  private record Discounted(TabularModel model, double discount) implements TabularModel {
    @Override
    public int states() {
      return model.states();
    }

    @Override
    public int actions() {
      return model.actions();
    }

    @Override
    public double[] next(int state, int action) {
      return model.next(state, action);
    }

    @Override
    public double reward(int state, int action) {
      return model.reward(state, action);
    }

    @Override
    public double[] initial() {
      return model.initial();
    }
  }
}
