package org.esscher.plugins.serl;

import jakarta.validation.constraints.Positive;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/**
 * A temperature α = softplus(λ) = log(1 + e^λ) of one free number λ: above 0 whatever λ is. Its
 * output {@code temperature} is the same in every row.
 *
 * @param initial initial temperature α
 */
@Component(
    value = "softplus-temperature",
    summary = "a positive number as a model: the softplus of a free parameter",
    paper = "Luo et al. 2024, arXiv 2401.16013")
public record SoftplusTemperature(@Default("0.01") @Positive double initial)
    implements ModelProvider {
  @Override
  public Model create(Context context, @Nullable State saved) {
    // The inverse of the softplus, log(e^α − 1), without overflow.
    double free = initial + Math.log(-Math.expm1(-initial));
    return new TemperatureModel(saved == null ? free : saved.get(TemperatureModel.FREE)[0]);
  }
}
