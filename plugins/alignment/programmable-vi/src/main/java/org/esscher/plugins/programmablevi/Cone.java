package org.esscher.plugins.programmablevi;

import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.InputGradient;
import org.esscher.api.Model;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.plugins.programmablevi.GaussianGuide.GuideGradient;

/**
 * The cone: x, y ~ N(0, 10) and z ~ N(x² + y², 0.1 + (x² + y²)/100), of which z is observed; second
 * arguments are standard deviations. Output {@code logp}, the log joint density at the latents (x,
 * y) of the column {@code action}. It has no parameters.
 *
 * @param observation the observed z, the squared radius of the latents
 */
@Component(
    value = "cone",
    summary = "two normal latents whose squared radius is observed with noise",
    paper = "Becker et al. 2024, arXiv 2406.15742")
public record Cone(@Default("5") double observation) implements Model, InputGradient {
  private static final double LOG_TWO_PI = Math.log(2 * Math.PI);
  private static final double PRIOR_STD = 10;
  private static final double SLOPE = 0.01;

  @Override
  public Set<String> inputs() {
    return Set.of("action");
  }

  @Override
  public Set<String> outputs() {
    return Set.of("logp");
  }

  @Override
  public Set<String> differentiableInputs() {
    return Set.of("action");
  }

  /** log p(x, y, z) for x² + y² = s. */
  double logJoint(double s) {
    double std = 0.1 + SLOPE * s;
    double t = (observation - s) / std;
    double prior = -LOG_TWO_PI - 2 * Math.log(PRIOR_STD) - s / (2 * PRIOR_STD * PRIOR_STD);
    return prior - LOG_TWO_PI / 2 - Math.log(std) - t * t / 2;
  }

  /** The derivative of that with respect to s. */
  double slope(double s) {
    double std = 0.1 + SLOPE * s;
    double t = (observation - s) / std;
    return -1 / (2 * PRIOR_STD * PRIOR_STD) + (t + SLOPE * (t * t - 1)) / std;
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    Column latents = batch.column("action");
    if (latents.isText() || latents.ragged() || latents.width() != 2) {
      throw EsscherException.data(
          "column 'action': the cone has two latents, x and y, got %s%d a row",
          latents.ragged() ? "lists of " : "", latents.width());
    }
    double[] radius = new double[batch.rows()];
    double[] logp = new double[batch.rows()];
    for (int row = 0; row < radius.length; row++) {
      double x = latents.at(2L * row);
      double y = latents.at(2L * row + 1);
      radius[row] = x * x + y * y;
      logp[row] = logJoint(radius[row]);
    }
    Column values = context.columns().numbers(logp);
    return new Forward() {
      @Override
      public Column output(String name) {
        return values;
      }

      @Override
      public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
        Column ofLogp = cotangents.get("logp");
        double[] back = new double[2 * radius.length];
        for (int at = 0; at < back.length && ofLogp != null; at++) {
          back[at] = ofLogp.at(at / 2) * slope(radius[at / 2]) * 2 * latents.at(at);
        }
        Map<String, Column> inputs =
            wantedInputs.contains("action")
                ? Map.of("action", context.columns().vectors(2, back))
                : Map.of();
        return new Pullback(new GuideGradient(Vector.of()), inputs);
      }
    };
  }

  @Override
  public State save() {
    return State.empty();
  }
}
