package org.esscher.neural.internal.language;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.RewardModel;
import org.esscher.neural.internal.model.NetworkModel;
import org.esscher.neural.internal.network.ParameterVector;

/** A reward that a transformer reads off a completion. */
final class LanguageReward extends NetworkModel implements RewardModel {
  private static final Set<String> OUTPUTS = Set.of("score", ScoreHead.SCORE);

  private final ScoreHead head;
  private final Texts texts;

  LanguageReward(ScoreHead head, Texts texts, ParameterVector parameters) {
    super(parameters);
    this.head = head;
    this.texts = texts;
  }

  @Override
  public Set<String> inputs() {
    return texts.inputs();
  }

  @Override
  public Set<String> outputs() {
    return OUTPUTS;
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    requireOutputs(outputs);
    List<Sequence> sequences = texts.sequences(batch).stream().map(this::read).toList();
    for (int row = 0; row < sequences.size(); row++) {
      if (sequences.get(row).scored() == 0) {
        throw EsscherException.data(
            "row %d: the completion is empty and has no end, so there is nothing to score", row);
      }
    }
    double[] ones = new double[batch.rows()];
    Arrays.fill(ones, 1);
    Scoring scoring =
        new Scoring(
            head, numbers(), sequences, ones, List.of(ScoreHead.SCORE), context.differentiates());
    return new RewardForward(scoring, context.columns());
  }

  /**
   * A sequence whose completion is read and not predicted: with a token after it that nobody reads,
   * what precedes each of the last tokens is the completion.
   */
  private Sequence read(Sequence whole) {
    return whole.followedBy(head.model().tokenizer().end(), whole.given() + 1);
  }

  @Override
  public void close() {
    head.model().close();
  }
}
