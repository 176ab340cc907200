package org.esscher.plugins.constrainedrlhf;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.esscher.api.Component;
import org.esscher.api.Dataset;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.ModelProvider;
import org.esscher.api.Recipe;
import org.esscher.api.Run;
import org.esscher.api.State;

/**
 * Searches thresholds while it trains: a segment of constrained PPO at the thresholds that the
 * Nelder-Mead simplex asks for, from the weights that the last segment left, then the evaluation,
 * which the simplex is told. So proxy points are found in one run.
 *
 * <p>The prompts are parted into training, validation, whose evaluation the search maximizes, and
 * held-out prompts, which it never sees. A segment ends when every reward is within 5% of its
 * threshold on the validation prompts, or after {@code segment} iterations. The policy of the best
 * segment is kept as {@code policy@best}.
 *
 * <p>Tables: {@code search}, a row a segment; {@code held_out}, the reference's and the best
 * policy's worth; {@code frontier}.
 *
 * @param training a constrained-rlhf recipe, whose variant is mu or xi; its thresholds, iterations,
 *     evaluateEvery and patience are not used
 * @param lowest lower ends of the intervals that the first simplex is drawn from, one per reward
 * @param highest upper ends of those intervals, one per reward
 * @param iterations iterations of training in all
 * @param segment most iterations with one set of thresholds
 * @param checkEvery iterations between looks at the validation prompts
 * @param tolerance the search ends when the standard deviation of the evaluation over the simplex
 *     is below this
 * @param validationFraction share of prompts held out to evaluate thresholds on
 */
@Component(
    value = "nelder-mead",
    summary = "constrained PPO whose thresholds are searched while it trains",
    paper = "Moskovitz et al. 2023, arXiv 2310.04373, section 4.2; Nelder and Mead 1965")
