package org.esscher.runtime.internal.run;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.TreeSet;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.data.Sha256;

/**
 * SHA-256 of what a batch holds: of data that a generator makes, which have no file to digest.
 * Equal batches have equal digests, in whatever order their columns stand; a changed value, name or
 * shape changes it.
 */
final class ContentDigest {
  private ContentDigest() {}

  static String of(Batch batch) {
    MessageDigest sha256 = Sha256.begun();
    try (DataOutputStream out =
        new DataOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), sha256))) {
      // Sorted: a generator may make its columns in an order that differs in each process.
      for (String name : new TreeSet<>(batch.names())) {
        text(name, out);
        column(batch.column(name), out);
      }
    } catch (IOException e) {
      throw new IllegalStateException("a digest in memory failed", e);
    }
    return Sha256.hex(sha256);
  }

  private static void column(Column column, DataOutputStream out) throws IOException {
    out.writeInt(column.rows());
    out.writeInt(column.width());
    out.writeBoolean(column.isText());
    out.writeBoolean(column.ragged());
    int elements = column.start(column.rows());
    if (column.ragged()) {
      for (int row = 0; row <= column.rows(); row++) {
        out.writeInt(column.start(row));
      }
    }
    for (int element = 0; element < elements; element++) {
      boolean missing = column.isMissing(element);
      out.writeBoolean(missing);
      if (!missing && column.isText()) {
        text(column.text(element), out);
      } else if (!missing) {
        for (int component = 0; component < column.width(); component++) {
          out.writeDouble(column.at((long) element * column.width() + component));
        }
      }
    }
  }

  /** With its length: else "ab", "c" and "a", "bc" would be the same. */
  private static void text(String text, DataOutputStream out) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }
}
