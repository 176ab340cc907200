package org.esscher.plugins.programmablevi;

import java.util.List;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/**
 * Independent normal latents, z_j ~ N(μ_j, σ_j): the mean-field guide. Its parameters are the
 * means, then the logs of the standard deviations.
 *
 * @param mean initial means μ, one for each latent
 * @param logStd initial log σ, one for each latent
 */
@Component(
    value = "guide",
    summary = "independent normal latents, a guide for variational inference",
    paper = "Becker et al. 2024, arXiv 2406.15742")
public record Guide(@Default("[0, 0]") List<Double> mean, @Default("[1, 1]") List<Double> logStd)
    implements PolicyProvider {
  /**
   * Copies and checks.
   *
   * @param mean as for the record
   * @param logStd as for the record
   */
  public Guide {
    mean = List.copyOf(mean);
    logStd = List.copyOf(logStd);
    if (mean.isEmpty() || mean.size() != logStd.size()) {
      throw EsscherException.user(
          "guide: mean has %d numbers and logStd %d; each latent needs one of both",
          mean.size(), logStd.size());
    }
  }

  @Override
  public Policy create(Context context, @Nullable State saved) {
    double[] start = new double[2 * mean.size()];
    for (int j = 0; j < mean.size(); j++) {
      start[j] = mean.get(j);
      start[mean.size() + j] = logStd.get(j);
    }
    return new GaussianGuide(
        new MeanField(), mean.size(), saved == null ? start : saved.get("parameters"));
  }
}
