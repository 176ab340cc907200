package org.esscher.plugins.odice;

import static org.esscher.api.Level.BATCH;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.PositiveOrZero;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;

/**
 * The value's losses. With the targets V̄ frozen and means over rows and heads,
 *
 * <pre>
 * forward:   λ·mean f*(r + γ·V̄(s′) − V(s)), through V(s)
 * backward:  λ·η·mean f*(r + γ·V(s′) − V̄(s)), through V(s′)
 * linear:    (1 − λ)·mean V(s)
 * </pre>
 *
 * <p>Their parameter gradients g_f, g_b and g_l are joined by the mode: {@code semi} descends g_f +
 * g_l, {@code orthogonal} adds g_b without its share along g_f. The mode {@code true} has one loss,
 * {@code true}, without targets: mean (1 − λ)·V(s) + λ·f*(r + γ·V(s′) − V(s)), through both. No
 * value follows a step that {@code terminated}. All losses are exact.
 *
 * <p>Slot {@code transitions}: {@code observation, reward, next_observation, terminated}. Roles
 * {@code value} and {@code value@target}. Columns outside of a run: {@code value, next_value},
 * numbers or vectors of heads, {@code target_value, target_next_value}, the smaller head's. Metric
 * {@code residual}: the mean of r + γ·V̄(s′) − V(s), with V(s′) in the mode {@code true}.
 *
 * @param lam λ, how much residuals count relative to V itself, which is pushed down
 * @param eta η, the weight of the backward gradient
 * @param mode how the backward gradient is used
 * @param f convex function of the dual
 * @param gamma discount γ: the weight of a reward one step later
 * @param twin whether the value has two heads, both trained, the smaller of whose targets counts
 */
@Component(
    value = "odice-value",
    summary = "a state value by a convex dual, whose backward gradient is projected",
    paper = "Mao, Xu, Zhang and Zhan 2024, arXiv 2402.00348")
public record OdiceValue(
    @Default("0.8")
        @DecimalMin(value = "0", inclusive = false)
        @DecimalMax(value = "1", inclusive = false)
        double lam,
    @Default("1") @PositiveOrZero double eta,
    @Default("orthogonal") Mode mode,
    @Default("chi-square") ConvexFunction f,
    @Default("0.99") @PositiveOrZero @DecimalMax("1") double gamma,
    @Default("true") boolean twin)
    implements Objective {
  static final String FORWARD = "forward";
  static final String BACKWARD = "backward";
  static final String LINEAR = "linear";

  /** What becomes of the gradient through V(s′). */
  public enum Mode {
    /** It is left out. */
    SEMI,
    /** It is used as it is, and there are no targets. */
    TRUE,
    /** It is used without its share along the gradient through V(s). */
    ORTHOGONAL
  }

  @Override
  public Losses losses(Inputs in) {
    Transitions steps = Transitions.of(in.slot("transitions"), gamma, twin);
    Expr value = steps.value();
    Expr linear = mean(value).times(1 - lam);
    if (mode == Mode.TRUE) {
      Expr residual = steps.residual(steps.nextValue(), value);
      Expr all = linear.plus(mean(f.conjugate(residual)).times(lam));
      return Losses.of(Loss.exact("true", "value", all)).metric("residual", mean(residual));
    }
    Expr ahead = steps.residual(steps.targetNextValue(), value);
    Expr forward = mean(f.conjugate(ahead)).times(lam);
    Losses semi =
        Losses.of(Loss.exact(FORWARD, "value", forward), Loss.exact(LINEAR, "value", linear))
            .metric("residual", mean(ahead));
    if (mode == Mode.SEMI) {
      return semi.combine("value", GradientCombiner.SUM);
    }
    Expr behind = steps.residual(steps.nextValue(), steps.targetValue());
    Expr backward = mean(f.conjugate(behind)).times(lam * eta);
    return semi.and(Losses.of(Loss.exact(BACKWARD, "value", backward)))
        .combine("value", GradientCombiner.ORTHOGONAL);
  }

  /** Over heads and rows. */
  private static Expr mean(Expr perHead) {
    return perHead.meanComponents().mean(BATCH);
  }
}
