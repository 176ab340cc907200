package org.esscher.plugins.parl;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Estimate;
import org.esscher.api.Objective;
import org.esscher.api.Optimizer;
import org.esscher.api.Run;
import org.esscher.api.Stage;
import org.esscher.api.Vector;

/** One step of the reward's parameters: ν ← ν + α_u (∂_νG + ∇²_{νθ}V·v). */
final class UpperStep {
  /** Relative residual of the linear system that counts as solved. */
  private static final double TOLERANCE = 0.01;

  private final ParlRecipe recipe;
  private final Run run;
  private final CollectedEpisodes collected;
  private final double[] labels;

  /** Of episodes of the current policy. */
  UpperStep(ParlRecipe recipe, Run run, CollectedEpisodes collected) {
    this.recipe = recipe;
    this.run = run;
    this.collected = collected;
    this.labels = collected.labels(run.context().random());
  }

  void take(Optimizer optimizer) {
    Columns columns = run.context().columns();
    Batch pairs = collected.paired(labels, columns);
    boolean converged = false;
    Batch episodes = collected.steps();
    if (recipe.implicit()) {
      EpisodeScores scores =
          new EpisodeScores(run.model("policy"), episodes, collected.episodes(), run.context());
      ImplicitDirection direction = direction(scores);
      converged = direction.solution().converged();
      record(direction);
      double[] along = scores.episodes().sums(scores.along(direction.solution().vector()));
      // Scores have mean zero, so that the mean of the others is a baseline.
      double[] centered = Episodes.withoutOthersMean(along, 1);
      Column spread = columns.numbers(collected.episodes().spread(centered));
      episodes = episodes.with("score_direction", spread);
    }
    // Where the system was not solved, the explicit term is all there is.
    Map<String, Batch> slots = Map.of("pairs", pairs, "episodes", episodes);
    boolean utility = recipe.upper() == Upper.UTILITY;
    if (utility && !converged) {
      return;
    }
    ParlUpper upper = new ParlUpper(recipe.upper(), converged, recipe.gamma());
    Objective objective = utility ? upper : new PairedEpisodes(upper);
    if (converged && !utility) {
      compare(slots);
    }
    run.train(new Stage("upper", objective, Map.of("", optimizer), recipe.maxNorm(), 1), slots);
  }

  /** v = (−∇²_θV + δI)⁻¹ ∇_θG. */
  private ImplicitDirection direction(EpisodeScores scores) {
    Episodes episodes = collected.episodes();
    double[] rewards = collected.steps().column("reward").toArray();
    double[] logp = scores.logp();
    Arrays.setAll(rewards, row -> rewards[row] - recipe.entropy() * logp[row]);
    double[] excess = Episodes.withoutOthersMean(episodes.discounted(rewards), 1);
    LowerLevel lower = new LowerLevel(scores, excess, recipe.entropy());
    return ImplicitDirection.solve(
        lower::negativeHessian,
        scores.mean(excessOfAlignment()),
        recipe.damping(),
        new ConjugateGradients(recipe.cgIterations(), TOLERANCE));
  }

  /**
   * W − b with ∇_θG = E[W S]: the utility; or of a pair's log-likelihood ℓ, which counts with the
   * scores of both its episodes, 2ℓ in each.
   */
  private double[] excessOfAlignment() {
    if (recipe.upper() == Upper.UTILITY) {
      return Episodes.withoutOthersMean(collected.utility(), 1);
    }
    double[] returns = collected.returns();
    double[] likelihood = new double[returns.length];
    for (int e = 0; e < returns.length; e++) {
      int pair = e / 2;
      double difference = returns[2 * pair] - returns[2 * pair + 1];
      double wrong = labels[pair] == 1 ? -difference : difference;
      likelihood[e] = -2 * softplus(wrong);
    }
    return Episodes.withoutOthersMean(likelihood, 2);
  }

  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  private void record(ImplicitDirection direction) {
    run.metric("cg_iterations", direction.solution().iterations());
    run.metric("cg_residual", direction.solution().residual());
    run.metric("cg_converged", direction.solution().converged() ? 1 : 0);
    run.metric("damping", direction.damping());
  }

  /** How large the implicit term is beside the explicit one. */
  private void compare(Map<String, Batch> slots) {
    ParlUpper explicit = new ParlUpper(Upper.PREFERENCE, false, recipe.gamma());
    ParlUpper implicit = new ParlUpper(Upper.UTILITY, true, recipe.gamma());
    double[] ofExplicit = gradient(new PairedEpisodes(explicit), slots);
    if (Arrays.stream(ofExplicit).allMatch(component -> component == 0)) {
      return;
    }
    Columns columns = run.context().columns();
    Batch gradients =
        columns.batch(
            Map.of(
                "explicit_gradient", columns.numbers(ofExplicit),
                "implicit_gradient", columns.numbers(gradient(implicit, slots))));
    Estimate share = run.estimate(new ImplicitShare(), Map.of("gradients", gradients));
    run.metric("implicit_share", share.value("implicit_share"));
  }

  private double[] gradient(Objective objective, Map<String, Batch> slots) {
    Vector gradient = run.gradient(objective, slots).get("reward");
    return Objects.requireNonNull(gradient).toArray();
  }
}