public record NelderMeadRecipe(
    @Default("constrained-rlhf") Recipe training,
    @NotEmpty List<Double> lowest,
    @NotEmpty List<Double> highest,
    @Default("100") @Min(1) int iterations,
    @Default("10") @Min(1) int segment,
    @Default("2") @Min(1) int checkEvery,
    @Default("0.01") @PositiveOrZero double tolerance,
    @Default("0.2") @Positive @DecimalMax(value = "1", inclusive = false) double validationFraction)
    implements Recipe {
  private static final String SEARCH = "search";
  private static final String THETA = "theta";
  private static final String DONE = "done";
  private static final String IN_SEGMENT = "in_segment";
  private static final String OVER = "over";

  /**
   * Copies and checks.
   *
   * @param training as for the record
   * @param lowest as for the record
   * @param highest as for the record
   * @param iterations as for the record
   * @param segment as for the record
   * @param checkEvery as for the record
   * @param tolerance as for the record
   * @param validationFraction as for the record
   */
  public NelderMeadRecipe {
    lowest = List.copyOf(lowest);
    highest = List.copyOf(highest);
    if (!(training instanceof ConstrainedRlhfRecipe inner)) {
      throw EsscherException.user(
          "nelder-mead searches the thresholds of constrained-rlhf, and training is %s", training);
    }
    if (inner.variant() != Variant.MU && inner.variant() != Variant.XI) {
      throw EsscherException.user(
          "nelder-mead searches thresholds of mu and xi, and training.variant is %s",
          inner.variant());
    }
    boolean intervals = lowest.size() == highest.size();
    for (int i = 0; intervals && i < lowest.size(); i++) {
      intervals = Double.isFinite(highest.get(i)) && lowest.get(i) < highest.get(i);
    }
    if (!intervals) {
      throw EsscherException.user(
          "nelder-mead draws thresholds between lowest and highest, one pair a reward, the first"
              + " below the second; got %s and %s",
          lowest, highest);
    }
    if (!(inner.testFraction() + validationFraction < 1)) {
      throw EsscherException.user(
          "training.testFraction %s and validationFraction %s leave no prompts to train on",
          inner.testFraction(), validationFraction);
    }
  }

  private ConstrainedRlhfRecipe inner() {
    return (ConstrainedRlhfRecipe) training;
  }

  @Override
  public Map<String, ModelProvider> roles() {
    return inner().roles();
  }

  @Override
  public State start(Run run) {
    inner().prepare(run, inner().losses(lowest));
    run.save("policy", "best");
    RandomGenerator random = run.context().random();
    List<double[]> simplex = new ArrayList<>();
    for (int vertex = 0; vertex <= lowest.size(); vertex++) {
      double[] theta = new double[lowest.size()];
      Arrays.setAll(
          theta, i -> lowest.get(i) + random.nextDouble() * (highest.get(i) - lowest.get(i)));
      simplex.add(theta);
    }
    heldOut(run, "reference");
    return asked(State.empty().with(DONE, 0), new NelderMead(simplex));
  }

  /** The state with what the search asks for. */
  private State asked(State state, NelderMead search) {
    Optional<double[]> next = search.next(tolerance);
    State kept = without(state).withAll(SEARCH, search.save()).with(IN_SEGMENT, 0);
    return next.isEmpty() ? kept.with(OVER, 1) : kept.with(THETA, next.get());
  }

  /** What of the state is not the search's. */
  private static State without(State state) {
    return State.empty().with(DONE, state.number(DONE, 0));
  }

  @Override
  public State step(State state, Run run) {
    double[] theta = state.get(THETA);
    ConstrainedPpo losses = inner().losses(Arrays.stream(theta).boxed().toList());
    inner().iterate(run, losses, training(run));
    int inSegment = (int) state.number(IN_SEGMENT, 0) + 1;
    int done = (int) state.number(DONE, 0) + 1;
    State next = state.with(IN_SEGMENT, inSegment).with(DONE, done);
    boolean last = inSegment == segment || done == iterations;
    if (!last && inSegment % checkEvery != 0) {
      return next;
    }
    Estimate found = inner().judged(run, losses, validation(run));
    if (!last && !met(found, theta)) {
      return next;
    }
    NelderMead search = NelderMead.restored(state.under(SEARCH), theta.length);
    if (-found.value("score") < search.bestValue()) {
      run.save("policy", "best");
    }
    search.tell(theta, -found.value("score"));
    report(run, found, theta, inSegment, search);
    return asked(next, search);
  }

  private Dataset training(Run run) {
    return inner().part(run, inner().testFraction() + validationFraction, 1);
  }

  private Dataset validation(Run run) {
    double from = inner().testFraction();
    return inner().part(run, from, from + validationFraction);
  }

  private static boolean met(Estimate found, double[] theta) {
    for (int i = 0; i < theta.length; i++) {
      double gap = Math.abs(found.value("reward_" + i) - theta[i]);
      if (gap > Patience.MET * Math.abs(theta[i])) {
        return false;
      }
    }
    return true;
  }

  private static void report(
      Run run, Estimate found, double[] theta, int inSegment, NelderMead search) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("segment", search.evaluations());
    row.put("iterations", inSegment);
    for (int i = 0; i < theta.length; i++) {
      row.put("threshold_" + i, theta[i]);
      row.put("reward_" + i, found.value("reward_" + i));
    }
    row.put("score", found.value("score"));
    row.put("best_score", -search.bestValue());
    run.row("search", row);
    run.metric("validation_score", found.value("score"));
    run.metric("best_validation_score", -search.bestValue());
  }

  @Override
  public void finish(State state, Run run) {
    run.restore("policy", "best");
    heldOut(run, "best");
    new HeldOutTables(run).optimum(Choices.scored(run, inner().heldOut(run).batch()));
  }

  private void heldOut(Run run, String name) {
    Estimate found = inner().judged(run, inner().losses(lowest), inner().heldOut(run));
    new HeldOutTables(run).policy(Map.of("policy", name), found, Map.of(), name, "");
  }

  @Override
  public double progress(State state) {
    return state.has(OVER) ? 1 : state.number(DONE, 0) / iterations;
  }
}
