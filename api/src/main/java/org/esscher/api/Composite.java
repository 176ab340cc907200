package org.esscher.api;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A fixed linear combination of one output of two models, {@code a·first + b·second}, whose
 * parameters are the first's.
 */
abstract class Composite implements Model {
  private final Model first;
  private final String firstOutput;
  private final double firstFactor;
  private final Model second;
  private final String secondOutput;
  private final double secondFactor;
  private final String output;

  Composite(
      Model first,
      String firstOutput,
      double firstFactor,
      Model second,
      String secondOutput,
      double secondFactor,
      String output) {
    this.first = first;
    this.firstOutput = firstOutput;
    this.firstFactor = firstFactor;
    this.second = second;
    this.secondOutput = secondOutput;
    this.secondFactor = secondFactor;
    this.output = output;
  }

  static double requireTemperature(double beta) {
    if (!(beta > 0) || Double.isInfinite(beta)) {
      throw EsscherException.user("the temperature beta must be above 0 and finite, got " + beta);
    }
    return beta;
  }

  @Override
  public Set<String> inputs() {
    Set<String> all = new HashSet<>(first.inputs());
    all.addAll(second.inputs());
    return Set.copyOf(all);
  }

  @Override
  public Set<String> outputs() {
    return Set.of(output);
  }

  @Override
  public Optional<String> groupedBy(Set<String> columns) {
    return Model.groupedBy(List.of(first, second), columns);
  }

  /** Models that this one combines belong to whoever made them, and are saved there. */
  @Override
  public State save() {
    return State.empty();
  }

  @Override
  public <T> Optional<T> as(Class<T> capability) {
    Optional<T> own = Model.super.as(capability);
    boolean parametric = capability == Trainable.class || capability == Vectored.class;
    return own.isPresent() || !parametric ? own : first.as(capability);
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    if (!outputs.equals(Set.of(output))) {
      throw EsscherException.plugin("this model computes %s, not %s", output, outputs);
    }
    Forward left = first.forward(batch, Set.of(firstOutput), context);
    try (Forward right = second.forward(batch, Set.of(secondOutput), context)) {
      Column a = left.output(firstOutput);
      Column b = right.output(secondOutput);
      Column combined = combined(a, b, context);
      return new Forward() {
        @Override
        public Column output(String name) {
          return combined;
        }

        @Override
        public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
          Column cotangent = cotangents.get(output);
          if (cotangent == null) {
            throw EsscherException.plugin(
                "a pullback through %s got cotangents of %s", output, cotangents.keySet());
          }
          double[] scaled = cotangent.toArray();
          for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= firstFactor;
          }
          return left.pullback(
              Map.of(firstOutput, context.columns().shapedLike(a, scaled)), wantedInputs);
        }

        @Override
        public void close() {
          left.close();
        }
      };
    }
  }

  private Column combined(Column a, Column b, Context context) {
    if (a.rows() != b.rows() || a.start(a.rows()) != b.start(b.rows()) || a.width() != b.width()) {
      throw EsscherException.plugin(
          "%s and %s have different shapes: %d and %d rows, %d and %d elements",
          firstOutput, secondOutput, a.rows(), b.rows(), a.start(a.rows()), b.start(b.rows()));
    }
    double[] values = a.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = firstFactor * values[i] + secondFactor * b.at(i);
    }
    return context.columns().shapedLike(a, values);
  }
}
