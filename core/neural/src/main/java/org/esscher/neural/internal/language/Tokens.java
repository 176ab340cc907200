package org.esscher.neural.internal.language;

import java.nio.file.Path;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;

/**
 * Which tokens texts consist of.
 *
 * @param alphabet characters, or empty
 * @param file a tokenizer.json, or empty; without either the bytes of UTF-8
 * @param begin of the file's tokens the one before texts, or empty for a new one
 * @param end of the file's tokens the one after texts, or empty for a new one
 */
public record Tokens(String alphabet, String file, String begin, String end) {
  /**
   * Checks.
   *
   * @param alphabet as for the record
   * @param file as for the record
   * @param begin as for the record
   * @param end as for the record
   */
  public Tokens {
    if (!alphabet.isEmpty() && !file.isEmpty()) {
      throw EsscherException.user(
          "tokens are the characters of an alphabet or those of a tokenizer's file, not both");
    }
    if (file.isEmpty() && !(begin.isEmpty() && end.isEmpty())) {
      throw EsscherException.user(
          "begin '%s' and end '%s' name tokens of a tokenizer's file, and there is none; bytes and"
              + " alphabets have their own",
          begin, end);
    }
  }

  /** The tokenizer; whoever asks closes it. */
  Tokenizer tokenizer() {
    if (!file.isEmpty()) {
      try {
        return JsonTokenizer.load(Path.of(file), begin, end);
      } catch (LinkageError e) {
        throw new EsscherException(
            ErrorCode.RESOURCES,
            "a tokenizer.json needs the artifact ai.djl.huggingface:tokenizers on the class path, with"
                + " a native library for this machine in it: "
                + e,
            e);
      }
    }
    return alphabet.isEmpty() ? new ByteTokenizer() : new AlphabetTokenizer(alphabet);
  }
}
