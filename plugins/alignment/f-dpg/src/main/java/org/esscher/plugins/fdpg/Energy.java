package org.esscher.plugins.fdpg;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Model;
import org.esscher.api.State;

/** The model of {@link EnergyBasedModel}. It owns its base. */
final class Energy implements Model {
  static final String LAMBDA = "lambda";
  static final String BASE = "base";
  private static final String OUTPUT = "log_target";

  private final Model base;
  private final double[] lambda;
  private final String features;
  private final String constraint;

  Energy(Model base, double[] lambda, String features, String constraint) {
    this.base = base;
    this.lambda = lambda;
    this.features = features;
    this.constraint = constraint;
  }

  @Override
  public Set<String> inputs() {
    Set<String> inputs = new HashSet<>(base.inputs());
    if (lambda.length > 0) {
      inputs.add(features);
    }
    if (!constraint.isEmpty()) {
      inputs.add(constraint);
    }
    return Set.copyOf(inputs);
  }

  @Override
  public Optional<String> groupedBy(Set<String> columns) {
    return base.groupedBy(columns);
  }

  @Override
  public Set<String> outputs() {
    return Set.of(OUTPUT);
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    if (!outputs().containsAll(outputs)) {
      throw EsscherException.user(
          "energy-based-model computes %s, but %s was asked for", outputs(), outputs);
    }
    double[] energy;
    try (Forward prior = base.forward(batch, Set.of("logp"), context)) {
      energy = perRow(prior.output("logp"));
    }
    if (lambda.length > 0) {
      tilt(energy, Features.of(batch, features, lambda.length));
    }
    if (!constraint.isEmpty()) {
      cut(energy, batch.column(constraint));
    }
    return new Scored(context.columns().numbers(energy));
  }

  /** A sequence's log-probability is the sum of its tokens'. */
  private static double[] perRow(Column logp) {
    double[] sums = new double[logp.rows()];
    for (int row = 0; row < sums.length; row++) {
      for (int i = logp.start(row); i < logp.start(row + 1); i++) {
        sums[row] += logp.at(i);
      }
    }
    return sums;
  }

  private void tilt(double[] energy, Features phi) {
    for (int row = 0; row < energy.length; row++) {
      energy[row] += phi.dot(row, lambda);
    }
  }

  private void cut(double[] energy, Column satisfied) {
    for (int row = 0; row < energy.length; row++) {
      double b = satisfied.at(row);
      if (b != 0 && b != 1) {
        throw EsscherException.data(
            "row %d, column '%s': a constraint is 0 or 1, got %s", row, constraint, b);
      }
      if (b == 0) {
        energy[row] = Double.NEGATIVE_INFINITY;
      }
    }
  }

  @Override
  public State save() {
    return State.empty().with(LAMBDA, lambda).withAll(BASE, base.save());
  }

  @Override
  public void close() {
    base.close();
  }

  /** A finished pass; there is no way back, since a target is not trained through its score. */
  private record Scored(Column energy) implements Forward {
    @Override
    public Column output(String name) {
      return energy;
    }

    @Override
    public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
      throw EsscherException.user(
          "energy-based-model is a target and takes no gradient; fit its lambda with"
              + " moment-constraints, or train its base alone");
    }
  }
}
