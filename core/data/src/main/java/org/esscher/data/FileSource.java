package org.esscher.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.esscher.api.Batch;

/** Files of one format. */
final class FileSource implements Source {
  private final FileFormat format;
  private final List<Path> files;
  private final ReadOptions options;

  FileSource(FileFormat format, List<Path> files, ReadOptions options) {
    this.format = format;
    this.files = files;
    this.options = options;
  }

  @Override
  public String name() {
    return files.size() == 1
        ? files.get(0).toString()
        : files.get(0) + " and " + (files.size() - 1) + " more";
  }

  @Override
  public BatchReader open(Arena arena) {
    return new FileBatchReader(name(), rows(arena), arena);
  }

  @Override
  public Batch readAll(Arena arena) {
    try (Arena parts = arena.child("parts of " + name());
        MappedRows rows = rows(parts)) {
      List<Batch> kept = new ArrayList<>();
      while (true) {
        // The layout's inputs are freed batch by batch; only what it made is kept.
        try (Arena step = parts.child("batch of " + name())) {
          Batch batch = rows.next(step);
          if (batch == null && kept.isEmpty()) {
            throw rows.nothing(name());
          }
          if (batch == null) {
            return arena.concat(kept);
          }
          kept.add(parts.concat(List.of(batch)));
        }
      }
    }
  }

  private MappedRows rows(Arena arena) {
    files.forEach(InputFile::require);
    return new MappedRows(name(), reader(arena), options);
  }

  private RawReader reader(Arena arena) {
    return switch (format) {
      case JSON_LINES -> new TextReader(FileSource::jsonLines, files, options);
      case CSV -> new TextReader(this::csv, files, options);
      case ARROW_FILE, ARROW_STREAM -> new ArrowRowReader(files, arena);
      case PARQUET -> ParquetLibrary.reader(files, options);
      case HDF5 -> new Hdf5RowReader(files);
    };
  }

  private static RowParser jsonLines(Path file, Position position, RowBuffer rows)
      throws IOException {
    return new JsonLinesParser(InputFile.open(file, FileFormat.isGzip(file)), position);
  }

  private RowParser csv(Path file, Position position, RowBuffer rows) throws IOException {
    InputStream in = InputFile.open(file, FileFormat.isGzip(file));
    return new CsvParser(in, position, rows, options);
  }
}
