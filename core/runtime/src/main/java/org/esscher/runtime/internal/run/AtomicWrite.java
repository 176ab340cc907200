package org.esscher.runtime.internal.run;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;

/**
 * Files that appear whole or not at all: written beside, forced to disk, renamed. An interrupt of
 * the thread, which asks a run to stop at a checkpoint, does not stop the writing of that
 * checkpoint.
 */
final class AtomicWrite {
  private AtomicWrite() {}

  static void write(Path file, byte[] content) {
    Path beside = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      try (FileOutputStream out = new FileOutputStream(beside.toFile())) {
        out.write(content);
        out.getFD().sync();
      }
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      syncDirectory(Objects.requireNonNull(file.toAbsolutePath().getParent()));
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  /** Only a channel can force a directory to disk, and an interrupt closes channels. */
  private static void syncDirectory(Path directory) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        interrupted |= Thread.interrupted();
        try (FileChannel channel = FileChannel.open(directory)) {
          channel.force(true);
          return;
        } catch (ClosedByInterruptException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  static EsscherException unwritable(Path file, IOException e) {
    return new EsscherException(
        ErrorCode.RESOURCES,
        file + " can't be written (" + e + "); make room, or choose another directory with --out",
        e);
  }
}
