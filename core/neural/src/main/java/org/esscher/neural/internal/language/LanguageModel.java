package org.esscher.neural.internal.language;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.esscher.neural.Precision;
import org.esscher.neural.internal.engine.Scope;
import org.esscher.neural.internal.network.Layout;
import org.esscher.neural.internal.network.Pass;
import org.esscher.neural.internal.network.Weights;

/**
 * A transformer over a tokenizer's tokens: what it says of the scored tokens of sequences.
 * Immutable.
 *
 * @param tokenizer the tokens
 * @param trunk the network
 */
record LanguageModel(Tokenizer tokenizer, Transformer trunk)
    implements NetworkFunction, CausalModel {
  private static final Set<String> OUTPUTS =
      Set.of("logp", "entropy", "token_logit", "log_normalizer", "class_logp", "hidden");

  @Override
  public Set<String> outputs() {
    return OUTPUTS;
  }

  @Override
  public Layout layout() {
    Layout.Builder arrays = new Layout.Builder();
    trunk.addTo(arrays);
    return arrays.build();
  }

  @Override
  public Precision precision() {
    return trunk.precision();
  }

  @Override
  public int width(String output) {
    return switch (output) {
      case "hidden" -> trunk.width();
      case "class_logp" -> tokenizer.size();
      default -> 1;
    };
  }

  /** Rows are padded on the right, where no token looks. */
  @Override
  public PtNDArray outputs(
      List<Sequence> sequences,
      double[] temperatures,
      List<String> outputs,
      Scope scope,
      Weights weights) {
    TokenBatch batch = TokenBatch.of(sequences, tokenizer);
    PtNDArray hidden = hidden(batch, scope, weights);
    boolean predicts = outputs.stream().anyMatch(output -> !output.equals("hidden"));
    Prediction prediction =
        predicts
            ? new Prediction(
                tokenizer, precision(), batch, temperatures, trunk.logits(weights, hidden), scope)
            : null;
    PtNDArray[] parts =
        outputs.stream()
            .map(
                output ->
                    prediction == null || output.equals("hidden")
                        ? flat(hidden)
                        : flat(prediction.output(output)))
            .toArray(PtNDArray[]::new);
    return parts.length == 1 ? parts[0] : JniUtils.cat(parts, 0);
  }

  static PtNDArray flat(PtNDArray array) {
    return JniUtils.reshape(array, new long[] {-1});
  }

  /** Representations at the tokens before the scored ones, n · width. */
  PtNDArray hidden(TokenBatch batch, Scope scope, Weights weights) {
    return JniUtils.embedding(
        scope.integers(batch.readAt(), batch.readAt().length), all(batch, scope, weights), false);
  }

  /** Representations at every token, (rows · time) · width. */
  private PtNDArray all(TokenBatch batch, Scope scope, Weights weights) {
    int rows = batch.rows();
    int time = batch.time();
    PtNDArray hidden =
        trunk.hidden(
            weights,
            scope.integers(batch.tokens(), rows, time),
            scope.integers(batch.positions(), rows, time),
            causal(time, scope),
            scope,
            Past.NONE);
    return JniUtils.reshape(hidden, new long[] {(long) rows * time, trunk.width()});
  }

  /** No token sees a later one. */
  private PtNDArray causal(int time, Scope scope) {
    double[] mask = new double[time * time];
    for (int from = 0; from < time; from++) {
      Arrays.fill(mask, from * time + from + 1, (from + 1) * time, Transformer.NEVER);
    }
    return scope.numbers(mask, trunk.precision(), 1, 1, time, time);
  }

  @Override
  public <T> T continuing(
      double[] parameters, List<int[]> prompts, Function<Continuation, T> work) {
    return Pass.without(
        layout(),
        precision(),
        parameters,
        (scope, weights) -> work.apply(new CachedContinuation(this, prompts, scope, weights)));
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
