package org.esscher.plugins.oreal;

import java.util.Arrays;
import java.util.Map;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.ParameterView;
import org.esscher.api.RewardModel;
import org.esscher.api.RewardModelProvider;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;
import org.jspecify.annotations.Nullable;

/**
 * A reward of the tokens of a rollout, w(s_≤t), which learns from outcomes by {@code outcome-bce}.
 * Its output {@code score} is the {@code token_score} of another reward, or its {@code score} where
 * it has none: then a whole action is one token. {@code compare} is Bradley and Terry's, of mean
 * token scores.
 *
 * <p>All scores are to be 0 at first, so that no token weighs: a reward whose last layer doesn't
 * start at 0 has it set to 0 when it is made ({@code score/weight} of a bradley-terry-lm).
 *
 * @param model the reward whose scores are taken
 * @param zeroed the array of its parameters that is set to 0 in a new model; empty for none
 */
@Component(
    value = "token-outcome-rm",
    summary = "token scores that are learned from outcomes, 0 at first",
    paper = "Lyu et al. 2025, arXiv 2502.06781, section 2.3")
public record TokenOutcomeRm(
    @Default("bradley-terry") RewardModelProvider model, @Default("") String zeroed)
    implements RewardModelProvider {
  @Override
  public RewardModel create(Context context, @Nullable State saved) {
    RewardModel made = model.create(context, saved);
    try {
      if (saved == null && !zeroed.isEmpty()) {
        setToZero(made);
      }
      return new TokenOutcomes(made);
    } catch (RuntimeException e) {
      made.close();
      throw e;
    }
  }

  private void setToZero(RewardModel made) {
    Map<String, int[]> shapes =
        made.as(ParameterView.class).map(ParameterView::shapes).orElse(Map.of());
    if (!shapes.containsKey(zeroed) || made.as(Vectored.class).isEmpty()) {
      throw EsscherException.user(
          "token-outcome-rm: %s has no array '%s' of parameters to set to 0, only %s; name one, or"
              + " leave zeroed empty if its scores are 0 at first",
          model, zeroed, shapes.keySet());
    }
    Vectored vectored = made.as(Vectored.class).orElseThrow();
    double[] parameters = vectored.parameters().toArray();
    int from = 0;
    for (Map.Entry<String, int[]> array : shapes.entrySet()) {
      int size = Arrays.stream(array.getValue()).reduce(1, Math::multiplyExact);
      if (array.getKey().equals(zeroed)) {
        Arrays.fill(parameters, from, from + size, 0);
      }
      from += size;
    }
    vectored.assign(Vector.of(parameters));
  }
}
