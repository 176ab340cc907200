package org.esscher.plugins.qarl;

import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Environment;
import org.esscher.api.EnvironmentProvider;

/**
 * An environment with a temperature: each episode draws β ~ Gamma(k, rate ω) (or takes the mean
 * k/ω), and β is appended to the {@code observation}, of all players, and shown as {@code
 * temperature}. Observations must be numbers or vectors.
 *
 * <p>Knobs: {@code temperature_concentration}, k of the episodes that begin from then on, 0 for a
 * temperature of 0; {@code adversary_strength} within [0, 1], a factor on the actions of all
 * players but the first, where actions are vectors; and those of the environment.
 *
 * @param environment the environment to play in
 * @param concentration concentration k of the gamma distribution that temperatures are drawn from
 * @param omega rate ω of that distribution: its mean is k/ω
 * @param draw whether temperatures are drawn or the mean
 */
@Component(
    value = "sampled-temperature",
    summary = "an environment that draws a temperature for each episode and shows it",
    paper = "Reddi et al. 2024, arXiv 2311.01642, the augmented state")
public record SampledTemperature(
    EnvironmentProvider environment,
    @Default("50") @PositiveOrZero double concentration,
    @Default("1000") @Positive double omega,
    @Default("gamma") Draw draw)
    implements EnvironmentProvider {
  /** The knob of k. */
  static final String CONCENTRATION = "temperature_concentration";

  /** The knob of the adversary's strength. */
  static final String STRENGTH = "adversary_strength";

  /** Where a temperature comes from. */
  public enum Draw {
    /** The gamma distribution. */
    GAMMA,
    /** Its mean. */
    POINT
  }

  @Override
  public Environment create(int copies, Context context) {
    return new TemperedEnvironment(environment.create(copies, context), concentration, omega, draw);
  }
}
