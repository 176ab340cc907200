package org.esscher.plugins.base.model;

import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.List;
import java.util.random.RandomGenerator;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/**
 * A few numbers as a model: Lagrange multipliers, temperatures, a baseline that looks at nothing.
 * The output is the vector of the numbers, the same in every row; a single number is a scalar.
 *
 * @param output name of the output
 * @param size how many numbers there are
 * @param initial their initial values; none to draw them
 * @param spread standard deviation of the normal distribution that initial values are drawn from; 0
 *     for zeros
 * @param nonNegative whether numbers below 0 are set to 0 after each step of an optimizer
 */
@Component(
    value = "parameters",
    summary = "a few numbers as a model: multipliers, temperatures, a baseline")
public record FreeParameters(
    @Default("multiplier") String output,
    @Default("1") @Positive int size,
    @Default("[]") List<Double> initial,
    @Default("0") @PositiveOrZero double spread,
    @Default("false") boolean nonNegative)
    implements ModelProvider {

  /**
   * Copies and checks.
   *
   * @param output as for the record
   * @param size as for the record
   * @param initial as for the record
   * @param spread as for the record
   * @param nonNegative as for the record
   */
  public FreeParameters {
    initial = List.copyOf(initial);
    if (!initial.isEmpty() && initial.size() != size) {
      throw EsscherException.user(
          "initial: %d parameters need as many initial values, or none, got %s", size, initial);
    }
    for (double value : initial) {
      if (!Double.isFinite(value) || (nonNegative && value < 0)) {
        throw EsscherException.user(
            "initial: initial values must be finite%s, got %s",
            nonNegative ? " and at least 0" : "", initial);
      }
    }
  }

  @Override
  public Model create(Context context, @Nullable State saved) {
    return new FreeParametersModel(
        output, nonNegative, saved == null ? first(context) : Parameters.restored(saved, size));
  }

  private double[] first(Context context) {
    if (!initial.isEmpty()) {
      return initial.stream().mapToDouble(Double::doubleValue).toArray();
    }
    double[] drawn = new double[size];
    if (spread > 0) {
      RandomGenerator random = context.random();
      for (int i = 0; i < size; i++) {
        double value = spread * random.nextGaussian();
        drawn[i] = nonNegative ? Math.max(0, value) : value;
      }
    }
    return drawn;
  }
}
