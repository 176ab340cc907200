package org.esscher.plugins.oreal;

import static org.esscher.api.Level.BATCH;
import static org.esscher.api.Level.GROUP;
import static org.esscher.api.Level.ROW;
import static org.esscher.api.Level.TOKEN;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Slot;

/**
 * The policy's loss of OREAL, as it was released:
 *
 * <pre>
 *   L = −(1/N₊) Σ₊ a·ω⁺ log π  −  (η/N₋) Σ₋ a·ω⁻ exp(log π − sg[log π])  +  (β/N) Σ (e^d − d − 1)
 * </pre>
 *
 * with d = log π_ref − log π, over the tokens of right, wrong and all rollouts. N₊, N₋ and N count
 * their tokens, whatever these weigh, and are at least 1. It is a surrogate: the middle term's
 * value is −aω⁻ a token, since π_old is π; its gradient pushes wrong rollouts down, because their a
 * is negative. The penalty is k3, whose gradient is that of the forward divergence.
 *
 * <p>Reads the slot {@code samples}, grouped by {@code prompt_id}: {@code reward} a row (1, and −1
 * or 0 for wrong), {@code logp} of {@code policy}, {@code ref_logp} where β is not 0, and with
 * {@code tokenWeights} {@code rm_score}, the {@code score} of the role {@code rm}; all token by
 * token. A column {@code advantage} a row, where there is one, is a; else a is shaped from the rows
 * present. Metrics: {@code right_fraction} of rows, {@code right_token_weight} and {@code
 * wrong_token_weight}, the means of ω⁺ and ω⁻ over N₊ and N₋, and {@code kl}, the mean of k3.
 *
 * @param eta η, weight of wrong rollouts
 * @param beta β, weight of the penalty
 * @param shaping how the advantage a follows from rewards, where it is not a column
 * @param posMultAdv whether right rollouts are multiplied by a; otherwise by 1
 * @param tokenWeights whether tokens are weighted; otherwise ω = 1
 * @param weightScore which token score S gives the weights
 * @param thresholdPos θ⁺: ω⁺ = max(S − θ⁺, 0)/(1 − θ⁺)
 * @param thresholdNeg θ⁻: ω⁻ = max(θ⁻ − S, 0)/θ⁻
 * @param rescale how token scores S become weights
 * @param topkRatio share of a rollout's tokens that {@code topk} takes, rounded up; tokens tied
 *     with the last of them are taken too
 * @param pairOnly whether every prompt must have both a right and a wrong rollout
 */
@Component(
    value = "oreal",
    summary = "clones right rollouts, pushes wrong ones down, token by token",
    paper = "Lyu et al. 2025, arXiv 2502.06781, equation 8")
public record Oreal(
    @Default("0.5") @PositiveOrZero double eta,
    @Default("0.01") @PositiveOrZero double beta,
    @Default("rloo") Shaping shaping,
    @Default("true") boolean posMultAdv,
    @Default("true") boolean tokenWeights,
    @Default("running-mean") WeightScore weightScore,
    @Default("0.5")
        @PositiveOrZero
        @DecimalMax(value = "1", inclusive = false, message = "must be below 1")
        double thresholdPos,
    @Default("0.5") @Positive @DecimalMax(value = "1", message = "must be at most 1")
        double thresholdNeg,
    @Default("threshold") Rescale rescale,
    @Default("0.25") @Positive @DecimalMax(value = "1", message = "must be at most 1")
        double topkRatio,
    @Default("true") boolean pairOnly)
    implements Objective {
  private static final String LONELY =
      "rloo compares a rollout with the others of its prompt, and there are none; draw at least 2 a"
          + " prompt, give the column 'advantage', or choose another shaping";

  /** What S is the logistic function of. */
  public enum WeightScore {
    /** The mean of the scores up to the token, as released. */
    RUNNING_MEAN,
    /** The token's score, as in the paper. */
    RAW
  }

  /** How S becomes a weight. */
  public enum Rescale {
    /** Linearly, beyond a threshold. */
    THRESHOLD,
    /** 1 or 0, by rank within the rollout. */
    TOPK
  }

  @Override
  public Losses losses(Inputs in) {
    Slot samples = in.slot("samples").groupedBy("prompt_id");
    Outcomes outcomes = Outcomes.of(samples);
    Expr right = outcomes.right();
    Expr wrong = Expr.of(1).minus(right);
    Expr given = samples.columnOr("advantage", ROW, Double.POSITIVE_INFINITY);
    Expr absent = given.equalTo(Double.POSITIVE_INFINITY);
    Expr a = absent.select(shaping.of(outcomes.reward()), given);
    Expr logp = samples.output("policy", "logp", TOKEN);
    Expr tokens = logp.count(ROW);
    Expr rightWeight = Expr.of(1);
    Expr wrongWeight = Expr.of(1);
    if (tokenWeights) {
      Expr scores = samples.output("rm", "score", TOKEN).as("rm_score");
      TokenWeights weights = TokenWeights.of(this, scores);
      rightWeight = weights.right();
      wrongWeight = weights.wrong();
    }
    Expr cloned = (posMultAdv ? a : Expr.of(1)).times(right).times(rightWeight).times(logp);
    Expr loss = cloned.sum(BATCH).over(number(right.times(tokens))).negate();
    Losses losses = Losses.of();
    if (eta > 0) {
      Expr ratio = logp.minus(logp.stop()).exp();
      Expr pushed = a.times(wrong).times(wrongWeight).times(ratio);
      loss = loss.minus(pushed.sum(BATCH).over(number(wrong.times(tokens))).times(eta));
    }
    if (beta > 0) {
      Expr d = samples.output("policy@ref", "logp", TOKEN).minus(logp);
      Expr kl = d.expm1().minus(d).sum(BATCH).over(number(tokens));
      loss = loss.plus(kl.times(beta));
      losses = losses.metric("kl", kl);
    }
    if (tokenWeights) {
      losses =
          losses
              .metric("right_token_weight", share(rightWeight, right, tokens))
              .metric("wrong_token_weight", share(wrongWeight, wrong, tokens));
    }
    losses =
        losses
            .and(Losses.of(Loss.surrogate("oreal", "policy", loss, loss)))
            .metric("right_fraction", right.mean(BATCH));
    return required(outcomes.requireBinary(losses), samples, right, absent);
  }

  private static Expr share(Expr weight, Expr side, Expr tokens) {
    return weight.times(side).sum(BATCH).over(number(side.times(tokens)));
  }

  /** How many tokens rows have together, and 1 for none. */
  private static Expr number(Expr tokens) {
    Expr sum = tokens.sum(BATCH);
    return sum.greaterThan(0).select(sum, Expr.of(1));
  }

  private Losses required(Losses losses, Slot samples, Expr right, Expr absent) {
    Losses checked = losses;
    if (pairOnly) {
      Expr partner = right.maximum(GROUP).minus(right.minimum(GROUP));
      checked =
          checked.require(
              partner,
              "every prompt needs a right and a wrong rollout; filter by"
                  + " one-positive-one-negative, or set pairOnly to false");
    }
    if (shaping == Shaping.RLOO) {
      // A sum is weighted: it is that of the squares.
      Expr others = samples.weight().sum(GROUP).minus(samples.weight().square());
      checked = checked.require(absent.select(others.greaterThan(0), Expr.of(1)), LONELY);
    }
    return checked;
  }
}
