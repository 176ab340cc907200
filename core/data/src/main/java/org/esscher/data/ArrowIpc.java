package org.esscher.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.apache.arrow.memory.RootAllocator;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;

/** What Arrow IPC files and streams have in common. */
final class ArrowIpc {
  static final byte[] FILE_MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);
  private static final int CONTINUATION = 4;

  private ArrowIpc() {}

  /** Whether a file is in the file format rather than the stream format, by its first bytes. */
  static boolean isFileFormat(Path file) {
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(FILE_MAGIC.length);
    } catch (IOException e) {
      throw unreadable(file.toString(), e);
    }
    if (Arrays.equals(head, FILE_MAGIC)) {
      return true;
    }
    boolean stream = head.length == FILE_MAGIC.length;
    for (int i = 0; stream && i < CONTINUATION; i++) {
      stream = head[i] == (byte) 0xFF;
    }
    if (!stream) {
      throw EsscherException.data(
          head.length == 0
              ? String.format(Locale.ROOT, "%s holds no rows: give a file with at least one", file)
              : String.format(
                  Locale.ROOT,
                  "%s is neither an Arrow IPC file (it doesn't begin with ARROW1) nor an Arrow IPC"
                      + " stream; give it the suffix of what it is",
                  file));
    }
    return false;
  }

  /** Rows up to the end of each record batch of a file. */
  static long[] ends(Path file) {
    if (!isFileFormat(file)) {
      throw EsscherException.user(
          "%s can't be read in parts, as Arrow's stream format doesn't say where its rows are:"
              + " write it as .parquet or .arrow",
          file);
    }
    try {
      long[] ends = ArrowFraming.rows(file);
      Arrays.parallelPrefix(ends, Math::addExact);
      return ends;
    } catch (IOException | RuntimeException e) {
      throw unreadable(file.toString(), e);
    }
  }

  /** The error for Arrow data that break off or contradict themselves. */
  static EsscherException unreadable(String file, Exception e) {
    if (e instanceof EsscherException refused) {
      return refused;
    }
    if (e instanceof UnsupportedOperationException) {
      return withoutFlag(e);
    }
    return new EsscherException(
        ErrorCode.DATA,
        String.format(
            Locale.ROOT,
            "%s: its Arrow data is truncated, damaged or compressed (%s); write or copy the file"
                + " again, uncompressed",
            file,
            e),
        e);
  }

  /** The error for a JVM in which Arrow cannot reach direct buffers. */
  static EsscherException withoutFlag(Exception e) {
    return new EsscherException(
        ErrorCode.USER,
        "Arrow IPC needs direct buffers: start Java with " + flag() + ", or use JSON lines or CSV",
        e);
  }

  /** It opens the package to Arrow's module, where Arrow is one. */
  private static String flag() {
    Module arrow = RootAllocator.class.getModule();
    return "--add-opens=java.base/java.nio=" + (arrow.isNamed() ? arrow.getName() : "ALL-UNNAMED");
  }
}
