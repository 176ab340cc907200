package org.esscher.data;

import java.io.IOException;
import java.io.InputStream;

/** Counts the bytes that were read of a file. Not thread-safe. */
final class CountedInput extends InputStream {
  private final InputStream in;
  private long bytes;

  CountedInput(InputStream in) {
    this.in = in;
  }

  /** How many there were. */
  long bytes() {
    return bytes;
  }

  @Override
  public int read() throws IOException {
    int read = in.read();
    bytes += read < 0 ? 0 : 1;
    return read;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    int read = in.read(into, from, length);
    bytes += Math.max(0, read);
    return read;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
