package org.esscher.data;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Cuts a stream into lines of bytes, none longer than a limit. */
final class LineReader implements Closeable {
  /** The longest line that is read, in bytes. */
  static final int LIMIT = 16 << 20;

  private final InputStream in;
  private final Position position;
  private byte[] buffer = new byte[1 << 16];
  private int from;
  private int to;
  private int lineStart;
  private int lineEnd;
  private long lines;
  private long consumed;

  LineReader(InputStream in, Position position) {
    this.in = in;
    this.position = position;
  }

  /**
   * Moves to the next line; false at the end. The line stands in {@link #buffer()} until the next
   * call.
   */
  boolean next() throws IOException {
    int scanned = from;
    while (true) {
      for (int i = scanned; i < to; i++) {
        if (buffer[i] == '\n') {
          take(i, i + 1);
          return true;
        }
      }
      scanned = to - from;
      if (!more()) {
        if (to == from) {
          return false;
        }
        take(to, to);
        return true;
      }
      scanned += from;
    }
  }

  private void take(int end, int next) {
    lineStart = from;
    lineEnd = end > from && buffer[end - 1] == '\r' ? end - 1 : end;
    consumed += next - from;
    from = next;
    position.moveTo(++lines);
  }

  /** Reads more bytes behind those that are there, moved to the front. */
  private boolean more() throws IOException {
    if (to - from > LIMIT) {
      position.moveTo(lines + 1);
      throw position.refuseLine(
          "the line is longer than %d MiB; break it up, JSON lines hold one row per line",
          LIMIT >> 20);
    }
    System.arraycopy(buffer, from, buffer, 0, to - from);
    to -= from;
    from = 0;
    if (to == buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.min(2 * buffer.length, LIMIT + (1 << 16)));
    }
    int read = in.read(buffer, to, buffer.length - to);
    if (read < 0) {
      return false;
    }
    to += read;
    return true;
  }

  byte[] buffer() {
    return buffer;
  }

  int offset() {
    return lineStart;
  }

  int length() {
    return lineEnd - lineStart;
  }

  long consumed() {
    return consumed;
  }

  /** Whether the line holds nothing but blanks. */
  boolean isBlank() {
    for (int i = lineStart; i < lineEnd; i++) {
      if (buffer[i] != ' ' && buffer[i] != '\t') {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
