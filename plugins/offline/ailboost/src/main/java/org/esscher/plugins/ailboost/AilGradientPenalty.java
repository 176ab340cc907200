package org.esscher.plugins.ailboost;

import static org.esscher.api.Level.ROW;

import jakarta.validation.constraints.PositiveOrZero;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.CustomObjective;
import org.esscher.api.Data;
import org.esscher.api.Default;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Loss;
import org.esscher.api.Slot;
import org.esscher.api.State;

/**
 * Holds a discriminator's slope near 1: the mean of {@code gpWeight·(‖g‖ − 1)²}, g being the
 * derivative of its score with respect to its inputs. Exact; a g of 0 has no direction, and gets no
 * derivative.
 *
 * <p>Slot {@code interpolations}: rows between the expert's and the policy's, and {@code
 * score_input_gradient}, g, an output of the role {@code discriminator}.
 *
 * @param gpWeight weight of the penalty
 */
@Component(
    value = "ail-gradient-penalty",
    summary = "penalty on a discriminator's slope in its inputs",
    paper = "Gulrajani et al. 2017, arXiv 1704.00028, as in Chang et al. 2024, arXiv 2404.08513")
public record AilGradientPenalty(@Default("10") @PositiveOrZero double gpWeight)
    implements CustomObjective {
  private static final String WEIGHT = "interpolation_weight";

  @Override
  public Split split() {
    return Split.ROW;
  }

  @Override
  public Map<String, Expr> reads(Inputs in) {
    Slot rows = in.slot("interpolations");
    Map<String, Expr> reads = new LinkedHashMap<>();
    reads.put(
        DiscriminatorModel.GRADIENT,
        rows.output("discriminator", DiscriminatorModel.GRADIENT, ROW));
    reads.put(WEIGHT, rows.weight());
    return reads;
  }

  @Override
  public Result estimate(Data data, State state, Context context) {
    Column gradients = data.get(DiscriminatorModel.GRADIENT);
    double[] weights = data.get(WEIGHT).toArray();
    double[] cotangents = gradients.toArray();
    double sum = 0;
    double weight = 0;
    for (int row = 0; row < weights.length; row++) {
      double norm = norm(gradients, row);
      sum += weights[row] * gpWeight * (norm - 1) * (norm - 1);
      weight += weights[row];
      double slope = norm > 0 ? weights[row] * gpWeight * 2 * (norm - 1) / norm : 0;
      for (int i = row * gradients.width(); i < (row + 1) * gradients.width(); i++) {
        cotangents[i] *= slope;
      }
    }
    return Result.of(
        new Part(
            "ail-gradient-penalty",
            Set.of("discriminator"),
            Loss.Kind.EXACT,
            sum,
            weight,
            Map.of(
                DiscriminatorModel.GRADIENT, context.columns().shapedLike(gradients, cotangents))));
  }

  private static double norm(Column gradients, int row) {
    double squares = 0;
    for (int i = row * gradients.width(); i < (row + 1) * gradients.width(); i++) {
      squares += gradients.at(i) * gradients.at(i);
    }
    return Math.sqrt(squares);
  }
}
