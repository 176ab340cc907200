package org.esscher.plugins.cmorl;

import static org.esscher.api.Level.BATCH;
import static org.esscher.api.Level.ROW;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.List;
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
 * The constrained extension by an interior point: improves one objective and holds the others above
 * their limits. With Ĝ by {@link ReturnSurrogate},
 *
 * <pre>
 * L = −mean min(ρ A_i, clip(ρ) A_i) − (1/t)·mean of log max(floor, Ĝ_j − limit_j) over rows and j ≠ i
 * </pre>
 *
 * <p>Slot {@code transitions}: {@code old_logp}; the vectors {@code advantage} and {@code return},
 * a component an objective; the role {@code policy}'s {@code logp}. Returns and limits are
 * constants: all derivatives go through ρ. Metrics: {@code infeasible_fraction}, the share of
 * slacks below the floor, which have no gradient; {@code clip_fraction}.
 *
 * @param objective number i of the objective to improve, from 0
 * @param startReturn returns of the policy that the extension began from, one for each objective,
 *     in the units of {@code return}; needed by the threshold mode {@code start}
 * @param beta β, the share that the other objectives keep, within (0, 1)
 * @param barrierT t, the sharpness of the barrier
 * @param slackFloor smallest slack that has a gradient
 * @param clipEps ε, within (0, 1): how far the ratio to the old policy may be from 1 before it is
 *     clipped
 * @param thresholdMode the policy whose returns the limits are a share of
 * @param thresholdForm how limits are computed from those returns
 * @param surrogate how returns of the policy are estimated; {@code ratio} is the released code's,
 *     which constrains no return
 * @param standardize whether A_i is standardized over the batch
 */
@Component(
    value = "c-morl-ipo",
    summary = "improves one objective under a barrier that holds the others",
    paper = "Liu et al. 2025, arXiv 2410.02236, C-MORL-IPO")
public record CMorlIpo(
    @Default("0") @PositiveOrZero int objective,
    @Default("[]") List<Double> startReturn,
    @Default("0.9") @Positive @DecimalMax(value = "1", inclusive = false) double beta,
    @Default("20") @Positive double barrierT,
    @Default("1e-3") @Positive double slackFloor,
    @Default("0.2") @Positive @DecimalMax(value = "1", inclusive = false) double clipEps,
    @Default("start") ThresholdMode thresholdMode,
    @Default("ratio") ThresholdForm thresholdForm,
    @Default("ratio") ReturnSurrogate surrogate,
    @Default("true") boolean standardize)
    implements Objective {
  /** Copies and checks. */
  public CMorlIpo {
    startReturn = List.copyOf(startReturn);
    if (!startReturn.isEmpty()
        && (startReturn.size() < 2
            || objective >= startReturn.size()
            || startReturn.stream().anyMatch(each -> !Double.isFinite(each)))) {
      throw EsscherException.user(
          "c-morl-ipo: startReturn is %s and objective %d; a finite return of each of at least 2"
              + " objectives is needed, and one of them to improve",
          startReturn, objective);
    }
  }

  @Override
  public Losses losses(Inputs in) {
    Slot steps = in.slot("transitions");
    Clipped clipped = new Clipped(steps, clipEps);
    Expr advantages = steps.column("advantage", ROW);
    Expr improved = advantages.component(objective);
    Expr advantage = standardize ? Clipped.standardized(improved) : improved;
    Expr means = steps.column("return", ROW).mean(BATCH);
    Expr slack =
        surrogate
            .returns(clipped.clippedRatio(), means, advantages)
            .minus(thresholdForm.limit(startOr(means), beta));
    Expr barrier = others(slack.max(slackFloor).log()).over(barrierT);
    Expr infeasible = others(Expr.of(slackFloor).minus(slack).greaterThan(0));
    return Losses.of(
            Loss.exact(
                "c-morl-ipo", "policy", clipped.surrogate(advantage).negate().minus(barrier)))
        .metric("infeasible_fraction", infeasible)
        .metric("clip_fraction", clipped.clipFraction(advantage))
        .require(
            Clipped.components(means)
                .greaterThan(1)
                .times(Clipped.components(means).greaterThan(objective)),
            "c-morl-ipo needs returns of at least 2 objectives, and the one to improve among them");
  }

  private Expr startOr(Expr means) {
    if (thresholdMode == ThresholdMode.BATCH) {
      return means;
    }
    if (startReturn.isEmpty()) {
      throw EsscherException.user(
          "c-morl-ipo: thresholdMode start needs startReturn, the returns of the policy that the"
              + " extension began from");
    }
    return Expr.vector(startReturn.stream().map(Expr::of).toList());
  }

  /** The mean over the other objectives, and over rows. */
  private Expr others(Expr each) {
    Expr mean =
        each.sumComponents()
            .minus(each.component(objective))
            .over(Clipped.components(each).minus(1));
    return mean.level() == BATCH ? mean : mean.mean(BATCH);
  }
}
