package org.esscher.plugins.programmablevi;

import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Forward;
import org.esscher.api.InputGradient;
import org.esscher.api.Model;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.plugins.programmablevi.GaussianGuide.GuideGradient;

/** z ~ N(0, 1), x ~ N(z, 1), x = 1: posterior N(½, √½), evidence N(1; 0, √2). */
final class ConjugateNormal implements Model, InputGradient {
  static final double[] MEAN = {.5};
  static final double LOG_STD = Math.log(.5) / 2;
  static final double LOG_EVIDENCE = -.5 * Math.log(4 * Math.PI) - .25;

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

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    double[] z = batch.column("action").toArray();
    double[] logp = new double[z.length];
    for (int row = 0; row < z.length; row++) {
      logp[row] = -Math.log(2 * Math.PI) - z[row] * z[row] / 2 - (1 - z[row]) * (1 - z[row]) / 2;
    }
    Column values = context.columns().numbers(logp);
    return new Forward() {
      @Override
      public Column output(String name) {
        return values;
      }

      @Override
      public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
        double[] back = cotangents.values().iterator().next().toArray();
        for (int row = 0; row < back.length; row++) {
          back[row] *= 1 - 2 * z[row];
        }
        return new Pullback(
            new GuideGradient(Vector.of()), Map.of("action", context.columns().numbers(back)));
      }
    };
  }

  @Override
  public State save() {
    return State.empty();
  }
}
