package org.esscher.plugins.parl;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Positive;
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

/**
 * The upper level of PARL: losses of the reward model r_ν, for each of the two terms of dG/dν one.
 * Both minimize −G.
 *
 * <ul>
 *   <li>The explicit loss, for preferences only: y·softplus(−d) + (1−y)·softplus(d), d = R_ν(τ₀) −
 *       R_ν(τ₁), mean over pairs. Slot {@code pairs}: {@code first_return} and {@code
 *       second_return}, the reward model's scores of two episodes (of {@code first} and {@code
 *       second} as its {@code completion}), and {@code preference_prob}, P(τ₀≻τ₁) or a label 0 or
 *       1.
 *   <li>The implicit loss descends −mean over episodes of R_ν(τ)·Sᵀv, whose derivative is
 *       −∇²_{νθ}V·v. Slot {@code episodes}, a row a step: {@code episode_id}, {@code step}, the
 *       reward model's score as {@code reward}, and {@code score_direction}, the episode's Sᵀv with
 *       S = Σ_h ∇ log π and v = (−∇²_θV)⁻¹∇_θG, the same in each of its rows. For a utility it
 *       reports −mean U from the column {@code utility}, of the episode; for preferences, whose G
 *       the other loss reports, what it descends.
 * </ul>
 *
 * @param upper the upper objective, which is maximized
 * @param implicit whether the implicit term is included; with a utility it is the only one
 * @param gamma discount γ of R_ν(τ) = Σ_h γ^h r_ν
 */
@Component(
    value = "parl-upper",
    summary = "loss of a reward model that knows how the policy will follow it",
    paper = "Chakraborty et al. 2023, arXiv 2308.02585")
public record ParlUpper(
    @Default("preference") Upper upper,
    @Default("true") boolean implicit,
    @Default("0.99") @Positive @DecimalMax("1") double gamma)
    implements Objective {
  /**
   * Refuses a loss of nothing.
   *
   * @param upper as for the record
   * @param implicit as for the record
   * @param gamma as for the record
   */
  public ParlUpper {
    if (upper == Upper.UTILITY && !implicit) {
      throw EsscherException.user(
          "parl-upper: a utility depends on the reward through the policy alone, so without the"
              + " implicit term nothing is left; set implicit: true or upper: preference");
    }
  }

  @Override
  public Losses losses(Inputs in) {
    Losses losses = Losses.of();
    if (upper == Upper.PREFERENCE) {
      Slot pairs = in.slot("pairs");
      Expr difference = episodeReturn(pairs, "first").minus(episodeReturn(pairs, "second"));
      losses = explicit(difference, pairs.column("preference_prob", Level.ROW));
    }
    return implicit ? losses.and(implicit(in.slot("episodes"))) : losses;
  }

  private static Expr episodeReturn(Slot pairs, String episode) {
    return pairs
        .output("reward", "score", Level.ROW)
        .at("completion", pairs.column(episode, Level.ROW))
        .as(episode + "_return");
  }

  /** The explicit loss of differences d of returns, a value a pair. */
  static Losses explicit(Expr difference, Expr first) {
    Expr second = Expr.of(1).minus(first);
    Expr loss =
        first.times(difference.negate().softplus()).plus(second.times(difference.softplus()));
    Expr right = difference.sign().times(first.minus(second).sign()).plus(1).times(0.5);
    return Losses.of(Loss.exact("explicit", "reward", loss.mean(Level.BATCH)))
        .metric("accuracy", right.mean(Level.BATCH));
  }

  /** The implicit loss of whole episodes. */
  Losses implicit(Slot episodes) {
    Slot steps = episodes.groupedBy("episode_id");
    Expr followed =
        discounted(steps, gamma)
            .times(steps.column("score_direction", Level.GROUP))
            .mean(Level.BATCH)
            .negate();
    if (upper == Upper.PREFERENCE) {
      return Losses.of(Loss.exact("implicit", "reward", followed));
    }
    Expr utility = steps.column("utility", Level.GROUP).mean(Level.BATCH);
    return Losses.of(
        Loss.surrogate("implicit", "reward", utility.negate(), followed).following(followed));
  }

  /** R_ν(τ) = Σ_h γ^h r_ν of each episode. */
  private static Expr discounted(Slot steps, double gamma) {
    return discount(steps, gamma)
        .times(steps.output("reward", "score", Level.ROW).as("reward"))
        .sum(Level.GROUP);
  }

  /** γ^h. */
  static Expr discount(Slot steps, double gamma) {
    return steps.column("step", Level.ROW).times(Math.log(gamma)).exp();
  }
}
