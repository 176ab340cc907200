package org.esscher.neural.internal.language;

/** Logits of the next tokens of rows that grow token by token. */
interface Continuation {
  /** After the prompts: rows · vocabulary, not to be changed. */
  double[] first();

  /**
   * After one more token a row.
   *
   * @param tokens one a row; of a row that ended, any
   * @return rows · vocabulary, not to be changed
   */
  double[] next(int[] tokens);
}
