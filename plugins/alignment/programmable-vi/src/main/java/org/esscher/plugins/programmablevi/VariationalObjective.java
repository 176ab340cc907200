package org.esscher.plugins.programmablevi;

import java.util.HashSet;
import java.util.Set;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Slot;
import org.esscher.api.Update;

/**
 * A variational objective L, estimated by replicates and minimized as −mean L. Replicates average;
 * particles, the rows of one replicate, are part of the objective.
 *
 * <p>Slot {@code samples}, a row a particle: {@code replicate_id}; {@code model_logp}, log p(x, z),
 * −∞ allowed; {@code guide_logp}, log q(z), or under hvi, iwhvi and diwhvi the list of log q(u_i,
 * z) over the auxiliary draws, with {@code auxiliary_logp}, the list of log r(u_i|z), the draw that
 * z came from first. In a run the model and the guide compute them, of samples z that the guide
 * makes from the column {@code noise} (reparam), or of the column {@code action} (reinforce).
 *
 * <p>reparam is exact for given noise. reinforce adds −(L − b)·log q of the replicate's draws to
 * what is descended; under the elbo each row is a sample of its own. Metric: {@code
 * effective_particles}, (Σw)²/Σw² of the particles' weights p/q, mean over replicates.
 *
 * @param objective the variational objective L that is maximized
 * @param strategy how derivatives pass through the samples
 * @param baseline baseline b that is subtracted from the objective under {@code reinforce}
 * @param trainModel whether the model has parameters that are trained too
 */
@Component(
    value = "variational-objective",
    summary = "evidence bounds of a model and a guide, with a gradient strategy",
    paper = "Becker et al. 2024, arXiv 2406.15742")
public record VariationalObjective(
    @Default("elbo") Bound objective,
    @Default("reparam") SampleStrategy strategy,
    @Default("none") Baseline baseline,
    @Default("true") boolean trainModel)
    implements Objective {
  private static final double FORGOTTEN = 0.1;
  private static final String NAME = "variational-objective";

  /**
   * Refuses what trains nothing, and baselines of nothing.
   *
   * @param objective as for the record
   * @param strategy as for the record
   * @param baseline as for the record
   * @param trainModel as for the record
   */
  public VariationalObjective {
    if (objective == Bound.RWS_MODEL && !trainModel) {
      throw EsscherException.user(
          "variational-objective: rws-model trains the model alone; set trainModel: true");
    }
    if (baseline != Baseline.NONE && strategy != SampleStrategy.REINFORCE) {
      throw EsscherException.user(
          "variational-objective: a baseline belongs to strategy: reinforce; set baseline: none");
    }
  }

  @Override
  public Losses losses(Inputs in) {
    Slot samples = in.slot("samples").groupedBy("replicate_id");
    // Wake-sleep's samples are proposals, through which no derivative passes.
    Draws draws = Draws.of(samples, objective.hierarchical(), passes());
    Expr logWeight = draws.logWeight();
    Expr evidence = logWeight.logSumExp(Level.GROUP);
    Expr bound =
        objective.importanceWeighted()
            ? evidence.minus(logWeight.count(Level.GROUP).log())
            : logWeight.mean(Level.GROUP);
    Expr squares = logWeight.times(2).logSumExp(Level.GROUP);
    Expr effective = evidence.times(2).minus(squares).exp().mean(Level.BATCH);
    return statement(in, draws, bound, logWeight.minus(evidence).exp())
        .metric("effective_particles", effective);
  }

  private SampleStrategy passes() {
    boolean proposals = objective == Bound.RWS_MODEL || objective == Bound.RWS_GUIDE;
    return proposals ? SampleStrategy.REINFORCE : strategy;
  }

  private Losses statement(Inputs in, Draws draws, Expr bound, Expr shares) {
    Expr value = bound.mean(Level.BATCH).negate();
    if (objective == Bound.RWS_GUIDE) {
      Expr likelihood = shares.stop().times(draws.guide()).sum(Level.GROUP);
      Expr loss = likelihood.mean(Level.BATCH).negate();
      return Losses.of(Loss.surrogate(NAME, "guide", loss, loss));
    }
    if (objective == Bound.RWS_MODEL) {
      return Losses.of(Loss.exact(NAME, "model", value));
    }
    if (strategy == SampleStrategy.REPARAM) {
      return Losses.of(new Loss(NAME, roles(), value, value, null));
    }
    Expr past = in.state("baseline", 0);
    Expr descend = value.plus(scoreFunction(draws, bound, past).negate());
    Losses losses = Losses.of(new Loss(NAME, roles(), value, descend, null));
    return switch (baseline) {
      case NONE -> losses;
      case EMA -> losses.update(Update.sum(past, value.negate().minus(past).times(FORGOTTEN)));
      case LOO ->
          losses.require(
              draws.model().count(Level.BATCH).greaterThan(1),
              "the baseline loo is the mean of the other samples, and there are none; draw two"
                  + " replicates or more, or set baseline to none or ema");
    };
  }

  private Set<String> roles() {
    Set<String> roles = new HashSet<>(Set.of("guide"));
    if (trainModel) {
      roles.add("model");
    }
    return roles;
  }

  /** Of mean 0 in value and of the derivative E[(L − b) ∂ log q]. */
  private Expr scoreFunction(Draws draws, Expr bound, Expr past) {
    if (objective.importanceWeighted()) {
      Expr score = draws.score().sum(Level.GROUP);
      return excess(bound, past).stop().times(score).mean(Level.BATCH);
    }
    Expr own = excess(draws.logWeight(), past).stop().times(draws.score());
    return own.mean(Level.GROUP).mean(Level.BATCH);
  }

  private Expr excess(Expr bound, Expr past) {
    return switch (baseline) {
      case NONE -> bound;
      case EMA -> bound.minus(past);
      case LOO -> bound.minus(bound.leaveOneOutMean(Level.BATCH));
    };
  }
}
