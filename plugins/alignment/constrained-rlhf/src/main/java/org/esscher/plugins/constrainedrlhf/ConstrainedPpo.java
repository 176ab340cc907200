package org.esscher.plugins.constrainedrlhf;

import static org.esscher.api.Level.BATCH;
import static org.esscher.api.Level.TOKEN;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.List;
import java.util.stream.Stream;
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
 * PPO whose advantage mixes those of n rewards and of the KL to the reference by Lagrange
 * multipliers, {@code A = (n − Σλ_i)·A_KL + Σλ_i·A_i} with λ_i = s(w_i), and the multipliers' own
 * loss {@code Σ s(w_i)·(V_i − θ_i)}: it is descended, so that λ_i grows while the mean return V_i
 * is below its threshold. Squashed by a sigmoid ({@code mu}) or tanh ({@code xi}).
 *
 * <p>Reads the slot {@code samples}, a row an episode, whose tokens are its steps: {@code old_logp}
 * and {@code ref_logp} a token; {@code rewards} a row, a vector of n that counts on the last token;
 * the critic's {@code value} a token, n + 1 heads, the KL's last; for constrained variants {@code
 * multiplier}, the w of role {@code multipliers}, the same in every row. On each token the KL
 * reward is {@code −klCoef·(old_logp − ref_logp)}. Each stream has a generalized advantage of its
 * own, with value 0 after the last token. V_i is the mean of {@code rewards} over rows.
 *
 * <p>Three losses: {@code policy}, exact, a mean over tokens; {@code value}, a surrogate, since its
 * targets hold the value; {@code multiplier}, exact, of constrained variants. Metrics: {@code
 * clip_fraction}, {@code kl_return} (mean over episodes of the KL reward's sum), {@code reward_i}
 * and {@code lambda_i} counted from 0.
 *
 * @param variant how the rewards and the KL are weighted
 * @param thresholds θ in the order of {@code rewards}, in their units per episode; for {@code all}
 *     θ_KL follows; {@code ppo} reads none, give it {@code []}
 * @param weights α of {@code ppo}, {@code ppo-sat} and {@code all}
 * @param klCoef weight c of the KL penalty, in reward units per nat
 * @param squash whether multipliers are squashed; without, {@code A = A_KL + Σ λ_i·A_i}, λ = w, and
 *     for inequalities at least 0
 * @param clip ε: how far the ratio to the old policy may be from 1 before it is clipped
 * @param normalizeAdvantages whether each stream is standardized over tokens (ddof 1)
 * @param gamma discount γ: the weight of a reward one token later
 * @param gaeLambda λ of generalized advantage estimation: 0 for one step, 1 for whole returns
 * @param constraintValueCoef weight of the squared errors of the rewards' heads
 * @param klValueCoef weight of the squared error of the KL's head
 */
@Component(
    value = "constrained-ppo",
    summary = "PPO whose rewards are constraints, with learned multipliers",
    paper = "Moskovitz et al. 2023, arXiv 2310.04373, section 4")
public record ConstrainedPpo(
    @Default("xi") Variant variant,
    List<Double> thresholds,
    @Default("[]") List<Double> weights,
    @Default("0.2") @PositiveOrZero double klCoef,
    @Default("true") boolean squash,
    @Default("0.2") @Positive double clip,
    @Default("true") boolean normalizeAdvantages,
    @Default("0.99") @PositiveOrZero @DecimalMax(value = "1", message = "must be at most 1")
        double gamma,
    @Default("0.95") @PositiveOrZero @DecimalMax(value = "1", message = "must be at most 1")
        double gaeLambda,
    @Default("0.5") @PositiveOrZero double constraintValueCoef,
    @Default("0.5") @PositiveOrZero double klValueCoef)
    implements Objective {

  /**
   * Copies and checks that thresholds and weights belong to the variant.
   *
   * @param variant as for the record
   * @param thresholds as for the record
   * @param weights as for the record
   * @param klCoef as for the record
   * @param squash as for the record
   * @param clip as for the record
   * @param normalizeAdvantages as for the record
   * @param gamma as for the record
   * @param gaeLambda as for the record
   * @param constraintValueCoef as for the record
   * @param klValueCoef as for the record
   */
  public ConstrainedPpo {
    thresholds = List.copyOf(thresholds);
    weights = List.copyOf(weights);
    if (variant.weighted() == weights.isEmpty()) {
      throw EsscherException.user(
          "constrained-ppo: ppo, ppo-sat and all need weights, one per reward, mu and xi have none;"
              + " variant %s was given the weights %s",
          variant, weights);
    }
    int wanted =
        switch (variant) {
          case PPO -> 0;
          case PPO_SAT -> weights.size();
          case ALL -> weights.size() + 1;
          case MU, XI -> Math.max(1, thresholds.size());
        };
    if (thresholds.size() != wanted && !(variant == Variant.PPO)) {
      throw EsscherException.user(
          "constrained-ppo: variant %s of %d rewards needs %d thresholds%s, got %s",
          variant,
          variant.weighted() ? weights.size() : wanted,
          wanted,
          variant == Variant.ALL ? ", the last one that of the KL reward" : "",
          thresholds);
    }
    for (double number : concatenated(thresholds, weights)) {
      if (!Double.isFinite(number)) {
        throw EsscherException.user(
            "constrained-ppo: thresholds %s and weights %s have to be finite", thresholds, weights);
      }
    }
    if (klCoef == 0 && !squash && variant.constrained()) {
      throw EsscherException.user(
          "constrained-ppo: with klCoef 0 and squash false nothing is left of the objective; raise"
              + " klCoef");
    }
  }

  private static List<Double> concatenated(List<Double> left, List<Double> right) {
    return Stream.concat(left.stream(), right.stream()).toList();
  }

  /** The number of rewards n. */
  int rewards() {
    return variant.weighted() ? weights.size() : thresholds.size();
  }

  @Override
  public Losses losses(Inputs in) {
    Slot samples = in.slot("samples");
    Expr logRatio =
        samples.output("policy", "logp", TOKEN).minus(samples.column("old_logp", TOKEN));
    Streams streams = Streams.of(samples, this);
    Mixture mixture = Mixture.of(samples, this, streams);
    Losses losses =
        Losses.of(
                Loss.exact("policy", "policy", policyLoss(logRatio, mixture.advantage())),
                Loss.surrogate("value", "value", streams.valueLoss(), streams.valueLoss()))
            .metric("clip_fraction", clipFraction(logRatio, mixture.advantage()))
            .metric("kl_return", streams.klReturn());
    for (int i = 0; i < rewards(); i++) {
      losses = losses.metric("reward_" + i, streams.meanReturn(i));
    }
    if (variant.constrained()) {
      losses = losses.and(mixture.multiplierLoss());
    }
    return streams.require(losses);
  }

  /** −min(ρA, clip(ρ, 1 ± ε)·A), whose unclipped side counts on a tie. */
  private Expr policyLoss(Expr logRatio, Expr advantage) {
    Expr unclipped = logRatio.exp().times(advantage);
    return unclipped.min(clipped(logRatio, advantage)).negate().mean(BATCH);
  }

  private Expr clipped(Expr logRatio, Expr advantage) {
    return logRatio.exp().clip(1 - clip, 1 + clip).times(advantage);
  }

  private Expr clipFraction(Expr logRatio, Expr advantage) {
    Expr unclipped = logRatio.exp().times(advantage);
    return unclipped.greaterThan(clipped(logRatio, advantage)).mean(BATCH);
  }
}
