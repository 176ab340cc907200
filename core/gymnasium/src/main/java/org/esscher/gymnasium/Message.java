package org.esscher.gymnasium;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A question or an answer: lines of text, of which the first says what it is, and numbers. On the
 * wire: the text's length in bytes and the count of numbers as 32-bit integers, the text in UTF-8,
 * the numbers as float64; all big-endian.
 */
final class Message {
  /** An answer that is longer than this is none: something else writes to the pipe. */
  private static final int MOST_BYTES = 1 << 30;

  private final List<String> lines;
  private final double[] numbers;

  /**
   * A message.
   *
   * @param lines at least one, none of which holds a line break
   * @param numbers whatever belongs to them; not copied
   */
  Message(List<String> lines, double... numbers) {
    this.lines = lines;
    this.numbers = numbers;
  }

  String line(int index) {
    return lines.get(index);
  }

  double[] numbers() {
    return numbers;
  }

  String kind() {
    return line(0);
  }

  /** The lines behind the first. */
  String text() {
    return String.join("\n", lines.subList(1, lines.size()));
  }

  void write(DataOutputStream out) throws IOException {
    byte[] text = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    out.writeInt(text.length);
    out.writeInt(numbers.length);
    out.write(text);
    ByteBuffer body = ByteBuffer.allocate(Math.multiplyExact(numbers.length, Double.BYTES));
    body.asDoubleBuffer().put(numbers);
    out.write(body.array());
    out.flush();
  }

  static Message read(DataInputStream in) throws IOException {
    int length = in.readInt();
    int count = in.readInt();
    if (length < 0 || length > MOST_BYTES || count < 0 || count > MOST_BYTES / Double.BYTES) {
      throw new IOException("a message of " + length + " bytes of text and " + count + " numbers");
    }
    byte[] text = in.readNBytes(length);
    byte[] body = in.readNBytes(count * Double.BYTES);
    if (text.length < length || body.length < count * Double.BYTES) {
      throw new IOException("a message breaks off");
    }
    double[] numbers = new double[count];
    ByteBuffer.wrap(body).asDoubleBuffer().get(numbers);
    return new Message(
        Arrays.asList(new String(text, StandardCharsets.UTF_8).split("\n", -1)), numbers);
  }
}
