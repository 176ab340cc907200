package org.esscher.neural.internal.language;

import java.nio.file.Path;

/** Loads and uses a tokenizer, for the fuzzer. */
public final class Tokenizing {
  /** Of a file of 10 KB: each token takes some characters there. */
  private static final int MOST_TOKENS = 10_000;

  private Tokenizing() {}

  /**
   * Encodes and decodes with it.
   *
   * @param file a tokenizer.json
   */
  public static void use(Path file) {
    try (JsonTokenizer tokenizer = JsonTokenizer.load(file, "", "")) {
      if (tokenizer.size() > MOST_TOKENS || tokenizer.size() <= 0) {
        throw new AssertionError("a model of " + tokenizer.size() + " tokens would be made");
      }
      int[] tokens = tokenizer.encode("Once upon a time");
      tokenizer.decode(tokens, tokens.length);
    }
  }
}
