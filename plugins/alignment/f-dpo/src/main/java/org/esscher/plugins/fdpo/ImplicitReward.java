package org.esscher.plugins.fdpo;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.FDivergence;
import org.esscher.api.Forward;
import org.esscher.api.Model;
import org.esscher.api.Policy;
import org.esscher.api.RewardModel;
import org.esscher.api.State;
import org.esscher.api.Trainable;
import org.esscher.api.Vectored;

/** The model of {@link FImplicit}, which owns the two policies. */
final class ImplicitReward implements RewardModel {
  private static final String LOGP = "logp";
  private static final String SCORE = "score";

  private final Policy policy;
  private final Policy reference;
  private final FDivergence divergence;
  private final double beta;

  ImplicitReward(Policy policy, Policy reference, FDivergence divergence, double beta) {
    this.policy = policy;
    this.reference = reference;
    this.divergence = divergence;
    this.beta = beta;
  }

  @Override
  public Set<String> inputs() {
    Set<String> all = new HashSet<>(policy.inputs());
    all.addAll(reference.inputs());
    return Set.copyOf(all);
  }

  @Override
  public Optional<String> groupedBy(Set<String> columns) {
    return Model.groupedBy(List.of(policy, reference), columns);
  }

  @Override
  public Set<String> outputs() {
    return Set.of(SCORE);
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    if (!outputs().containsAll(outputs)) {
      throw EsscherException.user("'f-implicit' computes %s, not %s", outputs(), outputs);
    }
    Forward trained = policy.forward(batch, Set.of(LOGP), context);
    try (Forward prior = reference.forward(batch, Set.of(LOGP), context)) {
      double[] logRatios = answers(trained.output(LOGP));
      double[] refLogp = answers(prior.output(LOGP));
      for (int row = 0; row < logRatios.length; row++) {
        logRatios[row] -= refLogp[row];
      }
      Context.Pointwise score =
          context.pointwise(this::score, context.columns().numbers(logRatios));
      return new ScoreForward(trained, score, context);
    } catch (RuntimeException e) {
      trained.close();
      throw e;
    }
  }

  /** β g(ℓ). */
  private Expr score(Expr logRatio) {
    boolean reverse = DivergenceName.id(divergence).equals("reverse-kl");
    Expr g = reverse ? logRatio : divergence.derivative(logRatio);
    return g.times(beta);
  }

  /** Log-probs of whole answers: sums over tokens where the policy gives tokens. */
  private static double[] answers(Column logp) {
    if (logp.width() != 1) {
      throw EsscherException.user(
          "'f-implicit' needs scalar log-probs, got vectors of %d", logp.width());
    }
    double[] sums = new double[logp.rows()];
    for (int row = 0; row < sums.length; row++) {
      for (int token = logp.start(row); token < logp.start(row + 1); token++) {
        sums[row] += logp.at(token);
      }
    }
    return sums;
  }

  @Override
  public State save() {
    return State.empty().withAll("policy", policy.save()).withAll("reference", reference.save());
  }

  @Override
  public <T> Optional<T> as(Class<T> capability) {
    boolean parametric = capability == Trainable.class || capability == Vectored.class;
    return parametric ? policy.as(capability) : RewardModel.super.as(capability);
  }

  @Override
  public void close() {
    policy.close();
    reference.close();
  }

  /**
   * Scores, and the way back to the policy: d score / d logp = β g′(ℓ), the same for each token.
   */
  private record ScoreForward(Forward trained, Context.Pointwise score, Context context)
      implements Forward {
    @Override
    public Column output(String name) {
      return score.value();
    }

    @Override
    public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
      Column cotangent = cotangents.get(SCORE);
      if (cotangent == null) {
        throw EsscherException.plugin(
            "a pullback through 'f-implicit' got cotangents of %s", cotangents.keySet());
      }
      Column logp = trained.output(LOGP);
      double[] pulled = new double[logp.start(logp.rows())];
      for (int row = 0; row < logp.rows(); row++) {
        for (int token = logp.start(row); token < logp.start(row + 1); token++) {
          pulled[token] = cotangent.at(row) * score.derivative().at(row);
        }
      }
      return trained.pullback(
          Map.of(LOGP, context.columns().shapedLike(logp, pulled)), wantedInputs);
    }

    @Override
    public void close() {
      trained.close();
    }
  }
}
