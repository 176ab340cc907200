package org.esscher.spitests.probe;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.Expr;
import org.esscher.api.FDivergence;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Slot;
import org.esscher.api.Update;

/** f-DPG: ∇D_f(π‖p) = E_π[f′(π/p) ∇log π] for a target p = P/Z that can be scored. */
@Component("f-dpg")
record FDpg(
    @Default("jensen-shannon") FDivergence divergence,
    @Default("window") Baseline baseline,
    @Default("1024") @Min(1) int window,
    @Default("global") Scope zScope,
    @Default("Infinity") @Positive double weightClip,
    @Default("Infinity") @Positive double fPrimeClip)
    implements Objective {
  /** What is subtracted from pseudo-rewards. */
  enum Baseline {
    /** Nothing. */
    NONE,
    /** The mean of rows of earlier batches. */
    WINDOW,
    /** The mean of the prompt's other rows. */
    LOO
  }

  /** What has a normalizer Z of its own. */
  enum Scope {
    /** Everything together. */
    GLOBAL,
    /** Each prompt. */
    PROMPT
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
    Expr z = zSum.plus(evidence.sum(scope)).over(zCount.plus(evidence.count(scope)));

    Expr unscored = target.equalTo(Double.NEGATIVE_INFINITY);
    Expr logT = logp.minus(target).plus(z.log()).stop();
    Expr atInfinity = Expr.of(divergence.derivativeAtInfinity());
    Expr weight = logp.minus(behavior).exp().min(weightClip).stop();
    Expr slope = unscored.select(atInfinity, divergence.derivative(logT));
    Expr pseudoReward = slope.clip(-fPrimeClip, fPrimeClip).negate();
    Expr share = unscored.select(atInfinity, divergence.perSample(logT));

    Expr window = in.windowMean("baseline", 0);
    Expr advantage = pseudoReward.minus(baseline(pseudoReward, window)).times(weight);
    Losses losses =
        Losses.of(
                Loss.surrogate(
                    "f-dpg",
                    "policy",
                    weight.times(share).mean(Level.BATCH),
                    advantage.stop().times(logp).negate().mean(Level.BATCH)))
            .update(
                Update.sum(zSum, evidence.sum(scope)), Update.sum(zCount, evidence.count(scope)))
            .require(z.greaterThan(0), "no sample has mass under the target: Z is 0");
    if (Double.isInfinite(divergence.derivativeAtInfinity())) {
      losses =
          losses.require(
              Expr.of(1).minus(unscored),
              "the target gives no mass to the sample, at which this divergence is infinite:"
                  + " give log_target a floor, or choose another divergence");
    }
    return baseline == Baseline.WINDOW
        ? losses.update(Update.window(window, this.window, pseudoReward))
        : losses;
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
