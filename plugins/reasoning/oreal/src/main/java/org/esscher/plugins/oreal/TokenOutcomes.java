package org.esscher.plugins.oreal;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.RewardModel;
import org.esscher.api.State;

/** The model of {@link TokenOutcomeRm}, which owns the reward underneath. */
final class TokenOutcomes implements RewardModel {
  private static final String SCORE = "score";
  private static final String TOKEN_SCORE = "token_score";

  private final RewardModel model;
  private final String output;

  TokenOutcomes(RewardModel model) {
    this.model = model;
    this.output = model.outputs().contains(TOKEN_SCORE) ? TOKEN_SCORE : SCORE;
  }

  @Override
  public Set<String> inputs() {
    return model.inputs();
  }

  @Override
  public Optional<String> groupedBy(Set<String> columns) {
    return model.groupedBy(columns);
  }

  @Override
  public Set<String> outputs() {
    return Set.of(SCORE);
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    if (!outputs().containsAll(outputs)) {
      throw EsscherException.user(
          "'token-outcome-rm' computes %s, but %s was asked for", outputs(), outputs);
    }
    Forward scored = model.forward(batch, Set.of(output), context);
    return new Forward() {
      @Override
      public Column output(String name) {
        return scored.output(output);
      }

      @Override
      public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
        Column cotangent = Objects.requireNonNull(cotangents.get(SCORE), SCORE);
        return scored.pullback(Map.of(output, cotangent), wantedInputs);
      }

      @Override
      public void close() {
        scored.close();
      }
    };
  }

  @Override
  public Column compare(Batch first, Batch second, Context context) {
    double[] left = means(first, context);
    double[] right = means(second, context);
    if (left.length != right.length) {
      throw EsscherException.user(
          "'token-outcome-rm' compares equally many rows, got %d and %d",
          left.length, right.length);
    }
    double[] preference = new double[left.length];
    for (int row = 0; row < preference.length; row++) {
      preference[row] = 1 / (1 + Math.exp(right[row] - left[row]));
    }
    return context.columns().numbers(preference);
  }

  /** Of a row's tokens; 0 where there are none. */
  private double[] means(Batch batch, Context context) {
    try (Forward scored = model.forward(batch, Set.of(output), context)) {
      Column scores = scored.output(output);
      double[] means = new double[batch.rows()];
      for (int row = 0; row < means.length; row++) {
        int tokens = scores.start(row + 1) - scores.start(row);
        for (int token = scores.start(row); token < scores.start(row + 1); token++) {
          means[row] += scores.at(token) / tokens;
        }
      }
      return means;
    }
  }

  @Override
  public State save() {
    return model.save();
  }

  @Override
  public <T> Optional<T> as(Class<T> capability) {
    Optional<T> own = RewardModel.super.as(capability);
    return own.isPresent() ? own : model.as(capability);
  }

  @Override
  public void close() {
    model.close();
  }
}
