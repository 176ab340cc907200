package org.esscher.spitests.probe;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import java.util.Map;
import java.util.Objects;
import org.esscher.api.Batch;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.api.Objective;
import org.esscher.api.Optimizer;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Pushforward;
import org.esscher.api.Recipe;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.Run;
import org.esscher.api.Stage;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;

/** A-PARL: inner policy steps, then a reward step that knows how the policy will follow it. */
@Component("a-parl")
record AParl(
    PolicyProvider policy,
    RewardModelProvider reward,
    RewardModelProvider oracle,
    @Default("policy-gradient-inner") Objective inner,
    @Default("reweighted-return") Objective reweighted,
    @Default("parl-upper") Objective upper,
    @Default("sgd") Optimizer innerOptimizer,
    @Default("sgd") Optimizer upperOptimizer,
    @Default("100") @Min(1) int iterations,
    @Default("10") @Min(1) int innerSteps,
    @Default("64") @Min(2) int trajectories,
    @Default("1e-3") @Positive double damping,
    @Default("20") @Min(1) int cgIterations)
    implements Recipe {
  /** Relative step of the differences that stand for Hessian products. */
  private static final double STEP = 1e-4;

  @Override
  public Map<String, ModelProvider> roles() {
    return Map.of("policy", policy, "reward", reward, "oracle", oracle);
  }

  @Override
  public State start(Run run) {
    return State.empty().with("iteration", 0);
  }

  @Override
  public State step(State state, Run run) {
    for (int i = 0; i < innerSteps; i++) {
      run.train(
          Stage.of("inner", inner, innerOptimizer),
          Map.of("episodes", rewarded(run, episodes(run), "reward")));
    }
    Batch episodes = rewarded(run, episodes(run), "reward");
    Vector direction = direction(run, episodes);
    Batch along =
        episodes.with(
            "logp_direction",
            Pushforward.of(run.model("policy"))
                .pushforward(episodes, "logp", direction, run.context()));
    run.train(
        Stage.of("upper", upper, upperOptimizer), Map.of("pairs", pairs(run), "episodes", along));
    return state.with("iteration", state.number("iteration", 0) + 1);
  }

  /** v with (−∇²V + δI) v = −∇_θ G, both of which are losses' derivatives. */
  private Vector direction(Run run, Batch episodes) {
    Vector slope = gradient(run, inner, Map.of("episodes", rewarded(run, episodes, "oracle")));
    Model model = run.model("policy");
    Vectored parameters =
        model
            .as(Vectored.class)
            .orElseThrow(() -> EsscherException.user("A-PARL needs a policy with a vector"));
    Vector point = parameters.parameters();
    return new ConjugateGradients(cgIterations, damping * STEP)
        .solve(
            along -> {
              double step = STEP / Math.sqrt(along.dot(along));
              parameters.assign(point.plus(along.times(step)));
              Vector ahead = gradient(run, reweighted, Map.of("episodes", episodes));
              parameters.assign(point.plus(along.times(-step)));
              Vector behind = gradient(run, reweighted, Map.of("episodes", episodes));
              parameters.assign(point);
              return ahead.minus(behind).times(.5 / step).plus(along.times(damping));
            },
            slope);
  }

  private static Vector gradient(Run run, Objective objective, Map<String, Batch> slots) {
    return Objects.requireNonNull(run.gradient(objective, slots).get("policy"));
  }

  /** Every completion is an episode of one step. */
  private Batch episodes(Run run) {
    Batch drawn = run.sample("policy", run.next(run.data("data"), trajectories), 1);
    Context context = run.context();
    long[] ids = new long[drawn.rows()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = i;
    }
    return drawn
        .with("episode_id", context.columns().integers(ids))
        .with("step", context.columns().integers(new long[ids.length]));
  }

  private static Batch rewarded(Run run, Batch episodes, String role) {
    return run.score(role, episodes, "score", "reward");
  }

  private Batch pairs(Run run) {
    Batch contexts = run.next(run.data("data"), trajectories);
    Batch first = run.sample("policy", contexts, 1);
    Batch second = run.sample("policy", contexts, 1);
    return run.compare("oracle", first, second)
        .with("first", first.column("completion"))
        .with("second", second.column("completion"));
  }

  @Override
  public double progress(State state) {
    return state.number("iteration", 0) / iterations;
  }
}
