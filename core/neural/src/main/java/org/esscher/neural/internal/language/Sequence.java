package org.esscher.neural.internal.language;

import java.util.Arrays;

/** The tokens of one row: begin, what is given, what is scored. Immutable. */
final class Sequence {
  private final int[] tokens;
  private final int given;
  private final int cut;

  /**
   * A row.
   *
   * @param tokens all of them, the first being the tokenizer's begin; handed over
   * @param given how many of the first tokens are not scored, at least 1
   * @param cut how many tokens of the completion were left off
   */
  Sequence(int[] tokens, int given, int cut) {
    this.tokens = tokens;
    this.given = given;
    this.cut = cut;
  }

  int token(int index) {
    return tokens[index];
  }

  int length() {
    return tokens.length;
  }

  int given() {
    return given;
  }

  int cut() {
    return cut;
  }

  /** How many tokens are scored. */
  int scored() {
    return tokens.length - given;
  }

  /** The same tokens and one more, of which others are scored. */
  Sequence followedBy(int token, int newlyGiven) {
    int[] longer = Arrays.copyOf(tokens, tokens.length + 1);
    longer[tokens.length] = token;
    return new Sequence(longer, newlyGiven, cut);
  }

  /** The same tokens, of which only the last is scored. */
  Sequence endingAlone() {
    return new Sequence(tokens, tokens.length - 1, cut);
  }
}
