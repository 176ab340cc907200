package org.esscher.plugins.correlatedproxies;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Dataset;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Learner;
import org.esscher.api.ModelProvider;
import org.esscher.api.Optimizer;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Recipe;
import org.esscher.api.Run;
import org.esscher.api.State;

/**
 * Trains policies on a corrupted reward under several penalties and strengths, and judges them by
 * the true one.
 *
 * <p>The source {@code data} is a log of decisions with {@code action}, {@code reward} (clicks),
 * {@code propensity} and the context's columns. One part of it trains: there some actions get
 * spurious clicks. The proxy is the table of mean rewards fitted to the corrupted part, gold the
 * one fitted to the same rows without corruption; the base policy has the actions' frequencies
 * there. From the base policy each policy is trained by the policy gradient of proxy − λ·penalty.
 * Its gains and the theorem's bound are exact, of the two tables; the held-out part says by SNIPS
 * what it is worth in the world.
 *
 * <p>Tables: {@code proxy}; {@code policies}, a row a policy; {@code frontier}, gold reward against
 * √χ² to the base policy, with the exact optima. Each policy is kept as a version of its name. The
 * last, which is the run's, is that of √χ² at λ = σ̃√(1 − r²), where the theorem forbids a loss.
 *
 * @param context columns that identify a context
 * @param types the penalties to compare
 * @param coefs λ of each, in standard deviations σ̃ of the proxy under the base policy
 * @param fraudShare share of actions that get spurious clicks
 * @param fraudRate probability of a spurious click
 * @param ratio where the ratio of occupancies comes from
 * @param rewardPrior prior count: how many rows of the action's overall mean reward are added to
 *     the mean of a context and action
 * @param trim share of rows that the estimate of χ² drops at either end, for a discriminator's
 *     ratios; known ratios have no errors to trim, and a trimmed estimate is too small
 * @param optimizer optimizer of the policy; its rate falls linearly to 0
 * @param discriminatorOptimizer optimizer of the discriminator
 * @param steps gradient updates of each policy
 * @param batch contexts in an update
 * @param samples actions sampled per context
 * @param discriminatorSteps updates of the discriminator before each of the policy
 * @param testFraction share of the log held out, to judge on
 */
@Component(
    value = "correlated-proxies",
    summary = "KL against occupancy χ² when the reward is corrupted, judged by the true one",
    paper = "Laidlaw et al. 2024, arXiv 2403.03185")
