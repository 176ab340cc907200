package org.esscher.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;

/** Results as text files. */
final class TextFile {
  private TextFile() {}

  static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new EsscherException(
          ErrorCode.USER, file + " can't be written (" + e + "); choose another file", e);
    }
  }
}
