package org.esscher.spitests;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.Forward;
import org.esscher.api.Model;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.esscher.data.Arena;

/**
 * A new model with rows to compute on.
 *
 * @param model the model
 * @param batch has every input
 * @param context of all calls
 * @param workspace memory
 */
record ModelTrial(Model model, Batch batch, Context context, Workspace workspace) {
  /** Moves parameters off their first values, so that outputs differ from row to row. */
  static void move(Model model) {
    model
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
  }

  /** The same rows on another model. */
  ModelTrial on(Model other) {
    return new ModelTrial(other, batch, context, workspace);
  }

  /** The same model on other rows. */
  ModelTrial with(Batch rows) {
    return new ModelTrial(model, rows, context, workspace);
  }

  /** The same model with everything made in an arena, the rows too. */
  ModelTrial whollyIn(Arena arena) {
    return with(arena.concat(List.of(batch))).in(arena);
  }

  /** The same model with columns made elsewhere. */
  ModelTrial in(Arena arena) {
    return new ModelTrial(model, batch, workspace.context(arena, 5), workspace);
  }

  /** Outputs that are numbers. */
  Set<String> outputs() {
    Set<String> numbers = new TreeSet<>();
    try (Forward forward = model.forward(batch, model.outputs(), context)) {
      for (String output : model.outputs()) {
        if (!forward.output(output).isText()) {
          numbers.add(output);
        }
      }
    }
    return numbers;
  }

  double[] output(String name) {
    try (Forward forward = model.forward(batch, Set.of(name), context)) {
      return forward.output(name).toArray();
    }
  }

  /** An output, row by row. */
  double[][] rows(String name) {
    try (Forward forward = model.forward(batch, Set.of(name), context)) {
      return Readings.rows(forward.output(name));
    }
  }

  /** The gradient of Σ c·output. */
  double[] gradient(String output) {
    try (Forward forward = model.forward(batch, Set.of(output), context)) {
      return gradient(forward, output);
    }
  }

  double[] gradient(Forward forward, String output) {
    return model
        .as(Vectored.class)
        .orElseThrow()
        .vector(pulledBack(forward, output, Set.of()).gradient())
        .toArray();
  }

  Forward.Pullback pulledBack(Forward forward, String output, Set<String> wantedInputs) {
    Column values = forward.output(output);
    double[] cotangents = cotangents(values.toArray().length);
    return forward.pullback(
        Map.of(output, context.columns().shapedLike(values, cotangents)), wantedInputs);
  }

  /** Σ c·output. */
  double sum(String output) {
    double[] values = output(output);
    double[] cotangents = cotangents(values.length);
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += cotangents[i] * values[i];
    }
    return sum;
  }

  /** 1, −1.3, 1.6, −1.9, …, then again: neighboring rows don't cancel. */
  private static double[] cotangents(int count) {
    double[] cotangents = new double[count];
    Arrays.setAll(cotangents, i -> (i % 2 == 0 ? 1 : -1) * (1 + 0.3 * (i % 7)));
    return cotangents;
  }
}
