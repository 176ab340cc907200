package org.esscher.data;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/** A file that is written beside its place and moved there when it is complete and on disk. */
final class AtomicFile {
  private static final int BUFFER = 1 << 16;

  /** Tells apart the files that one process writes to one place at a time. */
  private static final AtomicLong SERIAL = new AtomicLong();

  private final Path target;
  private final Path partial;
  private final FileChannel channel;
  private @Nullable OutputStream text;

  AtomicFile(Path file) {
    target = file.toAbsolutePath();
    Path directory = target.getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw EsscherException.user(
          "%s cannot be written: there is no directory %s; create it first", file, directory);
    }
    if (Files.isDirectory(target)) {
      throw EsscherException.user("%s is a directory: name a file", file);
    }
    partial =
        directory.resolve(
            "."
                + target.getFileName()
                + "."
                + ProcessHandle.current().pid()
                + "-"
                + SERIAL.incrementAndGet()
                + ".partial");
    try {
      channel =
          FileChannel.open(
              partial,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** The file's bytes. */
  FileChannel channel() {
    return channel;
  }

  /** A buffered stream of the file's bytes, packed or not. */
  OutputStream text(boolean gzip) {
    try {
      OutputStream raw = Channels.newOutputStream(channel);
      text = new BufferedOutputStream(gzip ? new GZIPOutputStream(raw, BUFFER) : raw, BUFFER);
      return text;
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** Forces the file to disk and moves it to its place. */
  void commit() {
    try {
      // Closing a gzip stream writes its trailer and closes the channel, so a second one forces.
      if (text != null) {
        text.close();
      }
      channel.close();
      try (FileChannel written = FileChannel.open(partial, StandardOpenOption.WRITE)) {
        written.force(true);
      }
      Files.move(
          partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw unwritable(e);
    }
    forceDirectory();
  }

  /** Forces the directory's entry too, on systems that let a directory be opened. */
  private void forceDirectory() {
    Path directory = target.getParent();
    if (directory == null) {
      return;
    }
    try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
      entries.force(true);
    } catch (IOException e) {
      // Windows opens no directories; its file systems order the rename themselves.
      return;
    }
  }

  /** Removes what was written. */
  void drop() {
    try (channel) {
      if (text != null) {
        // Frees what packs; the bytes go with the file.
        text.close();
      }
      Files.deleteIfExists(partial);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  EsscherException unwritable(IOException e) {
    return new EsscherException(
        ErrorCode.RESOURCES,
        target + " cannot be written (" + e + "): check space and permissions",
        e);
  }
}
