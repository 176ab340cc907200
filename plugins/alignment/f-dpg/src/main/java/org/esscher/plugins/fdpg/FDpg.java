package org.esscher.plugins.fdpg;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import java.util.Objects;
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
 * <p>The slot {@code samples} holds samples x of a proposal q, which is π where sampling is
 * on-policy: {@code behavior_logp} is log q(x), the role {@code target} gives log P(x), −∞ allowed.
 * The cotangent of log π(x) is {@code −(π/q)·(−f′(π/p) − B)}, the reported value the mean of {@code
 * (π/q)·f(t)/t} with t = π/p, which estimates D_f(π‖p).
 *
 * <p>Metrics: {@code z}, a mean over prompts where each has its own; {@code z_standard_error}, of
 * the mean of P/q that Z is, with the population's variance (ddof 0), so that it says nothing over
 * a single row; {@code mean_pseudo_reward}; {@code unsupported_fraction}, of rows with P = 0;
 * {@code clipped_rows} and {@code clipped_weight_rows}, which fPrimeClip and weightClip bound;
 * {@code entropy} in nats.
 *
 * @param divergence the f-divergence D_f that is minimized
 * @param baseline what is subtracted from pseudo-rewards
 * @param window number of rows of earlier batches that the baseline {@code window} averages
 * @param z where the normalizer Z of the target comes from
 * @param zValue the normalizer Z for {@code z: fixed}
 * @param zScope what has its own normalizer
 * @param maxZ upper bound on the normalizer Z
 * @param weightClip upper bound on the importance ratio π/q, in value and cotangent
 * @param fPrimeClip largest absolute value of the pseudo-reward f′
 */
@Component(
    value = "f-dpg",
    summary = "distributional policy gradient under an f-divergence",
    paper = "Go et al. 2023, arXiv 2302.08215")
public record FDpg(
    @Default("jensen-shannon") FDivergence divergence,
    @Default("window") Baseline baseline,
    @Default("1024") @Min(1) int window,
    @Default("running") Normalizer z,
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
  public enum Normalizer {
    /** The mean of P/q over all batches, this one included. */
    RUNNING,
    /** The mean of P/q over this batch. */
    BATCH,
    /** A known value. */
    FIXED
  }

  /** What has a normalizer of its own. */
  public enum Scope {
    /** Everything together. */
    GLOBAL,
    /** Each prompt. */
    PROMPT
  }

  /**
   * Checks that a fixed normalizer is given where it is asked for.
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
    if ((z == Normalizer.FIXED) != (zValue != null)) {
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
    Evidence evidence = evidence(in, samples, target.minus(behavior).exp());
    Expr unbounded = z == Normalizer.FIXED ? fixed() : evidence.mean();
    Expr normalizer = unbounded.min(maxZ);

    Expr unsupported = target.equalTo(Double.NEGATIVE_INFINITY);
    Expr logT = logp.minus(target).plus(normalizer.log()).stop();
    Expr slope =
        unsupported.select(Expr.of(divergence.derivativeAtInfinity()), divergence.derivative(logT));
    Expr pseudoReward = slope.clip(-fPrimeClip, fPrimeClip).negate();
    Expr ratio = logp.minus(behavior).exp();
    Expr weight = ratio.min(weightClip).stop();
    Expr share = unsupported.select(Expr.of(shareAtInfinity()), divergence.perSample(logT));

    Expr past = baseline == Baseline.WINDOW ? in.windowMean("baseline", 0) : Expr.of(0);
    Expr subtracted = baseline == Baseline.LOO ? pseudoReward.leaveOneOutMean(Level.GROUP) : past;
    Expr advantage = pseudoReward.minus(subtracted).times(weight).stop();
    Losses losses =
        Losses.of(
                Loss.surrogate(
                    "f-dpg",
                    "policy",
                    weight.times(share).mean(Level.BATCH),
                    advantage.times(logp).negate().mean(Level.BATCH)))
            .metric("z", overall(normalizer))
            .metric("mean_pseudo_reward", pseudoReward.mean(Level.BATCH))
            .metric("unsupported_fraction", unsupported.mean(Level.BATCH))
            .metric("clipped_rows", slope.abs().greaterThan(fPrimeClip).sum(Level.BATCH))
            .metric("clipped_weight_rows", ratio.greaterThan(weightClip).sum(Level.BATCH))
            .metric("entropy", logp.stop().negate().times(weight).mean(Level.BATCH));
    losses = required(losses, evidence, unsupported, slope);
    if (z != Normalizer.FIXED) {
      losses = losses.metric("z_standard_error", overall(evidence.standardError()));
    }
    if (z == Normalizer.RUNNING) {
      losses = losses.update(evidence.updates());
    }
    return switch (baseline) {
      case NONE -> losses;
      case WINDOW -> losses.update(Update.window(past, window, pseudoReward));
      case LOO ->
          losses.require(
              logp.count(Level.GROUP).greaterThan(samples.weight()),
              "the baseline loo is the mean over a prompt's other samples, and this prompt has one"
                  + " sample: draw more per prompt, or choose the baseline window");
    };
  }

  /** The samples of P/q that Z is the mean of. */
  private Evidence evidence(Inputs in, Slot samples, Expr sample) {
    Level scope = zScope == Scope.PROMPT ? Level.GROUP : Level.BATCH;
    if (z != Normalizer.RUNNING) {
      return Evidence.of(sample, scope);
    }
    return Evidence.running(
        sample,
        scope,
        name ->
            zScope == Scope.PROMPT
                ? in.state(name, samples.key("prompt_id"), 0)
                : in.state(name, 0));
  }

  private Expr fixed() {
    return Expr.of(Objects.requireNonNull(zValue));
  }

  /** What the value counts for a sample without target mass: finite where f′ is bounded. */
  private double shareAtInfinity() {
    double atInfinity = divergence.derivativeAtInfinity();
    return Double.isInfinite(atInfinity) ? fPrimeClip : atInfinity;
  }

  private Losses required(Losses losses, Evidence evidence, Expr unsupported, Expr slope) {
    Losses demanding =
        losses.require(
            evidence.finite(),
            "P/q overflows: the scale of log_target is free, so subtract a constant from it");
    if (z != Normalizer.FIXED) {
      demanding =
          demanding.require(
              evidence.mean().greaterThan(0),
              "no sample of the prompt has mass under the target (Z is 0), so there is no signal:"
                  + " drop it, or sample more");
    }
    if (Double.isFinite(fPrimeClip)) {
      return demanding;
    }
    if (Double.isInfinite(divergence.derivativeAtInfinity())) {
      demanding =
          demanding.require(
              Expr.of(1).minus(unsupported),
              "the target has no mass on the sample, where this divergence is infinite: give"
                  + " log_target a floor, bound fPrimeClip, or choose another divergence");
    }
    return demanding.require(
        unsupported.select(Expr.of(1), Expr.of(Double.POSITIVE_INFINITY).greaterThan(slope.abs())),
        "f' of the sample overflows: policy and target differ too much there; bound fPrimeClip");
  }

  private static Expr overall(Expr normalizer) {
    return normalizer.level() == Level.BATCH ? normalizer : normalizer.mean(Level.BATCH);
  }
}
