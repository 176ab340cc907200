package org.esscher.runtime.internal.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;

/** Files that appear whole or not at all: written beside, forced to disk, renamed. */
final class AtomicWrite {
  private AtomicWrite() {}

  static void write(Path file, byte[] content) {
    Path beside = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      try (FileChannel channel =
          FileChannel.open(
              beside,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        ByteBuffer buffer = ByteBuffer.wrap(content);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(true);
      }
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      try (FileChannel directory =
          FileChannel.open(java.util.Objects.requireNonNull(file.toAbsolutePath().getParent()))) {
        directory.force(true);
      }
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  static EsscherException unwritable(Path file, IOException e) {
    return new EsscherException(
        ErrorCode.RESOURCES,
        file + " can't be written (" + e + "); make room, or choose another directory with --out",
        e);
  }
}
