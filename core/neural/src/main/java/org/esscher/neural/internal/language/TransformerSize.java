package org.esscher.neural.internal.language;

import org.esscher.api.EsscherException;
import org.esscher.neural.Precision;

/**
 * How large a transformer is.
 *
 * @param layers blocks
 * @param heads of attention
 * @param width of a token's representation
 * @param precision of the network
 */
public record TransformerSize(int layers, int heads, int width, Precision precision) {
  /**
   * Checks.
   *
   * @param layers as for the record
   * @param heads as for the record
   * @param width as for the record
   * @param precision as for the record
   */
  public TransformerSize {
    if (width % heads != 0) {
      throw EsscherException.user("%d heads don't divide a width of %d", heads, width);
    }
  }

  /** A transformer over a tokenizer's tokens, which is handed over. */
  LanguageModel model(Tokenizer tokenizer, int context) {
    return new LanguageModel(
        tokenizer, new Transformer(tokenizer.size(), context, layers, heads, width, precision));
  }
}
