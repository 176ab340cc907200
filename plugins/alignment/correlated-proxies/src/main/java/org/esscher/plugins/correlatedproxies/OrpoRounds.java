package org.esscher.plugins.correlatedproxies;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Dataset;
import org.esscher.api.Objective;
import org.esscher.api.Run;
import org.esscher.api.Stage;

/**
 * Rounds of the paper's algorithm: roll out the policy and its base, train the discriminator, add
 * its penalty to the proxy reward, and take a step of the policy gradient.
 *
 * @param recipe the configuration
 * @param run the host
 * @param bandit the log's contexts and actions
 * @param training where contexts come from
 */
record OrpoRounds(CorrelatedProxiesRecipe recipe, Run run, LoggedBandit bandit, Dataset training) {
  private static final double RATIO_LOG_CLIP = 10;
  private static final double CHI2_FLOOR = 1e-4;
  private static final double SQUARE_WEIGHT = 0.01;

  /** One round, at a share of the optimizer's rate. */
  void round(Regime regime, double coef, double rate) {
    Batch contexts = nextContexts();
    Batch drawn =
        run.score("proxy", run.sample("policy", contexts, recipe.samples()), "score", "reward");
    Batch samples =
        recipe.ratio() == CorrelatedProxiesRecipe.Ratio.KNOWN
            ? knownRatio(drawn)
            : discriminated(regime, contexts, drawn);
    Objective reinforce = run.context().component(Objective.class, "reinforce", Map.of());
    OrpoPenalty penalized =
        new OrpoPenalty(
            OrpoPenalty.Mode.OCCUPANCY,
            regime.type(),
            coef,
            false,
            recipe.trim(),
            RATIO_LOG_CLIP,
            Double.POSITIVE_INFINITY,
            CHI2_FLOOR,
            reinforce);
    run.train(
        Stage.of(regime.label(), penalized, recipe.optimizer()).atRate(rate),
        Map.of("samples", samples));
  }

  /** The next contexts, each a prompt of its own. */
  private Batch nextContexts() {
    Batch rows = run.next(training, recipe.batch());
    Columns made = run.context().columns();
    long[] prompts = LongStream.range(0, rows.rows()).toArray();
    return bandit.contexts(rows, made).with("prompt_id", made.integers(prompts));
  }

  /** log μ/μ_b = log π/π_b, since both policies meet the same contexts. */
  private Batch knownRatio(Batch drawn) {
    Column logp = drawn.column("behavior_logp");
    double[] ratio =
        run.score("policy@ref", drawn, "logp", "ref_logp").column("ref_logp").toArray();
    for (int row = 0; row < ratio.length; row++) {
      ratio[row] = logp.at(row) - ratio[row];
    }
    return drawn.with("log_ratio", run.context().columns().numbers(ratio));
  }

  /** The score of the discriminator, once it is trained on rows of both policies. */
  private Batch discriminated(Regime regime, Batch contexts, Batch drawn) {
    Batch base =
        run.score("proxy", run.sample("policy@ref", contexts, recipe.samples()), "score", "reward");
    Columns made = run.context().columns();
    Batch transitions = made.concat(List.of(from("policy", drawn, made), from("base", base, made)));
    Stage stage =
        Stage.of(
            "discriminator",
            new DiscriminatorLoss(regime.type(), SQUARE_WEIGHT),
            recipe.discriminatorOptimizer());
    for (int i = 0; i < recipe.discriminatorSteps(); i++) {
      run.train(stage, Map.of("transitions", transitions));
    }
    return run.score("discriminator", drawn, "score", "log_ratio");
  }

  private static Batch from(String source, Batch rows, Columns made) {
    return rows.with("source", made.texts(Collections.nCopies(rows.rows(), source)));
  }
}
