package org.esscher.data;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Grows by the UTF-8 form of characters. */
final class Utf8Buffer {
  private byte[] bytes = new byte[64];
  private int length;

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  void clear() {
    length = 0;
  }

  /** Adds characters; false, with nothing added, when a surrogate stands alone. */
  boolean append(char[] characters, int offset, int count) {
    reserve(3L * count);
    int to = length;
    int end = offset + count;
    for (int i = offset; i < end; i++) {
      char c = characters[i];
      if (c < 0x80) {
        bytes[to++] = (byte) c;
      } else if (c < 0x800) {
        bytes[to++] = (byte) (0xC0 | (c >> 6));
        bytes[to++] = (byte) (0x80 | (c & 0x3F));
      } else if (!Character.isSurrogate(c)) {
        bytes[to++] = (byte) (0xE0 | (c >> 12));
        bytes[to++] = (byte) (0x80 | ((c >> 6) & 0x3F));
        bytes[to++] = (byte) (0x80 | (c & 0x3F));
      } else if (Character.isHighSurrogate(c)
          && i + 1 < end
          && Character.isLowSurrogate(characters[i + 1])) {
        int point = Character.toCodePoint(c, characters[++i]);
        bytes[to++] = (byte) (0xF0 | (point >> 18));
        bytes[to++] = (byte) (0x80 | ((point >> 12) & 0x3F));
        bytes[to++] = (byte) (0x80 | ((point >> 6) & 0x3F));
        bytes[to++] = (byte) (0x80 | (point & 0x3F));
      } else {
        return false;
      }
    }
    length = to;
    return true;
  }

  /** Adds what is UTF-8 already; false, with nothing added, when it is not. */
  boolean append(ByteBuffer encoded) {
    int count = encoded.remaining();
    reserve(count);
    encoded.duplicate().get(bytes, length, count);
    if (!isAscii(length, count) && !isUtf8(encoded.duplicate())) {
      return false;
    }
    length += count;
    return true;
  }

  private boolean isAscii(int from, int count) {
    int seen = 0;
    for (int i = from; i < from + count; i++) {
      seen |= bytes[i];
    }
    return seen >= 0;
  }

  private static boolean isUtf8(ByteBuffer encoded) {
    try {
      // A new decoder reports what is malformed.
      StandardCharsets.UTF_8.newDecoder().decode(encoded);
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private void reserve(long more) {
    long needed = length + more;
    if (needed > bytes.length) {
      long grown = Math.min(Integer.MAX_VALUE - 8L, Math.max(needed, bytes.length * 3L / 2));
      bytes = Arrays.copyOf(bytes, Math.toIntExact(Math.max(needed, grown)));
    }
  }
}
