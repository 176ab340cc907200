package org.esscher.runtime.internal.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * An append-only file of JSON lines. A checkpoint notes its length; on resume what was written
 * later is cut off.
 */
final class Journal implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final Path file;
  private final FileChannel channel;

  Journal(Path file, long keep) {
    this.file = file;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      channel.truncate(keep);
      channel.position(channel.size());
    } catch (IOException e) {
      throw AtomicWrite.unwritable(file, e);
    }
  }

  void append(Map<String, ? extends @Nullable Object> line) {
    try {
      ByteBuffer bytes =
          ByteBuffer.wrap((JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw AtomicWrite.unwritable(file, e);
    }
  }

  /** Forces what was appended to disk, and says how long the file is. */
  long sync() {
    try {
      channel.force(false);
      return channel.position();
    } catch (IOException e) {
      throw AtomicWrite.unwritable(file, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw AtomicWrite.unwritable(file, e);
    }
  }
}
