package org.esscher.plugins.qarl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.esscher.api.Run;
import org.esscher.api.State;

/**
 * Where a run's curriculum is.
 *
 * @param k concentration of the temperatures' distribution
 * @param met whether the threshold was met
 * @param temperatures of the episodes since the distribution moved last
 * @param returns of those episodes
 */
record Curriculum(double k, boolean met, List<Double> temperatures, List<Double> returns) {
  private static final String K = "k";
  private static final String MET = "met";
  private static final String TEMPERATURES = "temperatures";
  private static final String RETURNS = "returns";

  /** At the start. */
  static Curriculum at(double k) {
    return new Curriculum(k, false, List.of(), List.of());
  }

  /** What a state holds. */
  static Curriculum of(State state) {
    return new Curriculum(
        state.get(K)[0],
        state.get(MET)[0] == 1,
        Arrays.stream(state.get(TEMPERATURES)).boxed().toList(),
        Arrays.stream(state.get(RETURNS)).boxed().toList());
  }

  State into(State state) {
    return state
        .with(K, k)
        .with(MET, met ? 1 : 0)
        .with(TEMPERATURES, numbers(temperatures))
        .with(RETURNS, numbers(returns));
  }

  private static double[] numbers(List<Double> list) {
    return list.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** With further episodes. */
  Curriculum with(Match.Played played) {
    return new Curriculum(
        k,
        met,
        joined(temperatures, played.temperatures()),
        joined(returns, played.returns().returns()));
  }

  private static List<Double> joined(List<Double> left, List<Double> right) {
    List<Double> both = new ArrayList<>(left);
    both.addAll(right);
    return both;
  }

  /** Mean return of all its episodes. */
  double meanReturn() {
    return Arrays.stream(numbers(returns)).average().orElseThrow();
  }

  /** After a move, where there are episodes enough for one. */
  Curriculum moved(QarlRecipe recipe, Run run, int iteration) {
    if (returns.size() < recipe.minSamples()) {
      return this;
    }
    double[] even = new double[returns.size()];
    Arrays.fill(even, 1);
    TemperedReturns episodes = new TemperedReturns(numbers(temperatures), numbers(returns), even);
    boolean drawn = recipe.temperatures() == SampledTemperature.Draw.GAMMA;
    // Temperatures that are all the mean tell nothing of other distributions.
    DoubleUnaryOperator estimate =
        at -> drawn ? episodes.estimate(at, k, recipe.omega()) : meanReturn();
    GammaCurriculum rule =
        new GammaCurriculum(
            recipe.kTarget(),
            recipe.omega(),
            recipe.maxKl(),
            recipe.perfThreshold(),
            recipe.minSamples());
    double next = rule.next(k, met, returns.size(), estimate);
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("iteration", iteration);
    row.put("k", k);
    row.put("next_k", next);
    row.put("return", meanReturn());
    row.put("estimate", estimate.applyAsDouble(next));
    row.put("effective_sample_size", episodes.effectiveSize(next, k, recipe.omega()));
    row.put("kl_target", GammaCurriculum.divergence(next, recipe.kTarget()));
    run.row("curriculum", row);
    boolean meets = met || meanReturn() >= recipe.perfThreshold();
    return new Curriculum(next, meets, List.of(), List.of());
  }
}
