package org.esscher.neural.internal.onnx;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.RewardModel;
import org.esscher.api.State;
import org.esscher.neural.internal.model.InputColumns;
import org.esscher.neural.internal.model.VectorColumn;

/** A reward that an ONNX model computes; it has no parameters and no way back. */
public final class OnnxReward implements RewardModel {
  private static final String SCORE = "score";

  private final OnnxFunction function;
  private final List<String> inputs;

  /**
   * A reward.
   *
   * @param function of the inputs side by side; handed over
   * @param inputs columns
   */
  public OnnxReward(OnnxFunction function, List<String> inputs) {
    this.function = function;
    this.inputs = List.copyOf(inputs);
  }

  @Override
  public Set<String> inputs() {
    return Set.copyOf(inputs);
  }

  @Override
  public Set<String> outputs() {
    return Set.of(SCORE);
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    if (!outputs().containsAll(outputs)) {
      throw EsscherException.user(
          "an ONNX reward computes %s, but %s was asked for", outputs(), outputs);
    }
    Column score = score(batch, context);
    return new Forward() {
      @Override
      public Column output(String name) {
        return score;
      }

      @Override
      public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
        throw EsscherException.user(
            "%s is for inference only: an ONNX model has no derivatives; freeze this role, or train"
                + " a neural model",
            function);
      }
    };
  }

  private Column score(Batch batch, Context context) {
    int width =
        function.width() > 0
            ? function.width()
            : inputs.stream().mapToInt(name -> batch.column(name).width()).sum();
    double[] rows = new InputColumns(inputs, width).read(batch);
    if (batch.rows() == 0) {
      return context.columns().numbers();
    }
    double[] scores = function.apply(rows, batch.rows());
    for (int i = 0; i < scores.length; i++) {
      if (Double.isNaN(scores[i]) || scores[i] == Double.POSITIVE_INFINITY) {
        throw EsscherException.data(
            "row %d: %s scores %s; look at the row's %s",
            i / (scores.length / batch.rows()), function, scores[i], inputs);
      }
    }
    return VectorColumn.of(context.columns(), scores.length / batch.rows(), scores);
  }

  @Override
  public State save() {
    return State.empty();
  }

  @Override
  public void close() {
    function.close();
  }
}
