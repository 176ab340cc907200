package org.esscher.runtime.internal.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.State;

/**
 * Plain data as bytes, for processes of one version that work together: nothing is kept. Reading
 * what another version wrote is not defined.
 */
public final class Wire {
  private Wire() {}

  /** Writes. */
  @FunctionalInterface
  public interface Writing {
    /**
     * Writes.
     *
     * @param out to where
     * @throws IOException never, in memory
     */
    void to(DataOutputStream out) throws IOException;
  }

  /**
   * Reads.
   *
   * @param <T> what
   */
  @FunctionalInterface
  public interface Reading<T> {
    /**
     * Reads.
     *
     * @param in from where
     * @return what was read
     * @throws IOException when the bytes end too early
     */
    T from(DataInputStream in) throws IOException;
  }

  /**
   * What is written as bytes.
   *
   * @param writing writes it
   * @return the bytes
   */
  public static byte[] bytes(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      writing.to(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * What bytes hold.
   *
   * @param <T> what
   * @param bytes of {@link #bytes}
   * @param reading reads it
   * @return what was read
   */
  public static <T> T read(byte[] bytes, Reading<T> reading) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return reading.from(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes bytes with their number.
   *
   * @param out to where
   * @param bytes any
   * @throws IOException never, in memory
   */
  public static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /**
   * Reads bytes with their number.
   *
   * @param in from where
   * @return the bytes
   * @throws IOException when they end too early
   */
  public static byte[] readBytes(DataInputStream in) throws IOException {
    return in.readNBytes(in.readInt());
  }

  /**
   * Writes a text of any length.
   *
   * @param out to where
   * @param text any
   * @throws IOException never, in memory
   */
  public static void writeText(DataOutputStream out, String text) throws IOException {
    writeBytes(out, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads a text.
   *
   * @param in from where
   * @return the text
   * @throws IOException when it ends too early
   */
  public static String readText(DataInputStream in) throws IOException {
    return new String(readBytes(in), StandardCharsets.UTF_8);
  }

  /**
   * Writes texts with their number.
   *
   * @param out to where
   * @param texts any
   * @throws IOException never, in memory
   */
  public static void writeTexts(DataOutputStream out, List<String> texts) throws IOException {
    out.writeInt(texts.size());
    for (String text : texts) {
      writeText(out, text);
    }
  }

  /**
   * Reads texts.
   *
   * @param in from where
   * @return the texts, in order
   * @throws IOException when they end too early
   */
  public static List<String> readTexts(DataInputStream in) throws IOException {
    List<String> texts = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      texts.add(readText(in));
    }
    return texts;
  }

  /**
   * Writes numbers, to the bit.
   *
   * @param out to where
   * @param numbers any
   * @throws IOException never, in memory
   */
  public static void writeNumbers(DataOutputStream out, double[] numbers) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(numbers.length, Double.BYTES));
    bytes.asDoubleBuffer().put(numbers);
    writeBytes(out, bytes.array());
  }

  /**
   * Reads numbers.
   *
   * @param in from where
   * @return the numbers
   * @throws IOException when they end too early
   */
  public static double[] readNumbers(DataInputStream in) throws IOException {
    byte[] bytes = readBytes(in);
    double[] numbers = new double[bytes.length / Double.BYTES];
    ByteBuffer.wrap(bytes).asDoubleBuffer().get(numbers);
    return numbers;
  }

  /**
   * Writes several lots of numbers.
   *
   * @param out to where
   * @param lots any
   * @throws IOException never, in memory
   */
  public static void writeLots(DataOutputStream out, List<double[]> lots) throws IOException {
    out.writeInt(lots.size());
    for (double[] numbers : lots) {
      writeNumbers(out, numbers);
    }
  }

  /**
   * Reads several lots of numbers.
   *
   * @param in from where
   * @return the numbers
   * @throws IOException when they end too early
   */
  public static List<double[]> readLots(DataInputStream in) throws IOException {
    List<double[]> lots = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      lots.add(readNumbers(in));
    }
    return lots;
  }

  /**
   * Writes a state.
   *
   * @param out to where
   * @param state any
   * @throws IOException never, in memory
   */
  public static void writeState(DataOutputStream out, State state) throws IOException {
    out.writeInt(state.numberNames().size());
    for (String name : state.numberNames()) {
      writeText(out, name);
      writeNumbers(out, state.get(name));
    }
    out.writeInt(state.textNames().size());
    for (String name : state.textNames()) {
      writeText(out, name);
      writeTexts(out, state.texts(name));
    }
  }

  /**
   * Reads a state.
   *
   * @param in from where
   * @return the state
   * @throws IOException when it ends too early
   */
  public static State readState(DataInputStream in) throws IOException {
    Map<String, double[]> numbers = new LinkedHashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      numbers.put(readText(in), readNumbers(in));
    }
    Map<String, List<String>> texts = new LinkedHashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      texts.put(readText(in), readTexts(in));
    }
    return State.of(numbers, texts);
  }
}
