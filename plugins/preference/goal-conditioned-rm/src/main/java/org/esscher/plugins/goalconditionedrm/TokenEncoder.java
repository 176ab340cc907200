package org.esscher.plugins.goalconditionedrm;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.api.State;
import org.jspecify.annotations.Nullable;

/**
 * A small backbone: {@code hidden}, h_t = tanh(W·z_t + b) for every token, where z_t is the token's
 * input or the mean of the inputs up to it. Inputs are the words of {@code completion}, one hashed
 * indicator each, or vectors of a column. Words are runs of letters, digits and apostrophes,
 * without case; every other character that is no space is one too.
 *
 * @param features a column with a list of vectors per row, or empty for words
 * @param inputWidth components of those vectors; 0 with words
 * @param buckets number of rows in the table that words are hashed to
 * @param width number of components of a hidden state
 * @param runningMean whether states see the mean of the inputs up to them
 */
@Component(
    value = "token-encoder",
    summary = "hidden states of tokens, from words or given vectors")
public record TokenEncoder(
    @Default("") String features,
    @Default("0") @PositiveOrZero int inputWidth,
    @Default("4096") @Positive int buckets,
    @Default("16") @Min(1) int width,
    @Default("true") boolean runningMean)
    implements ModelProvider {
  /**
   * Checks.
   *
   * @param features as for the record
   * @param inputWidth as for the record
   * @param buckets as for the record
   * @param width as for the record
   * @param runningMean as for the record
   */
  public TokenEncoder {
    if (features.isEmpty() != (inputWidth == 0)) {
      throw EsscherException.user(
          "token-encoder: features '%s' and inputWidth %d; name a column and the components of its"
              + " vectors, or neither",
          features, inputWidth);
    }
  }

  @Override
  public Model create(Context context, @Nullable State saved) {
    int inputs = features.isEmpty() ? buckets : inputWidth;
    int size = Math.multiplyExact(inputs + 1, width);
    double[] parameters = saved == null ? new double[size] : saved.get("parameters");
    if (parameters.length != size) {
      throw EsscherException.plugin(
          "token-encoder: %d saved parameters, not %d; was it saved with another configuration?",
          parameters.length, size);
    }
    if (saved == null) {
      // One word is one input, so that its state has variance 1 too.
      double spread = features.isEmpty() ? 1 : 1 / Math.sqrt(inputs);
      for (int i = 0; i < inputs * width; i++) {
        parameters[i] = spread * context.random().nextGaussian();
      }
    }
    return new TokenEncoderModel(this, parameters);
  }
}
