package org.esscher.neural.internal.language;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of UTF-8. Bytes that would leave UTF-8 are not allowed to follow, so that every
 * sequence is a text; the states are those of the Unicode Standard's table 3-7.
 */
final class ByteTokenizer implements Tokenizer {
  private static final int COMPLETE = 0;
  private static final int ONE_MORE = 1;
  private static final int TWO_MORE = 2;
  private static final int THREE_MORE = 3;
  private static final int AFTER_E0 = 4;
  private static final int AFTER_ED = 5;
  private static final int AFTER_F0 = 6;
  private static final int AFTER_F4 = 7;

  @Override
  public int size() {
    return 257;
  }

  @Override
  public int[] encode(String text) {
    ByteBuffer bytes;
    try {
      bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("it holds half of a surrogate pair", e);
    }
    int[] tokens = new int[bytes.remaining()];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = bytes.get(i) & 0xff;
    }
    return tokens;
  }

  @Override
  public String decode(int[] tokens, int count) {
    byte[] bytes = new byte[count];
    int complete = 0;
    int state = COMPLETE;
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) tokens[i];
      state = next(state, tokens[i]);
      complete = state == COMPLETE ? i + 1 : complete;
    }
    return new String(bytes, 0, complete, StandardCharsets.UTF_8);
  }

  @Override
  public int states() {
    return 8;
  }

  @Override
  public boolean allows(int state, int token) {
    return switch (state) {
      case COMPLETE -> token < 0x80 || (token >= 0xc2 && token <= 0xf4) || token == end();
      case ONE_MORE, TWO_MORE, THREE_MORE -> within(token, 0x80, 0xbf);
      case AFTER_E0 -> within(token, 0xa0, 0xbf);
      case AFTER_ED -> within(token, 0x80, 0x9f);
      case AFTER_F0 -> within(token, 0x90, 0xbf);
      default -> within(token, 0x80, 0x8f);
    };
  }

  private static boolean within(int token, int low, int high) {
    return token >= low && token <= high;
  }

  @Override
  public int next(int state, int token) {
    return switch (state) {
      case COMPLETE -> first(token);
      case ONE_MORE -> COMPLETE;
      case TWO_MORE, AFTER_E0, AFTER_ED -> ONE_MORE;
      default -> TWO_MORE;
    };
  }

  private static int first(int token) {
    if (token == 0xe0) {
      return AFTER_E0;
    } else if (token == 0xed) {
      return AFTER_ED;
    } else if (token == 0xf0) {
      return AFTER_F0;
    } else if (token == 0xf4) {
      return AFTER_F4;
    } else if (token > 0xff || token < 0x80) {
      return COMPLETE;
    }
    return token < 0xe0 ? ONE_MORE : token < 0xf0 ? TWO_MORE : THREE_MORE;
  }
}
