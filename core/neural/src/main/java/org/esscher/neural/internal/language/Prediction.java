package org.esscher.neural.internal.language;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import org.esscher.neural.Precision;
import org.esscher.neural.internal.engine.Scope;

/** The distributions of scored tokens, as far as outputs need them. */
final class Prediction {
  private final PtNDArray logits;
  private final PtNDArray logp;
  private final PtNDArray targets;
  private final PtNDArray minus;

  /**
   * Distributions.
   *
   * @param tokenizer says what may follow
   * @param precision of the logits
   * @param batch the scored tokens
   * @param temperatures one a row
   * @param raw the scored tokens' logits at temperature 1, n · vocabulary
   * @param scope makes constants
   */
  Prediction(
      Tokenizer tokenizer,
      Precision precision,
      TokenBatch batch,
      double[] temperatures,
      PtNDArray raw,
      Scope scope) {
    int count = batch.targets().length;
    PtNDArray scaled = raw;
    if (Arrays.stream(temperatures).anyMatch(temperature -> temperature != 1)) {
      double[] inverse = new double[count];
      Arrays.setAll(inverse, i -> 1 / temperatures[batch.owners()[i]]);
      scaled = JniUtils.mul(raw, scope.numbers(inverse, precision, count, 1));
    }
    logits =
        tokenizer.states() == 1
            ? scaled
            : JniUtils.add(scaled, bans(tokenizer, precision, batch, scope));
    logp = JniUtils.logSoftmax(logits, 1, logits.getDataType());
    targets = scope.integers(batch.targets(), count, 1);
    minus = scope.numbers(new double[] {-1}, precision, 1);
  }

  private static PtNDArray bans(
      Tokenizer tokenizer, Precision precision, TokenBatch batch, Scope scope) {
    int vocabulary = tokenizer.size();
    int states = tokenizer.states();
    double[] table = new double[states * vocabulary];
    for (int state = 0; state < states; state++) {
      System.arraycopy(tokenizer.ban(state), 0, table, state * vocabulary, vocabulary);
    }
    long[] rows = Arrays.stream(batch.states()).asLongStream().toArray();
    return JniUtils.embedding(
        scope.integers(rows, rows.length),
        scope.numbers(table, precision, states, vocabulary),
        false);
  }

  /** One number a scored token; or, of logits, a vector. */
  PtNDArray output(String output) {
    return switch (output) {
      case "logp" -> JniUtils.gather(logp, targets, 1);
      case "token_logit" -> JniUtils.gather(logits, targets, 1);
      case "log_normalizer" ->
          JniUtils.sub(JniUtils.gather(logits, targets, 1), JniUtils.gather(logp, targets, 1));
      case "entropy" ->
          JniUtils.mul(
              JniUtils.sum(JniUtils.mul(JniUtils.exp(logp), logp), new long[] {1}, false), minus);
      default -> logp;
    };
  }
}
