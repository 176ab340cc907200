package org.esscher.plugins.hypo;

import static org.esscher.api.Level.BATCH;
import static org.esscher.api.Level.GROUP;
import static org.esscher.api.Level.ROW;
import static org.esscher.api.Level.TOKEN;

import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Slot;

/**
 * Hybrid preference optimization: DPO's loss on labeled pairs plus λ·KL(π‖π_ref) on the policy's
 * own samples, which need no label: {@code −log σ(β[log π/π_ref(y_w) − log π/π_ref(y_l)]) + λ
 * KL(π‖π_ref)}, each term a mean over the rows (with {@code exact}, the prompts) of its slot.
 *
 * <p>Reads the slot {@code pairs}: log-probs of {@code chosen} and {@code rejected}, whole answers,
 * under {@code policy} and {@code policy@ref}, as {@code chosen_logp}, {@code rejected_logp},
 * {@code ref_chosen_logp}, {@code ref_rejected_logp}. And, unless λ is 0, the slot {@code online}:
 * {@code logp} and {@code ref_logp} of fresh samples of the policy. If {@code behavior_logp} is
 * there, it must agree with {@code logp}: samples of an older policy are refused.
 *
 * <p>Metrics: {@code preference_loss} and {@code accuracy} (share of pairs whose implicit reward is
 * right, ties half), {@code margin}, and {@code kl} in nats, before the factor λ.
 *
 * @param beta β of the implicit reward, in reward units per nat
 * @param lambda weight λ of the divergence, in units of the preference loss per nat; at 0 the
 *     estimator is DPO
 * @param klEstimator how the divergence's gradient is estimated
 * @param perToken whether each token is weighted only by the log-ratios from it on, which it may
 *     have changed, instead of those of the whole answer: less variance, the same expectation
 */
@Component(
    value = "hypo",
    summary = "DPO on pairs plus the reverse KL on the policy's own samples",
    paper = "Song et al. 2024, arXiv 2406.01462")
public record Hypo(
    @Default("0.05") @Positive double beta,
    @Default("1e-4") @PositiveOrZero double lambda,
    @Default("score") KlEstimator klEstimator,
    @Default("false") boolean perToken)
    implements Objective {
  /** Log-probs further apart than this, nats, are of different policies; float32 rounds less. */
  private static final double FRESH = 1e-4;

  /** By how much probabilities of all answers may miss a sum of 1. */
  private static final double WHOLE = 1e-3;

  /** How the gradient of KL(π‖π_ref) is estimated. */
  public enum KlEstimator {
    /** By the score function, without a baseline. */
    SCORE,
    /** By the score function; the baseline is the mean log-ratio of the prompt's other samples. */
    SCORE_LOO,
    /** Not estimated: the rows are all answers of each prompt, each once. */
    EXACT
  }

  /**
   * Checks.
   *
   * @param beta as for the record
   * @param lambda as for the record
   * @param klEstimator as for the record
   * @param perToken as for the record
   */
  public Hypo {
    if (perToken) {
      requireByToken(klEstimator);
    }
  }

  /** Refuses estimators that don't know tokens. */
  static void requireByToken(KlEstimator klEstimator) {
    if (klEstimator != KlEstimator.SCORE) {
      throw EsscherException.user(
          "hypo: perToken goes with klEstimator score, not with %s; leave one of them out",
          klEstimator);
    }
  }

  @Override
  public Losses losses(Inputs in) {
    Losses preference = preference(Pairs.of(in.slot("pairs")));
    return lambda == 0 ? preference : preference.and(divergence(in.slot("online"))).summed("hypo");
  }

  private Losses preference(Pairs pairs) {
    Expr margin = pairs.chosen().minus(pairs.rejected()).times(beta);
    Expr loss = margin.negate().softplus().mean(BATCH);
    return Losses.of(Loss.exact("hypo", "policy", loss))
        .metric("preference_loss", loss)
        .metric("accuracy", margin.sign().plus(1).times(0.5).mean(BATCH))
        .metric("margin", margin.mean(BATCH));
  }

  private Losses divergence(Slot online) {
    return switch (klEstimator) {
      case SCORE -> perToken ? byToken(online) : byAnswer(online);
      case SCORE_LOO -> byAnswerLessOthers(online.groupedBy("prompt_id"));
      case EXACT -> exact(online.groupedBy("prompt_id"));
    };
  }

  private Losses byAnswer(Slot online) {
    Expr logp = online.output("policy", "logp", ROW);
    Expr logRatio = logp.minus(online.output("policy@ref", "logp", ROW));
    return score(online, logp, logRatio, logRatio.stop().times(logp));
  }

  private Losses byAnswerLessOthers(Slot online) {
    Expr logp = online.output("policy", "logp", ROW);
    Expr logRatio = logp.minus(online.output("policy@ref", "logp", ROW));
    Expr excess = logRatio.minus(logRatio.leaveOneOutMean(GROUP));
    return score(online, logp, logRatio, excess.stop().times(logp))
        .require(
            logp.count(GROUP).greaterThan(online.weight()),
            "the baseline score-loo is the mean log-ratio of the prompt's other samples, and this"
                + " prompt has one sample: draw two or more per prompt, or choose klEstimator"
                + " score");
  }

  private Losses byToken(Slot online) {
    Expr logp = online.output("policy", "logp", TOKEN);
    Expr logRatio = logp.minus(online.output("policy@ref", "logp", TOKEN));
    Expr toGo = logRatio.suffixSum(Expr.of(1));
    return score(online, logp.sum(ROW), logRatio.sum(ROW), toGo.stop().times(logp).sum(ROW));
  }

  /** The mean log-ratio is reported; what is descended has the gradient of its expectation. */
  private Losses score(Slot online, Expr logp, Expr logRatio, Expr descend) {
    Expr kl = logRatio.mean(BATCH);
    Loss loss = Loss.surrogate("kl", "policy", kl.times(lambda), descend.mean(BATCH).times(lambda));
    Expr sampled = online.columnOr("behavior_logp", ROW, Double.NEGATIVE_INFINITY);
    Expr apart = sampled.equalTo(Double.NEGATIVE_INFINITY).select(Expr.of(0), gap(logp, sampled));
    return statement(loss, kl, logRatio)
        .require(
            Expr.of(FRESH).greaterThan(apart),
            "behavior_logp differs from logp: the sample is of another policy than the one that is"
                + " trained, and the KL's gradient needs its own; draw again before each step");
  }

  private Losses exact(Slot answers) {
    Expr logp = answers.output("policy", "logp", ROW);
    Expr logRatio = logp.minus(answers.output("policy@ref", "logp", ROW));
    Expr kl = logp.exp().times(logRatio).sum(GROUP).mean(BATCH);
    return statement(Loss.exact("kl", "policy", kl.times(lambda)), kl, logRatio)
        .require(
            Expr.of(WHOLE).greaterThan(gap(logp.exp().sum(GROUP), Expr.of(1))),
            "klEstimator exact wants all answers of a prompt, each once and of weight 1, and the"
                + " probabilities of this prompt's rows don't sum to 1: list them all, or take"
                + " klEstimator score");
  }

  private static Losses statement(Loss loss, Expr kl, Expr logRatio) {
    return Losses.of(loss)
        .metric("kl", kl)
        .require(
            Expr.of(Double.POSITIVE_INFINITY).greaterThan(logRatio),
            "the reference gives this online answer no probability, so that KL(π‖π_ref) is"
                + " infinite: give ref_logp a floor, or choose a policy within the reference's"
                + " support");
  }

  private static Expr gap(Expr left, Expr right) {
    return left.minus(right).abs();
  }
}
