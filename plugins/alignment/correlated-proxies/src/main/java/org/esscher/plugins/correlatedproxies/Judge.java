package org.esscher.plugins.correlatedproxies;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Enumerable;
import org.esscher.api.Estimate;
import org.esscher.api.Run;
import org.esscher.api.Statistic;

/**
 * Measures policies, exactly by the fitted tables and by the held-out log, and writes the tables.
 */
final class Judge {
  private final Run run;
  private final LoggedBandit bandit;
  private final Batch eachContext;
  private final Batch choices;
  private final double[] base;
  private final double[] proxy;
  private final double[] gold;

  /**
   * A judge by the base policy {@code policy@ref} and the rewards {@code proxy} and {@code gold}.
   *
   * @param run the host
   * @param bandit read from the log
   * @param log the training part
   */
  Judge(Run run, LoggedBandit bandit, Batch log) {
    this.run = run;
    this.bandit = bandit;
    this.eachContext = bandit.eachContext(log, run.context().columns());
    this.choices = enumerated("policy@ref");
    this.base = occupancy(choices);
    this.proxy = run.score("proxy", choices, "score", "score").column("score").toArray();
    this.gold = run.score("gold", choices, "score", "score").column("score").toArray();
  }

  private Batch enumerated(String role) {
    return run.model(role).as(Enumerable.class).orElseThrow().enumerate(eachContext, run.context());
  }

  /** The occupancy measure of every context and action, in the order of enumeration. */
  private double[] occupancy(Batch policyChoices) {
    int actions = bandit.actions();
    double[][] policy = new double[bandit.states()][actions];
    Column logp = policyChoices.column("logp");
    for (int i = 0; i < logp.rows(); i++) {
      policy[i / actions][i % actions] = Math.exp(logp.at(i));
    }
    return Arrays.copyOf(OccupancyMeasure.of(bandit, policy), logp.rows());
  }

  /** Writes what the corruption did to the reward. */
  ProxyMoments proxy(Batch corrupted, ClickFraud fraud) {
    ProxyMoments moments = ProxyMoments.of(base, proxy, gold);
    Column clicks = corrupted.column("reward");
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("contexts", bandit.states());
    row.put("actions", bandit.actions());
    row.put("attacked_actions", fraud.size());
    row.put("clicks_with_fraud", Arrays.stream(clicks.toArray()).sum());
    row.put("correlation", moments.correlation());
    row.put("proxy_std", moments.proxyStd());
    row.put("gold_std", moments.goldStd());
    row.put("base_gold", moments.goldMean());
    row.put("safe_coef", moments.safeCoefficient());
    run.row("proxy", row);
    return moments;
  }

  /** Writes what the current policy is worth. */
  void policy(Regime regime, double coef, Batch test) {
    double[] policy = occupancy(enumerated("policy"));
    Map<String, Double> bound = ProxyBound.exact(policy, base, proxy, gold).report();
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("policy", regime.label());
    row.put("coef", coef);
    row.put("proxy", dot(policy, proxy));
    row.put("gold", dot(policy, gold));
    row.put("kl", kl(policy));
    row.putAll(bound);
    row.putAll(heldOut(test));
    run.row("policies", row);
    run.metric("gold_gain", number(bound, "gold_gain"));
    run.metric("proxy_gain", number(bound, "proxy_gain"));
    run.metric("bound", number(bound, "bound"));
    point(regime.series() + " (trained)", coef, policy);
  }

  private double kl(double[] policy) {
    double kl = 0;
    for (int i = 0; i < base.length; i++) {
      kl += policy[i] == 0 ? 0 : policy[i] * Math.log(policy[i] / base[i]);
    }
    return kl;
  }

  /** SNIPS on rows that nothing was fitted to. */
  private Map<String, Double> heldOut(Batch test) {
    Statistic snips = run.context().component(Statistic.class, "snips", Map.of());
    Map<String, Estimate.Quantity> found = run.estimate(snips, Map.of("log", test)).statistics();
    Estimate.Quantity value = Objects.requireNonNull(found.get("snips"));
    Map<String, Double> row = new LinkedHashMap<>();
    row.put("held_out", value.value());
    row.put("held_out_standard_error", value.standardError());
    row.put("ess", Objects.requireNonNull(found.get("ess")).value());
    row.put("largest_weight", Objects.requireNonNull(found.get("largest_weight")).value());
    return row;
  }

  private static double number(Map<String, Double> from, String name) {
    return Objects.requireNonNull(from.get(name));
  }

  private void point(String series, double coef, double[] policy) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("series", series);
    row.put("divergence", Math.sqrt(new RegularizedOptimum(base, proxy).divergence(policy)));
    row.put("reward", dot(policy, gold));
    row.put("beta", coef);
    run.row("frontier", row);
  }

  /** The best policies of the proxy under λ·KL and, at the same slope of reward, under χ². */
  void exactOptima(double lambda) {
    double[] kl = new double[base.length];
    double[] chi2 = new double[base.length];
    for (int state = 0; state < bandit.states(); state++) {
      int from = state * bandit.actions();
      int to = from + bandit.actions();
      double frequency = bandit.initial()[state];
      double[] probabilities = Arrays.stream(base, from, to).map(p -> p / frequency).toArray();
      RegularizedOptimum best =
          new RegularizedOptimum(probabilities, Arrays.copyOfRange(proxy, from, to));
      place(best.kl(lambda), frequency, kl, from);
      place(best.chi2(1 / lambda), frequency, chi2, from);
    }
    point("kl (exact optimum)", lambda, kl);
    point("chi2 (exact optimum)", lambda, chi2);
  }

  private static void place(double[] policy, double frequency, double[] into, int from) {
    for (int a = 0; a < policy.length; a++) {
      into[from + a] = frequency * policy[a];
    }
  }

  private static double dot(double[] left, double[] right) {
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += left[i] * right[i];
    }
    return sum;
  }
}
