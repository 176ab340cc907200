package org.esscher.cli.tracking;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.cli.report.Reading;
import org.esscher.cli.report.RecordedRun;
import org.esscher.cli.report.WorkListener;

/**
 * Metrics as TensorBoard's event file: records (the length, its masked CRC-32C, the bytes, their
 * masked CRC-32C, little-endian) of protocol buffers {@code Event}: {@code wall_time = 1} (double),
 * {@code step = 2} (int64), {@code file_version = 3} (string), {@code summary = 5}, which holds
 * {@code value = 1} with {@code tag = 1} (string) and {@code simple_value = 2} (float). Written
 * here because no library of the JVM writes it without TensorFlow.
 */
public final class EventFile {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private EventFile() {}

  /**
   * Writes all readings as scalars.
   *
   * @param run what was recorded; a value's digits beyond those of a float are lost
   * @param directory made where it isn't there
   * @param listener is told of the readings that were written
   * @return the file in it, named after the run, so that a second export replaces the first
   * @throws EsscherException (USER) when it can't be written
   */
  public static Path write(RecordedRun run, Path directory, WorkListener listener) {
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    ByteArrayOutputStream version = event(0, run.times().at(0));
    bytes(version, 3, "brain.Event:2".getBytes(StandardCharsets.UTF_8));
    record(records, version.toByteArray());
    run.writeReadings(
        listener,
        (name, reading) -> record(records, scalar(name, reading, run.times().at(reading.step()))));
    Path file = directory.resolve("events.out.tfevents.0." + run.name());
    try {
      Files.createDirectories(directory);
      return Files.write(file, records.toByteArray());
    } catch (IOException e) {
      throw new EsscherException(
          ErrorCode.USER, file + " can't be written (" + e + "); choose another directory", e);
    }
  }

  private static byte[] scalar(String name, Reading reading, long time) {
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    bytes(value, 1, name.getBytes(StandardCharsets.UTF_8));
    key(value, 2, FIXED32);
    value.writeBytes(little(4).putFloat((float) reading.value()).array());
    ByteArrayOutputStream summary = new ByteArrayOutputStream();
    bytes(summary, 1, value.toByteArray());
    ByteArrayOutputStream event = event(reading.step(), time);
    bytes(event, 5, summary.toByteArray());
    return event.toByteArray();
  }

  private static ByteArrayOutputStream event(double step, long time) {
    ByteArrayOutputStream event = new ByteArrayOutputStream();
    key(event, 1, FIXED64);
    event.writeBytes(little(8).putDouble(time / 1000.0).array());
    key(event, 2, VARINT);
    varint(event, (long) step);
    return event;
  }

  private static void record(ByteArrayOutputStream records, byte[] content) {
    byte[] length = little(8).putLong(content.length).array();
    records.writeBytes(length);
    records.writeBytes(little(4).putInt(maskedCrc(length)).array());
    records.writeBytes(content);
    records.writeBytes(little(4).putInt(maskedCrc(content)).array());
  }

  /** A checksum, turned by 15 bits and moved by a constant: TensorFlow's record format. */
  private static int maskedCrc(byte[] content) {
    CRC32C crc = new CRC32C();
    crc.update(content);
    return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
  }

  private static void bytes(ByteArrayOutputStream message, int field, byte[] content) {
    key(message, field, BYTES);
    varint(message, content.length);
    message.writeBytes(content);
  }

  private static void key(ByteArrayOutputStream message, int field, int wire) {
    message.write((field << 3) | wire);
  }

  /** Seven bits a byte, the lowest first, the eighth set where more follow. */
  private static void varint(ByteArrayOutputStream message, long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      message.write((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    message.write((int) rest);
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
