package org.esscher.neural.internal.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ByteTokenizerTest {
  private final Tokenizer tokenizer = new ByteTokenizer();

  /** Whether all tokens may follow one another and complete their last character. */
  private boolean accepts(int... tokens) {
    int state = 0;
    for (int token : tokens) {
      if (!tokenizer.allows(state, token)) {
        return false;
      }
      state = tokenizer.next(state, token);
    }
    return state == 0;
  }

  @Test
  void acceptsEveryCharacter() {
    for (int character = 0; character <= Character.MAX_CODE_POINT; character++) {
      if (character < Character.MIN_SURROGATE || character > Character.MAX_SURROGATE) {
        String text = Character.toString(character);
        int[] tokens = tokenizer.encode(text);
        assertThat(accepts(tokens)).as("U+%x", character).isTrue();
        assertThat(tokenizer.decode(tokens, tokens.length)).isEqualTo(text);
      }
    }
  }

  /** Against the JDK's decoder, on every sequence of up to three bytes. */
  @Test
  void acceptsNothingElse() {
    for (int a = 0; a < 256; a++) {
      assertThat(accepts(a)).isEqualTo(decodes(a));
      for (int b = 0x70; b < 256; b++) {
        if (accepts(a, b) != decodes(a, b)) {
          throw new AssertionError(a + " " + b);
        }
        for (int c = 0x70; a >= 0xe0 && c < 256; c++) {
          if (accepts(a, b, c) != decodes(a, b, c)) {
            throw new AssertionError(a + " " + b + " " + c);
          }
        }
      }
    }
  }

  private static boolean decodes(int... bytes) {
    byte[] raw = new byte[bytes.length];
    for (int i = 0; i < raw.length; i++) {
      raw[i] = (byte) bytes[i];
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  @Test
  void leavesOffACharacterThatIsCut() {
    int[] tokens = tokenizer.encode("aé");
    assertThat(tokens).containsExactly('a', 0xc3, 0xa9);
    assertThat(tokenizer.decode(tokens, 2)).isEqualTo("a");
  }

  @Test
  void textsEndBetweenCharactersOnly() {
    assertThat(tokenizer.allows(0, tokenizer.end())).isTrue();
    assertThat(tokenizer.allows(tokenizer.next(0, 0xc3), tokenizer.end())).isFalse();
    assertThat(tokenizer.allows(0, tokenizer.begin())).isFalse();
  }

  @Test
  void refusesHalfASurrogatePair() {
    assertThatThrownBy(() -> tokenizer.encode("\ud800"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("surrogate");
  }
}
