package org.esscher.plugins.r2pvi;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.EpisodeReturns;
import org.esscher.api.EsscherException;
import org.esscher.api.ModelProvider;
import org.esscher.api.Phase;
import org.esscher.api.PhasedRecipe;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Rollout;
import org.esscher.api.Run;
import org.esscher.api.Space;
import org.esscher.api.State;

/**
 * Plans from logs of a nominal process, robustly and otherwise, and plays the plans in processes
 * that shifted. The source {@code data} is the log (see {@link StepLog}); without it, each
 * replication collects one in the environment, by actions drawn uniformly. The policies are greedy;
 * that of the divergence is the role {@code policy}, and the others bear their methods' names.
 *
 * <p>The table {@code robustness} has a row a method and shift: the mean return, and its standard
 * error over replications, or over the test's episodes where there is one replication.
 *
 * @param environment environment to test in, which shows {@code step} and {@code features_all}, and
 *     has a knob named "shift"; to collect logs in it, its steps must return {@code features} too,
 *     and it must show {@code is_fail}
 * @param divergence divergence of the main method, which nature pays for
 * @param compare the other methods to compare with
 * @param lambda λ, the price of nature's changes
 * @param rho ρ, the radius of drpvi and drvi-l
 * @param beta β, the factor of the bonus
 * @param ridge ridge penalty γ of the regressions
 * @param horizon horizon H: steps in an episode
 * @param bonus form of the bonus: the paper's or the released code's
 * @param hasFailState whether there is a fail state, worth 0
 * @param theta θ_h, by step; rewards are φ·θ_h, within [0, 1]
 * @param alphaGrid number of dual variables to try
 * @param lowerClip whether values are at least 0
 * @param varianceAware whether total variation weights rows by their variance
 * @param shifts settings of the knob in tests
 * @param replications number of logs to collect, one after the other; a given log is used once
 * @param logEpisodes episodes of each collected log
 * @param episodes episodes of each test; 0 for no tests
 */
@Component(
    value = "r2pvi",
    summary = "plans from a log that survive a shift of the transitions",
    paper = "Tang et al. 2025, arXiv 2411.18612")
public record R2pviRecipe(
    @Default("five-state-mdp") EnvironmentProvider environment,
    @Default("kl") Regularizer divergence,
    @Default("[tv, kl, chi2, pevi, drpvi]") List<Method> compare,
    @Default("0.1") @Positive double lambda,
    @Default("0.3") @PositiveOrZero double rho,
    @Default("1") @PositiveOrZero double beta,
    @Default("0.1") @Positive double ridge,
    @Default("3") @Min(1) int horizon,
    @Default("paper") Bonus bonus,
    @Default("true") boolean hasFailState,
    @Default("[[0, 0, 0, 0], [0, 0, 0, 1], [0, 0, 0, 1]]") @NotEmpty List<List<Double>> theta,
    @Default("301") @Min(11) int alphaGrid,
    @Default("true") boolean lowerClip,
    @Default("false") boolean varianceAware,
    @Default("[0, 0.25, 0.5, 0.75, 1]") @NotEmpty List<Double> shifts,
    @Default("20") @Positive int replications,
    @Default("100") @Positive int logEpisodes,
    @Default("100") @PositiveOrZero int episodes)
    implements PhasedRecipe {
  private static final String DATA = "data";
  private static final String ENVIRONMENT = "environment";
  private static final String KNOB = "shift";
  private static final String MAIN = "policy";

  /** Copies and checks. */
  public R2pviRecipe {
    compare = List.copyOf(compare);
    theta = theta.stream().map(List::copyOf).toList();
    shifts = List.copyOf(shifts);
    new LinearRewards(theta, horizon);
  }

  @Override
  public Map<String, ModelProvider> roles() {
    return Map.of();
  }

  @Override
  public Map<String, EnvironmentProvider> environments() {
    return Map.of(ENVIRONMENT, environment);
  }

  @Override
  public Map<String, Boolean> sources() {
    return Map.of(DATA, false);
  }

  @Override
  public List<Phase> phases(Run run) {
    return List.of(new Phase("replications", run.has(DATA) ? 1 : replications, this::replication));
  }

  private State replication(State state, Run run, int index) {
    Batch log = run.has(DATA) ? run.data(DATA).batch() : collected(run);
    State told = state;
    for (Method method : methods()) {
      run.fit(role(method), method.learner(config(), rho), Map.of(StepLog.SLOT, log));
      if (episodes > 0) {
        told = tested(method, told, run);
      }
    }
    return told;
  }

  private Set<Method> methods() {
    Set<Method> methods = new LinkedHashSet<>(List.of(Method.of(divergence)));
    methods.addAll(compare);
    return methods;
  }

  private String role(Method method) {
    return method == Method.of(divergence) ? MAIN : method.label();
  }

  private R2pvi config() {
    return new R2pvi(
        divergence,
        lambda,
        beta,
        ridge,
        horizon,
        bonus,
        hasFailState,
        theta,
        alphaGrid,
        lowerClip,
        varianceAware && divergence == Regularizer.TV,
        List.of());
  }

  private Batch collected(Run run) {
    Rollout collection = Rollout.of("collection", ENVIRONMENT, "behavior", 1).upTo(horizon);
    Space space =
        run.environment(collection)
            .actionSpace(run.environment(collection).players().get(0))
            .orElse(null);
    if (!(space instanceof Space.Discrete actions)) {
      throw EsscherException.user(
          "r2pvi was asked to collect a log in %s, whose actions are not numbered; give a log as"
              + " the source data, or choose another environment",
          environment);
    }
    Context context = run.context();
    run.define(
        "behavior",
        context.component(PolicyProvider.class, "uniform", Map.of("actions", actions.count())));
    return run.episodes(collection, logEpisodes);
  }

  private State tested(Method method, State state, Run run) {
    Rollout test = Rollout.of("test", ENVIRONMENT, role(method), episodes).upTo(horizon);
    double worst = Double.POSITIVE_INFINITY;
    State told = state;
    for (double shift : shifts) {
      run.environment(test).perturb(Map.of(KNOB, shift));
      EpisodeReturns returns = run.evaluate(test, episodes);
      told = with(told, entry("return", method, shift), returns.mean());
      told = told.with(entry("error", method, shift), returns.standardError());
      worst = Math.min(worst, returns.mean());
    }
    run.metric(method.label() + "/worst_return", worst);
    return told;
  }

  private static String entry(String what, Method method, double shift) {
    return what + "/" + method.label() + "/" + shift;
  }

  private static State with(State state, String name, double value) {
    double[] before = state.has(name) ? state.get(name) : new double[0];
    double[] after = Arrays.copyOf(before, before.length + 1);
    after[before.length] = value;
    return state.with(name, after);
  }

  @Override
  public void finish(State state, Run run) {
    if (episodes == 0) {
      return;
    }
    for (Method method : methods()) {
      for (double shift : shifts) {
        List<Double> returns = new ArrayList<>();
        for (double mean : state.get(entry("return", method, shift))) {
          returns.add(mean);
        }
        EpisodeReturns over =
            new EpisodeReturns(returns, Collections.nCopies(returns.size(), horizon));
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("method", method.label());
        row.put(KNOB, shift);
        row.put("return", over.mean());
        row.put(
            "standard_error",
            returns.size() > 1
                ? over.standardError()
                : state.number(entry("error", method, shift), 0));
        run.row("robustness", row);
      }
    }
  }
}
