package org.esscher.neural.internal.language;

import java.util.Arrays;

/**
 * The tokens of one row: begin, what is given, what is scored.
 *
 * @param tokens all of them; the first is the tokenizer's begin
 * @param given how many of the first tokens are not scored, at least 1
 * @param cut how many tokens of the completion were left off
 */
record Sequence(int[] tokens, int given, int cut) {
  int length() {
    return tokens.length;
  }

  /** How many tokens are scored. */
  int scored() {
    return tokens.length - given;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Sequence sequence
        && given == sequence.given
        && cut == sequence.cut
        && Arrays.equals(tokens, sequence.tokens);
  }

  @Override
  public int hashCode() {
    return 31 * given + Arrays.hashCode(tokens);
  }

  @Override
  public String toString() {
    return "Sequence[" + tokens.length + " tokens, " + given + " given, " + cut + " cut]";
  }
}
