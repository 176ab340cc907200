package org.esscher.plugins.base.policy;

import java.util.List;
import org.esscher.api.Gradient;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.esscher.plugins.base.model.DenseGradient;
import org.esscher.plugins.base.model.Parameters;
import org.esscher.plugins.base.model.Scores;
import org.esscher.plugins.base.text.LinearScores;
import org.esscher.plugins.base.text.TextFeatures;
import org.jspecify.annotations.Nullable;

/** The model of {@link CandidateSoftmax} for texts. */
final class TextCandidatePolicy extends CandidatePolicy implements Vectored {
  private final TextFeatures features;
  private double[] parameters;

  TextCandidatePolicy(String group, TextFeatures features, @Nullable State saved) {
    super(group);
    this.features = features;
    this.parameters = Parameters.restored(saved, features.size());
  }

  @Override
  Scores scores(List<String> texts) {
    return new LinearScores(parameters, texts.stream().map(features::of).toList());
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
