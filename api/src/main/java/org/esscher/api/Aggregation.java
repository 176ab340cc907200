package org.esscher.api;

/**
 * How values of tokens become one number. Rows have the weights that {@link Expr} says; where a
 * mean runs over the tokens of a row, each row needs at least one.
 */
public enum Aggregation {
  /** Tokens count alike: Σ over all tokens / number of tokens. */
  TOKEN_MEAN,
  /** Rows count alike, each by its sum: Σ over all tokens / number of rows. */
  SEQUENCE_MEAN_TOKEN_SUM,
  /** Rows count alike, each by its mean. */
  SEQUENCE_MEAN_TOKEN_MEAN,
  /** Groups count alike, each by the mean over all of its tokens. */
  GROUP_MEAN_TOKEN_MEAN;

  /**
   * Aggregates.
   *
   * @param tokens at TOKEN, of a grouped slot for a group mean
   * @return the number, at BATCH
   */
  public Expr of(Expr tokens) {
    if (tokens.level() != Level.TOKEN) {
      throw EsscherException.plugin(
          "%s aggregates TOKEN values; %s is at %s", this, tokens, tokens.level());
    }
    return switch (this) {
      case TOKEN_MEAN -> tokens.mean(Level.BATCH);
      case SEQUENCE_MEAN_TOKEN_SUM -> tokens.sum(Level.ROW).mean(Level.BATCH);
      case SEQUENCE_MEAN_TOKEN_MEAN -> tokens.mean(Level.ROW).mean(Level.BATCH);
      case GROUP_MEAN_TOKEN_MEAN -> tokens.mean(Level.GROUP).mean(Level.BATCH);
    };
  }
}
