package org.esscher.neural.internal.language;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import org.esscher.neural.Precision;
import org.esscher.neural.internal.engine.Scope;
import org.esscher.neural.internal.network.Layout;
import org.esscher.neural.internal.network.Weights;

/**
 * A linear function of a transformer's representation at each scored token. It has no bias: scores
 * that are only compared would not determine it. Immutable.
 *
 * @param model gives the representations
 */
record ScoreHead(LanguageModel model) implements NetworkFunction {
  static final String SCORE = "token_score";
  private static final String WEIGHT = "score/weight";

  @Override
  public Layout layout() {
    int width = model.trunk().width();
    Layout.Builder arrays = new Layout.Builder();
    model.trunk().addTo(arrays);
    return arrays.normal(WEIGHT, 1 / Math.sqrt(width), width, 1).build();
  }

  @Override
  public Precision precision() {
    return model.precision();
  }

  @Override
  public int width(String output) {
    return 1;
  }

  @Override
  public PtNDArray outputs(
      List<Sequence> sequences,
      double[] temperatures,
      List<String> outputs,
      Scope scope,
      Weights weights) {
    TokenBatch batch = TokenBatch.of(sequences, model.tokenizer());
    PtNDArray hidden = model.hidden(batch, scope, weights);
    return LanguageModel.flat(JniUtils.matmul(hidden, weights.get(WEIGHT)));
  }
}
