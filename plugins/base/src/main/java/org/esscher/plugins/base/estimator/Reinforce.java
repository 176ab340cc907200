package org.esscher.plugins.base.estimator;

import static org.esscher.api.Level.BATCH;
import static org.esscher.api.Level.GROUP;
import static org.esscher.api.Level.ROW;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.PositiveOrZero;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.Objective;
import org.esscher.api.Slot;
import org.esscher.api.Update;

/**
 * The score-function gradient, ∇E[r] = E[(r − b) ∇log π]: reports −r̄ and descends −mean (r − b)
 * log π over samples of the current policy, whole sequences each. With a weight, the divergence
 * from the reference is added to both.
 *
 * @param baseline baseline b that is subtracted from rewards
 * @param window number of rows that the baseline {@code window} averages
 * @param klWeight weight of KL(π‖π_ref), in reward units per nat; 0 asks for no reference
 * @param klValue KL estimator that is reported
 * @param klGradient KL estimator whose derivative is descended: {@code k2} gives the gradient of
 *     KL(π‖π_ref)
 */
@Component(
    value = "reinforce",
    summary = "score-function policy gradient with a baseline",
    paper =
        "Williams 1992, doi:10.1007/BF00992696; leave-one-out baseline of Kool et al. 2019 and"
            + " Ahmadian et al. 2024, arXiv 2402.14740")
public record Reinforce(
    @Default("leave-one-out") Baseline baseline,
    @Default("1024") @Min(1) int window,
    @Default("0") @PositiveOrZero double klWeight,
    @Default("k3") KlEstimator klValue,
    @Default("k2") KlEstimator klGradient)
    implements Objective {
  private static final String LONE_ROW =
      "the leave-one-out baseline is the mean reward of the prompt's other rows, and there are"
          + " none; draw two or more per prompt, or set baseline to none or window";

  @Override
  public Losses losses(Inputs in) {
    Slot samples = in.slot("samples");
    return switch (baseline) {
      case NONE -> statement(samples, Expr.of(0));
      case MEAN -> {
        Slot grouped = samples.groupedBy("prompt_id");
        yield statement(grouped, reward(grouped).mean(GROUP));
      }
      case LEAVE_ONE_OUT -> {
        Slot grouped = samples.groupedBy("prompt_id");
        Expr reward = reward(grouped);
        yield statement(grouped, reward.leaveOneOutMean(GROUP))
            .require(reward.count(GROUP).greaterThan(grouped.weight()), LONE_ROW);
      }
      case WINDOW -> {
        Expr past = in.windowMean("baseline", 0);
        yield statement(samples, past).update(Update.window(past, window, reward(samples)));
      }
    };
  }

  private Losses statement(Slot samples, Expr subtracted) {
    Expr reward = reward(samples);
    Expr logp = samples.output("policy", "logp", ROW);
    Expr value = reward.negate();
    Expr descend = reward.minus(subtracted).times(logp).negate();
    Expr followed = reward.times(shareOfGradient(samples, reward)).negate();
    if (klWeight == 0) {
      return Losses.of(loss(value, descend, followed));
    }
    Expr refLogp = samples.output("policy@ref", "logp", ROW);
    Expr kl = klValue.of(logp, refLogp);
    return Losses.of(
            loss(
                value.plus(kl.times(klWeight)),
                descend.plus(klGradient.of(logp, refLogp).times(klWeight)),
                followed.plus(klGradient.followed(logp, refLogp).times(klWeight))))
        .metric("kl", kl.mean(BATCH));
  }

  /** What a baseline that contains the row itself leaves of the row's expected gradient. */
  private Expr shareOfGradient(Slot samples, Expr reward) {
    return baseline == Baseline.MEAN
        ? Expr.of(1).minus(samples.weight().over(reward.count(GROUP)))
        : Expr.of(1);
  }

  private static Loss loss(Expr value, Expr descend, Expr followed) {
    return Loss.surrogate("reinforce", "policy", value.mean(BATCH), descend.mean(BATCH))
        .following(followed.mean(BATCH));
  }

  private static Expr reward(Slot samples) {
    return samples.column("reward", ROW);
  }
}
