package org.esscher.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;

/** Opens text files, gzip or not, and says what is wrong with those that cannot be read. */
final class InputFile {
  private static final int BUFFER = 1 << 16;
  private static final int[] BYTE_ORDER_MARK = {0xEF, 0xBB, 0xBF};

  private InputFile() {}

  /** Refuses what is no readable file. */
  static void require(Path file) {
    if (Files.isDirectory(file)) {
      throw EsscherException.data("%s is a directory: name the files in it", file);
    }
    if (!Files.exists(file)) {
      throw EsscherException.user(
          "there is no file %s: check the path (from the directory %s)",
          file, Path.of("").toAbsolutePath());
    }
    if (!Files.isReadable(file)) {
      throw EsscherException.user("file %s may not be read: change its permissions", file);
    }
  }

  /** The bytes of a text file, unpacked, without a byte order mark; closes them if that fails. */
  static InputStream text(InputStream raw, boolean gzip) throws IOException {
    try {
      return withoutMark(gzip ? new GZIPInputStream(raw, BUFFER) : raw);
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  private static InputStream withoutMark(InputStream in) throws IOException {
    PushbackInputStream pushback = new PushbackInputStream(in, BYTE_ORDER_MARK.length);
    byte[] head = new byte[BYTE_ORDER_MARK.length];
    int read = pushback.readNBytes(head, 0, head.length);
    boolean marked = read == head.length;
    for (int i = 0; marked && i < read; i++) {
      marked = (head[i] & 0xFF) == BYTE_ORDER_MARK[i];
    }
    if (!marked) {
      pushback.unread(head, 0, read);
    }
    return pushback;
  }

  /** The error for a file that breaks off or is not what its suffix says. */
  static EsscherException unreadable(Position position, IOException e) {
    String found;
    if (e instanceof EOFException) {
      found = "the gzip data end before they should; copy or download the file again";
    } else if (e instanceof ZipException) {
      found =
          String.format(
              Locale.ROOT,
              "its content is not valid gzip (%s); rename it without .gz if it is plain text, else copy it again",
              e.getMessage());
    } else if (e instanceof CharacterCodingException) {
      found = "its text is not valid UTF-8; convert it, for instance with iconv";
    } else {
      found = String.format(Locale.ROOT, "it cannot be read (%s)", e);
    }
    return new EsscherException(
        ErrorCode.DATA,
        String.format(
            Locale.ROOT, "%s, after line %d: %s", position.file(), position.line(), found),
        e);
  }
}
