package org.esscher.plugins.base.reward;

import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Gradient;
import org.esscher.api.RewardModel;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.esscher.plugins.base.model.DenseGradient;
import org.esscher.plugins.base.model.Parameters;
import org.esscher.plugins.base.model.Scores;
import org.esscher.plugins.base.text.LinearScores;
import org.esscher.plugins.base.text.RowFeatures;
import org.jspecify.annotations.Nullable;

/** The model of {@link BradleyTerryReward}. */
final class LinearReward implements RewardModel, Vectored {
  private final RowFeatures features;
  private double[] parameters;

  LinearReward(RowFeatures features, @Nullable State saved) {
    this.features = features;
    this.parameters = Parameters.restored(saved, features.size());
  }

  @Override
  public Set<String> inputs() {
    return Set.of(features.column());
  }

  @Override
  public Set<String> outputs() {
    return Set.of("score");
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    if (!outputs().containsAll(outputs)) {
      throw EsscherException.user(
          "'bradley-terry' computes %s, but %s was asked for", outputs(), outputs);
    }
    Scores scores = new LinearScores(parameters, features.of(batch));
    Column values = context.columns().numbers(scores.values());
    return new Forward() {
      @Override
      public Column output(String name) {
        return values;
      }

      @Override
      public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
        if (!wantedInputs.isEmpty()) {
          throw EsscherException.user(
              "'bradley-terry' has no derivative with respect to %s", wantedInputs);
        }
        Column ofScore = cotangents.get("score");
        double[] back = ofScore == null ? new double[values.rows()] : ofScore.toArray();
        return new Pullback(scores.gradient(back), Map.of());
      }
    };
  }

  @Override
  public Vector parameters() {
    return Vector.of(parameters);
  }

  @Override
  public void assign(Vector changed) {
    parameters = Parameters.checked(changed, parameters.length);
  }

  @Override
  public Vector vector(Gradient gradient) {
    return DenseGradient.vector(gradient, parameters.length);
  }

  @Override
  public State save() {
    return Parameters.saved(parameters);
  }
}
