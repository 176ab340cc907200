package org.esscher.plugins.base.policy;

import java.util.Optional;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Gradient;
import org.esscher.api.Policy;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.esscher.plugins.base.model.DenseGradient;
import org.esscher.plugins.base.model.Parameters;
import org.esscher.plugins.base.text.LinearScores;
import org.esscher.plugins.base.text.VectorFeatures;
import org.jspecify.annotations.Nullable;

/** The model of {@link CandidateSoftmax} for features that the data bring along. */
final class VectorCandidatePolicy implements Policy, Vectored {
  private static final Set<String> OUTPUTS = Set.of("logp", "score");

  private final String group;
  private final VectorFeatures features;
  private double[] parameters;

  VectorCandidatePolicy(String group, VectorFeatures features, @Nullable State saved) {
    this.group = group;
    this.features = features;
    this.parameters = Parameters.restored(saved, features.size());
  }

  @Override
  public Set<String> inputs() {
    return Set.of(features.column());
  }

  @Override
  public Optional<String> groupedBy(Set<String> columns) {
    return VectorCandidates.groupedBy(columns, features, group);
  }

  @Override
  public Set<String> outputs() {
    return OUTPUTS;
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    if (!OUTPUTS.containsAll(outputs)) {
      throw EsscherException.user(
          "a policy over candidates computes %s, but %s was asked for", OUTPUTS, outputs);
    }
    VectorCandidates candidates = VectorCandidates.of(batch, features, group);
    CandidateLaw law =
        new CandidateLaw(
            new LinearScores(parameters, candidates.features()),
            candidates.starts(),
            candidates.counts());
    return new CandidateForward(law, candidates.own(), context.columns());
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
