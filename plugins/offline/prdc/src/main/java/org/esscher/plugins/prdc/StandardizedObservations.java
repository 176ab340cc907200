package org.esscher.plugins.prdc;

import org.esscher.api.Batch;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.State;
import org.esscher.api.Transform;

/**
 * Scales {@code observation}, and {@code next_observation} where there is one, by mean and standard
 * deviation (population, plus 1e-3) of the log's {@code observation}.
 */
@Component(
    value = "standardized-observations",
    summary = "observations standardized by the log's mean and deviation",
    paper = "Fujimoto and Gu 2021, arXiv 2106.06860, section 4")
public record StandardizedObservations() implements Transform {
  static final String MEAN = "mean";
  static final String DEVIATION = "deviation";

  @Override
  public State fit(Batch log, Context context) {
    Scaling scaling = Scaling.of(log.column("observation"));
    return State.empty().with(MEAN, scaling.mean()).with(DEVIATION, scaling.deviation());
  }

  @Override
  public Batch apply(Batch batch, State fitted, Context context) {
    Scaling scaling = new Scaling(fitted.get(MEAN), fitted.get(DEVIATION));
    Batch scaled = scaling.scaled(batch, "observation", context);
    return scaled.has("next_observation")
        ? scaling.scaled(scaled, "next_observation", context)
        : scaled;
  }
}
