package org.esscher.runtime.internal.run;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * An append-only file of JSON lines. A checkpoint notes its length; on resume what was written
 * later is cut off. A channel would be closed by an interrupt of its thread, with which a run is
 * asked to stop; this file is not.
 */
final class Journal implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final Path path;
  private final RandomAccessFile file;

  Journal(Path path, long keep) {
    this.path = path;
    try {
      file = new RandomAccessFile(path.toFile(), "rw");
      long found = file.length();
      if (found < keep) {
        file.close();
        throw EsscherException.data(
            "%s has %d bytes, but the checkpoint was written when it had %d: the run can't be resumed",
            path, found, keep);
      }
      file.setLength(keep);
      file.seek(keep);
    } catch (IOException e) {
      throw AtomicWrite.unwritable(path, e);
    }
  }

  void append(Map<String, ? extends @Nullable Object> line) {
    try {
      file.write((JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw AtomicWrite.unwritable(path, e);
    }
  }

  /** Forces what was appended to disk, and says how long the file is. */
  long sync() {
    try {
      file.getFD().sync();
      return file.getFilePointer();
    } catch (IOException e) {
      throw AtomicWrite.unwritable(path, e);
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw AtomicWrite.unwritable(path, e);
    }
  }
}
