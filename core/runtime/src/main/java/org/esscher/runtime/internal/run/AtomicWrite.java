package org.esscher.runtime.internal.run;

import java.io.FileInputStream;
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
      delete(beside, e);
      throw unwritable(file, e);
    }
  }

  /**
   * Reads a file. An interrupt, which closes channels, does not keep it from being read: what can't
   * be read would be taken for lost.
   */
  static byte[] read(Path file) throws IOException {
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      return in.readAllBytes();
    }
  }

  /**
   * Writes through a channel, once more when an interrupt closes it; the thread stays interrupted.
   *
   * @param writing throws an exception whose cause is that of the channel
   */
  static void uninterrupted(Runnable writing) {
    boolean interrupted = false;
    try {
      while (true) {
        interrupted |= Thread.interrupted();
        try {
          writing.run();
          return;
        } catch (EsscherException e) {
          if (!(e.getCause() instanceof ClosedByInterruptException)) {
            throw e;
          }
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** What is half written only takes room. */
  private static void delete(Path beside, IOException failure) {
    try {
      Files.deleteIfExists(beside);
    } catch (IOException e) {
      failure.addSuppressed(e);
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
