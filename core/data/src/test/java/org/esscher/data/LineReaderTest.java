package org.esscher.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LineReaderTest {
  /** Gives few bytes at a time, as packed streams do. */
  private static InputStream slowly(String text, int bytes) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
      @Override
      public synchronized int read(byte[] target, int offset, int length) {
        return super.read(target, offset, Math.min(length, bytes));
      }
    };
  }

  private static String line(LineReader lines) {
    return new String(lines.buffer(), lines.offset(), lines.length(), StandardCharsets.UTF_8);
  }

  @Test
  void cutsLinesWhereverTheBufferEnds() throws IOException {
    String text = "é\r\n\n" + "x".repeat(70_000) + "\n" + "y".repeat(65_535) + "\nlast";
    for (int bytes : new int[] {1000, 65_536, 1 << 20}) {
      Position position = new Position();
      try (LineReader lines = new LineReader(slowly(text, bytes), position)) {
        assertThat(lines.next()).isTrue();
        assertThat(line(lines)).isEqualTo("é");
        assertThat(lines.next()).isTrue();
        assertThat(lines.isBlank()).isTrue();
        assertThat(lines.next()).isTrue();
        assertThat(line(lines)).hasSize(70_000).containsOnlyOnce("x".repeat(70_000));
        assertThat(lines.next()).isTrue();
        assertThat(line(lines)).isEqualTo("y".repeat(65_535));
        assertThat(position.line()).isEqualTo(4);
        assertThat(lines.next()).isTrue();
        assertThat(line(lines)).isEqualTo("last");
        assertThat(lines.next()).isFalse();
        assertThat(lines.consumed()).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
      }
    }
  }

  @Test
  void acceptsTheLongestLineAndNoLonger() throws IOException {
    String longest = "x".repeat(LineReader.LIMIT);
    try (LineReader lines = new LineReader(slowly(longest + "\nx", 1 << 20), new Position())) {
      assertThat(lines.next()).isTrue();
      assertThat(lines.length()).isEqualTo(LineReader.LIMIT);
      assertThat(lines.next()).isTrue();
    }
    try (LineReader lines =
        new LineReader(slowly(longest + "x".repeat(1 << 17), 1 << 20), new Position())) {
      assertThatThrownBy(lines::next).hasMessageContaining("line 1").hasMessageContaining("16 MiB");
    }
  }
}
