package org.esscher.plugins.nashmp;

import static org.esscher.api.Level.BATCH;
import static org.esscher.api.Level.GROUP;
import static org.esscher.api.Level.ROW;

import jakarta.validation.constraints.Positive;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Slot;
import org.jspecify.annotations.Nullable;

/**
 * One prox step of mirror prox by the policy gradient: reports the row mean of {@code −p/β + log
 * π/π_ref + log(π/π_k)/η} over samples y of π, which estimates {@code −P(π ≻ opponent)/β +
 * KL(π‖π_ref) + KL(π‖π_k)/η}, and descends {@code sg[that less a baseline]·log π(y)}.
 *
 * <p>Reads the slot {@code samples}: {@code logp} of fresh samples of the policy, whole answers;
 * {@code ref_logp}; {@code anchor_logp}, of π_k; {@code preference_prob} p, the probability that
 * the sample is preferred to one of the opponent, the label 0 or 1 of such a comparison, or the
 * mean of several. Metrics: {@code preference}, {@code kl} and {@code anchor_kl} in nats.
 *
 * @param beta β, strength of the regularization, in units of preference per nat
 * @param eta step size η; 2β, that of the theory, when absent
 * @param baseline what is subtracted as a baseline; loo needs two or more samples per prompt, in
 *     rows of one {@code prompt_id}
 */
@Component(
    value = "nash-mp-prox",
    summary = "one prox step of Nash mirror prox, by the policy gradient",
    paper = "Tiapkin et al. 2025, arXiv 2505.19731")
public record NashMpProx(
    @Default("0.1") @Positive double beta,
    @Nullable @Positive Double eta,
    @Default("half") Baseline baseline)
    implements Objective {
  /** What is subtracted. */
  public enum Baseline {
    /** ½, from the preference. */
    HALF,
    /** The mean over the prompt's other samples, from the whole coefficient. */
    LOO
  }

  @Override
  public Losses losses(Inputs in) {
    boolean loo = baseline == Baseline.LOO;
    Slot samples = loo ? in.slot("samples").groupedBy("prompt_id") : in.slot("samples");
    Expr logp = samples.output("policy", "logp", ROW);
    Expr toReference = logp.minus(samples.output("policy@ref", "logp", ROW));
    Expr toAnchor = logp.minus(samples.output("policy@anchor", "logp", ROW));
    Expr preference = samples.column("preference_prob", ROW);
    Expr bracket =
        preference.over(-beta).plus(toReference).plus(toAnchor.over(MirrorProx.step(beta, eta)));
    Expr excess = loo ? bracket.minus(bracket.leaveOneOutMean(GROUP)) : bracket.plus(0.5 / beta);
    Losses losses =
        Losses.of(
                Loss.surrogate(
                    "nash-mp-prox",
                    "policy",
                    bracket.mean(BATCH),
                    excess.stop().times(logp).mean(BATCH)))
            .metric("preference", preference.mean(BATCH))
            .metric("kl", toReference.mean(BATCH))
            .metric("anchor_kl", toAnchor.mean(BATCH))
            .require(
                Expr.of(Double.POSITIVE_INFINITY).greaterThan(toReference),
                "the reference gives this sample no probability, so that KL(π‖π_ref) is infinite:"
                    + " give ref_logp a floor, or choose a policy within the reference's support");
    return loo
        ? losses.require(
            logp.count(GROUP).greaterThan(samples.weight()),
            "the baseline loo is the mean over a prompt's other samples, and this prompt has one"
                + " sample: draw two or more per prompt, or choose the baseline half")
        : losses;
  }
}
