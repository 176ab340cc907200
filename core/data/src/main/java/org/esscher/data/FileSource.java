package org.esscher.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;

/** Files of one format. */
final class FileSource implements Source {
  private final FileFormat format;
  private final List<Path> files;
  private final ReadOptions options;
  private final ReadListener watcher;

  FileSource(FileFormat format, List<Path> files, ReadOptions options) {
    this(format, files, options, (rows, fraction) -> {});
  }

  private FileSource(
      FileFormat format, List<Path> files, ReadOptions options, ReadListener watcher) {
    this.format = format;
    this.files = files;
    this.options = options;
    this.watcher = watcher;
  }

  @Override
  public String name() {
    return files.size() == 1
        ? files.get(0).toString()
        : files.get(0) + " and " + (files.size() - 1) + " more";
  }

  @Override
  public BatchReader open(Arena arena) {
    return new WatchedReader(new FileBatchReader(name(), rows(arena), arena), watcher);
  }

  @Override
  public Source watched(ReadListener read) {
    return new FileSource(format, files, options, read);
  }

  @Override
  public StoredRows stored() {
    Path file = files.get(0);
    InputFile.require(file);
    if (files.size() > 1) {
      throw EsscherException.user("%s can't be read in parts: give one file", name());
    }
    if (options.range() != null) {
      throw EsscherException.user(
          "%s can't be read in parts by a range of a column; read it whole, or write the rows to a"
              + " file of their own",
          file);
    }
    return new StoredRows(
        file,
        this,
        switch (format) {
          case PARQUET -> ParquetLibrary.ends(file);
          case ARROW_FILE, ARROW_STREAM -> ArrowIpc.ends(file);
          case JSON_LINES, CSV, HDF5 ->
              throw EsscherException.user(
                  "%s can't be read in parts, as its format doesn't say where its rows are: write"
                      + " it as .parquet or .arrow",
                  file);
        },
        watcher);
  }

  /** Refuses options that another process, which is told the file, would not read with. */
  void requireReadByDefault() {
    if (!options.giveRowsByDefault()) {
      throw EsscherException.user(
          "%s is read with a layout, kinds of columns or a validation of its own, which other"
              + " processes are not told: write the rows that it gives to a file, or use the"
              + " engine 'local'",
          name());
    }
  }

  /** With those of some columns that are there, where columns keep the file's names. */
  FileSource withColumns(Set<String> names) {
    try (Arena arena = Arena.root("columns of " + name());
        MappedRows rows = rows(arena)) {
      String[] kept = rows.plainNames().stream().filter(names::contains).toArray(String[]::new);
      return kept.length == 0 ? this : new FileSource(format, files, options.withColumns(kept));
    }
  }

  /** Begins at a row, where stretches of the file end as {@link StoredRows} has it. */
  FileBatchReader open(Arena arena, long from, long[] ends) {
    MappedRows rows = rows(arena);
    try {
      rows.from(name(), from, ends);
    } catch (RuntimeException e) {
      rows.close();
      throw e;
    }
    return new FileBatchReader(name(), rows, arena);
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
            return arena.concat(kept, watcher::joining);
          }
          kept.add(parts.concat(List.of(batch)));
          watcher.read(batch.rows(), rows.fraction());
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

  private static RowParser jsonLines(InputStream text, Position position, RowBuffer rows) {
    return new JsonLinesParser(text, position);
  }

  private RowParser csv(InputStream text, Position position, RowBuffer rows) throws IOException {
    return new CsvParser(text, position, rows, options);
  }
}
