package org.esscher.plugins.hypo;

import jakarta.validation.constraints.Positive;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/**
 * A policy that tilts a reference by a linear score of features: {@code log π(a|x) = log π_ref(a|x)
 * + θ·φ(x, a) − log Z(x)}. All parameters θ are 0 at first, so that it is the reference.
 *
 * <p>Choices are numbered from 0 and stand in the column {@code completion}. Each row brings all
 * its choices along: {@code class_features}, a list of their feature vectors, and {@code
 * ref_class_logp}, a vector of their log-probabilities under the reference, −∞ allowed. Outputs:
 * {@code logp}. It samples and lists choices; its parameters are a vector.
 *
 * @param width number of components of a feature vector
 */
@Component(
    value = "log-linear",
    summary = "a reference tilted by a linear score of the choices' features",
    paper = "the log-linear policies of Song et al. 2024, arXiv 2406.01462")
public record LogLinear(@Positive int width) implements PolicyProvider {
  @Override
  public Policy create(Context context, @Nullable State saved) {
    return new LogLinearPolicy(width, saved);
  }
}
