package org.esscher.plugins.genarm;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Policy;
import org.esscher.api.RewardModel;
import org.esscher.api.State;

/** The model of {@link Autoregressive}: a reward model and a policy. It owns the wrapped policy. */
final class AutoregressiveReward implements RewardModel, Policy {
  static final String LOGP = "logp";
  static final String SCORE = "score";
  static final String TOKEN_SCORE = "token_score";
  private static final Set<String> OWN = Set.of(SCORE, TOKEN_SCORE);

  private final Policy policy;

  AutoregressiveReward(Policy policy) {
    this.policy = policy;
  }

  @Override
  public Set<String> inputs() {
    return policy.inputs();
  }

  @Override
  public Optional<String> groupedBy(Set<String> columns) {
    return policy.groupedBy(columns);
  }

  @Override
  public Set<String> outputs() {
    Set<String> outputs = new HashSet<>(policy.outputs());
    outputs.addAll(OWN);
    return Set.copyOf(outputs);
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    Set<String> asked = new HashSet<>(outputs);
    if (asked.removeAll(OWN)) {
      asked.add(LOGP);
    }
    Forward forward = policy.forward(batch, asked, context);
    try {
      if (asked.contains(LOGP)) {
        requireTokens(forward.output(LOGP));
      }
      return new AutoregressiveForward(forward, context.columns());
    } catch (RuntimeException e) {
      forward.close();
      throw e;
    }
  }

  private static void requireTokens(Column logp) {
    if (logp.width() != 1) {
      throw EsscherException.user(
          "'autoregressive' needs a log-probability per token, got vectors of %d", logp.width());
    }
    for (int row = 0; row < logp.rows(); row++) {
      if (logp.start(row) == logp.start(row + 1)) {
        throw EsscherException.data(
            "row %d: the completion has no token, not even an end, and so no reward; drop the row",
            row);
      }
    }
  }

  @Override
  public <T> Optional<T> as(Class<T> capability) {
    return capability.isInstance(this) ? Optional.of(capability.cast(this)) : policy.as(capability);
  }

  @Override
  public State save() {
    return policy.save();
  }

  @Override
  public void close() {
    policy.close();
  }
}
