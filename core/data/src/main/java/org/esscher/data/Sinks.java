package org.esscher.data;

import java.nio.file.Path;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;

/** Opens files to be written, by their suffixes. */
public final class Sinks {
  private Sinks() {}

  /**
   * Begins a file: {@code .jsonl}, {@code .ndjson}, {@code .json} and {@code .csv}, packed when
   * {@code .gz} follows; {@code .arrow} and {@code .feather} in Arrow's file format, {@code
   * .arrows} and {@code .ipc} in its stream format.
   *
   * <p>Arrow keeps all types. JSON lines and CSV keep values but write vectors as lists, which are
   * read back as vectors where {@link ReadOptions#withVectors} or the vocabulary says so, and NaN
   * as missing. CSV writes lists as JSON arrays; on reading, text that looks like a number needs
   * {@link ReadOptions#withKind}, and in a file of a single column of text a missing one comes back
   * empty.
   *
   * @param file where the file will stand; its directory must exist
   * @return the sink; the caller closes it
   * @throws EsscherException (USER) when the suffix is not known or the directory is not there;
   *     (RESOURCES) when nothing can be written there
   */
  public static Sink open(Path file) {
    FileFormat format = FileFormat.of(file);
    AtomicFile target = new AtomicFile(file);
    try {
      BatchWriter writer =
          switch (format) {
            case JSON_LINES -> new JsonLinesWriter(target.text(FileFormat.isGzip(file)));
            case CSV -> new CsvBatchWriter(target.text(FileFormat.isGzip(file)));
            case ARROW_FILE -> new ArrowBatchWriter(target.channel(), true);
            case ARROW_STREAM -> new ArrowBatchWriter(target.channel(), false);
            case PARQUET -> ParquetLibrary.writer(target.channel());
            case HDF5 ->
                throw EsscherException.user(
                    "%s: HDF5 is read, but not written; give the file the suffix .arrow", file);
          };
      return new FileSink(target, writer);
    } catch (RuntimeException e) {
      target.drop();
      throw e;
    }
  }

  /**
   * Writes one batch as a whole file.
   *
   * @param file where the file will stand; replaced when it is there
   * @param batch the rows; stays the caller's
   * @throws EsscherException as for {@link #open} and {@link Sink}
   */
  public static void write(Path file, Batch batch) {
    try (Sink sink = open(file)) {
      sink.write(batch);
      sink.commit();
    }
  }
}
