package org.esscher.spitests;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Enumerable;
import org.esscher.api.Forward;
import org.esscher.api.Policy;
import org.esscher.api.Sampler;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;

/**
 * A new policy whose parameters were moved off their first values, so that it prefers something.
 *
 * @param policy the policy
 * @param contexts rows to act on
 * @param context of all calls
 */
record PolicyTrial(Policy policy, Batch contexts, Context context) {
  static PolicyTrial moved(Policy policy, Batch contexts, Context context) {
    policy
        .as(Vectored.class)
        .ifPresent(
            vectored -> {
              double[] parameters = vectored.parameters().toArray();
              RandomGenerator random = Workspace.random(7);
              for (int i = 0; i < parameters.length; i++) {
                parameters[i] += random.nextDouble() - 0.5;
              }
              vectored.assign(Vector.of(parameters));
            });
    return new PolicyTrial(policy, contexts, context);
  }

  Choices choices() {
    Enumerable enumerable = policy.as(Enumerable.class).orElseThrow();
    return Choices.of(enumerable.enumerate(contexts, context), contexts.rows());
  }

  /** Rows with a choice each: enumerated where the policy can, sampled where not. */
  Batch decisions() {
    return policy
        .as(Enumerable.class)
        .map(enumerable -> enumerable.enumerate(contexts, context))
        .or(
            () ->
                policy
                    .as(Sampler.class)
                    .map(sampler -> sampler.sample(contexts, 2, Workspace.random(3), context)))
        .orElse(contexts);
  }

  /** Outputs that are numbers. */
  Set<String> outputs(Batch batch) {
    Set<String> numbers = new TreeSet<>();
    try (Forward forward = policy.forward(batch, policy.outputs(), context)) {
      for (String output : policy.outputs()) {
        if (!forward.output(output).isText()) {
          numbers.add(output);
        }
      }
    }
    return numbers;
  }

  double[] output(String name, Batch batch) {
    try (Forward forward = policy.forward(batch, Set.of(name), context)) {
      return forward.output(name).toArray();
    }
  }

  /** An output, row by row. */
  double[][] rows(String name, Batch batch) {
    try (Forward forward = policy.forward(batch, Set.of(name), context)) {
      return Readings.rows(forward.output(name));
    }
  }

  /** The gradient of Σ c·output. */
  double[] gradient(String output, Batch batch) {
    try (Forward forward = policy.forward(batch, Set.of(output), context)) {
      Column values = forward.output(output);
      Column cotangents = context.columns().shapedLike(values, cotangents(values.toArray().length));
      return policy
          .as(Vectored.class)
          .orElseThrow()
          .vector(forward.pullback(Map.of(output, cotangents), Set.of()).gradient())
          .toArray();
    }
  }

  /** Σ c·output. */
  double sum(String output, Batch batch) {
    double[] values = output(output, batch);
    double[] cotangents = cotangents(values.length);
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += cotangents[i] * values[i];
    }
    return sum;
  }

  /** 1, −1.3, 1.6, −1.9, …, then again: neighbouring rows don't cancel. */
  private static double[] cotangents(int count) {
    double[] cotangents = new double[count];
    Arrays.setAll(cotangents, i -> (i % 2 == 0 ? 1 : -1) * (1 + 0.3 * (i % 7)));
    return cotangents;
  }
}
