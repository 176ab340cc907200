package org.esscher.plugins.programmablevi;

import jakarta.validation.constraints.Positive;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/**
 * The expressive guide of the cone: an auxiliary u uniform on [0, 1), then x ~ N(√z cos 2πu, σ₁)
 * and y ~ N(√z sin 2πu, σ₂). Its density has no closed form; the list column {@code auxiliary}
 * holds the draws of u that estimate it, the one that (x, y) comes from first. The proposal r(u|x,
 * y) is u's prior. Its parameters are the logs of the two standard deviations.
 *
 * @param observation z, the squared radius
 * @param logStd initial log σ of both latents
 */
@Component(
    value = "circle-guide",
    summary = "a normal around a uniform point of a circle, for the cone",
    paper = "Becker et al. 2024, arXiv 2406.15742")
public record CircleGuide(@Default("5") @Positive double observation, @Default("0") double logStd)
    implements PolicyProvider {
  @Override
  public Policy create(Context context, @Nullable State saved) {
    double[] start = {logStd, logStd};
    return new GaussianGuide(
        new Circle(Math.sqrt(observation)), 2, saved == null ? start : saved.get("parameters"));
  }
}