public record CorrelatedProxiesRecipe(
    @Default("[position]") List<String> context,
    @Default("[kl, sqrt-chi2]") @NotEmpty List<PenaltyType> types,
    @Default("[10, 5, 2, 1, 0.8, 0.5, 0.2, 0.1]") @NotEmpty List<@Positive Double> coefs,
    @Default("0.1") @Positive @DecimalMax("1") double fraudShare,
    @Default("0.05") @Positive @DecimalMax("1") double fraudRate,
    @Default("known") Ratio ratio,
    @Default("20") @PositiveOrZero double rewardPrior,
    @Default("0")
        @PositiveOrZero
        @DecimalMax(value = "0.5", inclusive = false, message = "must be below 0.5")
        double trim,
    @Default("{id: adam, rate: 0.05}") Optimizer optimizer,
    @Default("{id: adam, rate: 0.05}") Optimizer discriminatorOptimizer,
    @Default("200") @Min(1) int steps,
    @Default("128") @Min(1) int batch,
    @Default("4") @Min(2) int samples,
    @Default("5") @Min(1) int discriminatorSteps,
    @Default("0.5") @Positive @DecimalMax(value = "1", inclusive = false) double testFraction)
    implements Recipe {
  private static final String DONE = "done";

  /** Bound on the weights of Wasserstein critics. */
  private static final double CRITIC_BOUND = 0.01;

  /** Where the ratio of occupancies comes from. */
  public enum Ratio {
    /** The ratio of the policies, as contexts are given. */
    KNOWN,
    /** A discriminator that is trained between rows of both policies, as in longer episodes. */
    DISCRIMINATOR
  }

  /** Copies and checks. */
  public CorrelatedProxiesRecipe {
    context = List.copyOf(context);
    types = List.copyOf(types);
    coefs = List.copyOf(coefs);
    if (types.contains(PenaltyType.WASSERSTEIN) && ratio == Ratio.KNOWN) {
      throw EsscherException.user(
          "the wasserstein penalty is a critic's score and no ratio; set ratio: discriminator");
    }
  }

  @Override
  public Map<String, ModelProvider> roles() {
    return Map.of();
  }

  private Dataset training(Run run) {
    return run.data("data").part("", testFraction, 1);
  }

  private Dataset test(Run run) {
    return run.data("data").part("", 0, testFraction);
  }

  private LoggedBandit bandit(Run run) {
    int actions = LoggedBandit.actions(run.data("data").batch());
    return new LoggedBandit(training(run).batch(), context, actions);
  }

  @Override
  public State start(Run run) {
    Batch log = training(run).batch();
    test(run).batch().column("propensity");
    LoggedBandit bandit = bandit(run);
    defineModels(run, bandit, log);
    ClickFraud fraud =
        ClickFraud.of(bandit.actions(), fraudShare, fraudRate, run.context().random());
    Batch corrupted = fraud.corrupt(log, run.context().random(), run.context().columns());
    fit(run, "gold", log);
    fit(run, "proxy", corrupted);
    ProxyMoments base = new Judge(run, bandit, log).proxy(corrupted, fraud);
    return State.empty()
        .with("proxy_std", base.proxyStd())
        .with("safe", base.safeCoefficient() / base.proxyStd())
        .with(DONE, 0);
  }

  /** The policy starts as the base policy; the discriminator, where there is one, knows nothing. */
  private void defineModels(Run run, LoggedBandit bandit, Batch log) {
    Context made = run.context();
    run.define(
        "policy",
        made.component(
            PolicyProvider.class,
            "tabular-softmax",
            Map.of("context", context, "actions", bandit.actions())));
    bandit.assign(run.model("policy"), log, made);
    run.save("policy", "ref");
    if (ratio == Ratio.DISCRIMINATOR) {
      double bound =
          types.contains(PenaltyType.WASSERSTEIN) ? CRITIC_BOUND : Double.POSITIVE_INFINITY;
      run.define(
          "discriminator",
          new OccupancyDiscriminator(
              "observation", bandit.states(), 1, "action", bandit.actions(), false, bound));
      run.save("discriminator", "new");
    }
  }

  private void fit(Run run, String role, Batch log) {
    Learner table =
        run.context()
            .component(
                Learner.class, "table-reward", Map.of("context", context, "prior", rewardPrior));
    run.fit(role, table, Map.of("log", log));
  }

  /** Trains and judges one policy. */
  @Override
  public State step(State state, Run run) {
    int done = (int) state.number(DONE, 0);
    Regime regime = regimes(state.number("safe", 0)).get(done);
    double coef = regime.coef() * state.number("proxy_std", 0);
    LoggedBandit bandit = bandit(run);
    run.restore("policy", "ref");
    if (ratio == Ratio.DISCRIMINATOR) {
      run.restore("discriminator", "new");
    }
    OrpoRounds rounds = new OrpoRounds(this, run, bandit, training(run));
    for (int i = 0; i < steps; i++) {
      rounds.round(regime, coef, 1 - (double) i / steps);
    }
    run.save("policy", regime.label());
    new Judge(run, bandit, training(run).batch()).policy(regime, coef, test(run).batch());
    return state.with(DONE, done + 1);
  }

  /** No penalty, then each at each strength, then the theorem's strength of √χ². */
  private List<Regime> regimes(double safe) {
    List<Regime> regimes = new ArrayList<>();
    regimes.add(new Regime("none", PenaltyType.KL, 0));
    for (PenaltyType type : types) {
      coefs.forEach(coef -> regimes.add(new Regime(Regime.word(type), type, coef)));
    }
    regimes.add(new Regime("theorem", PenaltyType.SQRT_CHI2, safe));
    return regimes;
  }

  @Override
  public double progress(State state) {
    return state.number(DONE, 0) / (2 + types.size() * coefs.size());
  }

  @Override
  public void finish(State state, Run run) {
    Judge judge = new Judge(run, bandit(run), training(run).batch());
    coefs.forEach(coef -> judge.exactOptima(coef * state.number("proxy_std", 0)));
  }
}
