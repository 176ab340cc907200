package org.esscher.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;

/** Results as text files. */
final class TextFile {
  private TextFile() {}

  /** Refuses a file that can't be written, before the work whose result it would hold. */
  static void require(Path file) {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw EsscherException.user(
          "--out %s: there is no directory %s; make it, or choose another", file, directory);
    }
    if (Files.isDirectory(file)) {
      throw EsscherException.user("--out %s is a directory; name a file in it", file);
    }
    if (!Files.isWritable(Files.exists(file) ? file : directory)) {
      throw EsscherException.user(
          "--out %s may not be written; change the permissions, or choose another", file);
    }
  }

  static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new EsscherException(
          ErrorCode.USER, file + " can't be written (" + e + "); choose another file", e);
    }
  }
}
