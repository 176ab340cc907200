package org.esscher.neural.internal.language;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The characters of a given alphabet: for small languages, such as arithmetic. */
final class AlphabetTokenizer implements Tokenizer {
  private final int[] characters;

  /** Numbers the alphabet's code points in their order. */
  AlphabetTokenizer(String alphabet) {
    this.characters = alphabet.codePoints().distinct().toArray();
  }

  @Override
  public int size() {
    return characters.length + 1;
  }

  @Override
  public int[] encode(String text) {
    return text.codePoints().map(this::token).toArray();
  }

  private int token(int character) {
    for (int token = 0; token < characters.length; token++) {
      if (characters[token] == character) {
        return token;
      }
    }
    throw new IllegalArgumentException(
        "'" + Character.toString(character) + "' is not in the alphabet");
  }

  @Override
  public String decode(int[] tokens, int count) {
    StringBuilder text = new StringBuilder();
    Arrays.stream(tokens, 0, count).forEach(token -> text.appendCodePoint(characters[token]));
    return text.toString();
  }

  @Override
  public List<String> texts() {
    return Stream.concat(IntStream.of(characters).mapToObj(Character::toString), Stream.of(""))
        .toList();
  }
}
