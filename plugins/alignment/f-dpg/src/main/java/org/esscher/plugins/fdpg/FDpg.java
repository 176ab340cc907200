package org.esscher.plugins.fdpg;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Expr;
import org.esscher.api.FDivergence;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Slot;
import org.esscher.api.Update;
import org.jspecify.annotations.Nullable;

/**
 * The distributional policy gradient under an f-divergence: {@code ∇D_f(π‖p) = E_π[f′(π/p) ∇log π]}
 * for a target p = P/Z that can be scored. The pseudo-reward is −f′(π/p), with f′(∞) where P is 0;
 * no derivative flows through the ratio.
 *
 * @param divergence D_f
 * @param baseline what is subtracted from pseudo-rewards
 * @param window rows of earlier batches that the baseline {@code window} averages
 * @param z where the normaliser comes from
 * @param zValue the normaliser Z for {@code z: fixed}
 * @param zScope what has a normaliser of its own
 * @param maxZ upper bound on Z
 * @param weightClip upper bound on the importance ratio π/q, in value and cotangent
 * @param fPrimeClip bound on |f′|
 */
@Component(
    value = "f-dpg",
    summary = "distributional policy gradient under an f-divergence",
    paper = "Go et al. 2023, arXiv 2302.08215, theorem 1")
public record FDpg(
    @Default("jensen-shannon") FDivergence divergence,
    @Default("window") Baseline baseline,
    @Default("1024") @Min(1) int window,
    @Default("running") Normaliser z,
    @Nullable @Positive Double zValue,
    @Default("global") Scope zScope,
    @Default("Infinity") @Positive double maxZ,
    @Default("Infinity") @Positive double weightClip,
    @Default("Infinity") @Positive double fPrimeClip)
    implements Objective {
  /** What is subtracted from pseudo-rewards. */
  public enum Baseline {
    /** Nothing. */
    NONE,
    /** The mean over rows of earlier batches; 0 before the first. */
    WINDOW,
    /** The mean over the prompt's other rows. */
    LOO
  }

  /** Where Z comes from. */
  public enum Normaliser {
    /** The mean of P/q over all batches, this one included. */
    RUNNING,
    /** The mean of P/q over this batch. */
    BATCH,
    /** It is known. */
    FIXED
  }

  /** What has a normaliser of its own. */
  public enum Scope {
    /** Everything together. */
    GLOBAL,
    /** Each prompt. */
    PROMPT
  }

  /**
   * Checks that a fixed normaliser is given where it is asked for.
   *
   * @param divergence as for the record
   * @param baseline as for the record
   * @param window as for the record
   * @param z as for the record
   * @param zValue as for the record
   * @param zScope as for the record
   * @param maxZ as for the record
   * @param weightClip as for the record
   * @param fPrimeClip as for the record
   */
  public FDpg {
    if ((z == Normaliser.FIXED) != (zValue != null)) {
      throw EsscherException.user("f-dpg: zValue belongs to z: fixed, and only to it");
    }
  }

  @Override
  public Losses losses(Inputs in) {
    boolean grouped = baseline == Baseline.LOO || zScope == Scope.PROMPT;
    Slot samples = grouped ? in.slot("samples").groupedBy("prompt_id") : in.slot("samples");
    Expr logp = samples.output("policy", "logp", Level.ROW);
    Expr target = samples.output("target", "log_target", Level.ROW);
    Expr behavior = samples.column("behavior_logp", Level.ROW);

    Level scope = zScope == Scope.PROMPT ? Level.GROUP : Level.BATCH;
    Expr evidence = target.minus(behavior).exp();
    Expr zSum = state(in, samples, "z_sum");
    Expr zCount = state(in, samples, "z_count");
    Expr normaliser = normaliser(evidence, zSum, zCount, scope).min(maxZ);

    Expr unsupported = target.equalTo(Double.NEGATIVE_INFINITY);
    Expr atInfinity = Expr.of(divergence.derivativeAtInfinity());
    Expr logT = logp.minus(target).plus(normaliser.log()).stop();
    Expr slope = unsupported.select(atInfinity, divergence.derivative(logT));
    Expr pseudoReward = slope.clip(-fPrimeClip, fPrimeClip).negate();
    Expr weight = logp.minus(behavior).exp().min(weightClip).stop();
    Expr share = unsupported.select(atInfinity, divergence.perSample(logT));

    Expr windowMean = in.windowMean("baseline", 0);
    Expr advantage = pseudoReward.minus(baseline(pseudoReward, windowMean)).times(weight).stop();
    Losses losses =
        Losses.of(
                Loss.surrogate(
                    "f-dpg",
                    "policy",
                    weight.times(share).mean(Level.BATCH),
                    advantage.times(logp).negate().mean(Level.BATCH)))
            .require(
                normaliser.greaterThan(0),
                "no sample of the prompt has mass under the target (Z is 0), so there is no signal: drop it, or sample more")
            .metric("z", mean(normaliser))
            .metric("mean_pseudo_reward", pseudoReward.mean(Level.BATCH))
            .metric("unsupported_fraction", unsupported.mean(Level.BATCH))
            .metric("clipped_fraction", slope.abs().greaterThan(fPrimeClip).mean(Level.BATCH))
            .metric("entropy", logp.stop().negate().times(weight).mean(Level.BATCH));
    if (Double.isInfinite(divergence.derivativeAtInfinity()) && Double.isInfinite(fPrimeClip)) {
      losses =
          losses.require(
              Expr.of(1).minus(unsupported),
              "the target has no mass on the sample, where this divergence is infinite: give log_target a floor, bound"
                  + " fPrimeClip, or take another divergence");
    }
    if (z == Normaliser.RUNNING) {
      losses =
          losses.update(
              Update.sum(zSum, evidence.sum(scope)), Update.sum(zCount, evidence.count(scope)));
    }
    return baseline == Baseline.WINDOW
        ? losses.update(Update.window(windowMean, window, pseudoReward))
        : losses;
  }

  private Expr normaliser(Expr evidence, Expr zSum, Expr zCount, Level scope) {
    return switch (z) {
      case RUNNING -> zSum.plus(evidence.sum(scope)).over(zCount.plus(evidence.count(scope)));
      case BATCH -> evidence.mean(scope);
      case FIXED -> Expr.of(java.util.Objects.requireNonNull(zValue));
    };
  }

  private static Expr mean(Expr normaliser) {
    return normaliser.level() == Level.BATCH ? normaliser : normaliser.mean(Level.BATCH);
  }

  private Expr state(Inputs in, Slot samples, String name) {
    return zScope == Scope.PROMPT ? in.state(name, samples.key("prompt_id"), 0) : in.state(name, 0);
  }

  private Expr baseline(Expr pseudoReward, Expr windowMean) {
    return switch (baseline) {
      case NONE -> Expr.of(0);
      case WINDOW -> windowMean;
      case LOO -> pseudoReward.leaveOneOutMean(Level.GROUP);
    };
  }
}
