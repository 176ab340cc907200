package org.esscher.neural.internal.language;

import java.util.Arrays;
import java.util.List;

/**
 * Texts as tokens and back: a language over tokens whose every completed sequence is one text.
 * Which token may follow is the tokenizer's to say, by a state that the tokens so far lead to.
 * Immutable.
 */
interface Tokenizer extends AutoCloseable {
  /** Number of tokens that can be predicted, {@link #end} among them: 0, 1, …, size − 1. */
  int size();

  /** The token after a text that ended. */
  default int end() {
    return size() - 1;
  }

  /** The token before every text; never predicted, unless it is one of the first {@link #size}. */
  default int begin() {
    return size();
  }

  /**
   * A text's tokens, without begin and end.
   *
   * @param text the text
   * @return its tokens
   * @throws IllegalArgumentException saying what can't be encoded
   */
  int[] encode(String text);

  /** The texts of single tokens, the end's empty; none where a token may be part of a character. */
  default List<String> texts() {
    return List.of();
  }

  /**
   * The text of tokens without begin and end, up to the last that completes a character.
   *
   * @param tokens at least {@code count}
   * @param count how many
   * @return the text
   */
  String decode(int[] tokens, int count);

  /**
   * Whether a text determines its tokens, so that what was sampled can be told from its text. Where
   * it doesn't, the tokens themselves are recorded.
   */
  default boolean determined() {
    return true;
  }

  /**
   * Number of states; state 0 stands before a text and after each complete character. One by
   * default: every token may follow every other.
   */
  default int states() {
    return 1;
  }

  /** Whether a token may follow in a state. */
  default boolean allows(int state, int token) {
    return true;
  }

  /** The state after a token that may follow. */
  default int next(int state, int token) {
    return 0;
  }

  /** What is added to logits in each state: nothing, or what leaves no probability. */
  default double[] ban(int state) {
    double[] ban = new double[size()];
    Arrays.setAll(ban, token -> allows(state, token) ? 0 : Transformer.NEVER);
    return ban;
  }

  /** Frees what the tokenizer holds outside the Java heap; nothing by default. */
  @Override
  default void close() {}
}
