package org.esscher.data;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.esscher.api.EsscherException;

/** The formats that files are read and written in, by suffix. */
enum FileFormat {
  /** One JSON object a line. */
  JSON_LINES,
  /** Comma-separated values with a header. */
  CSV,
  /** Arrow IPC, file format. */
  ARROW_FILE,
  /** Arrow IPC, stream format. */
  ARROW_STREAM,
  /** Apache Parquet. */
  PARQUET,
  /** HDF5, which is read only. */
  HDF5;

  private static final String GZIP = ".gz";

  private List<String> suffixes() {
    return switch (this) {
      case JSON_LINES -> List.of(".jsonl", ".ndjson", ".json");
      case CSV -> List.of(".csv");
      case ARROW_FILE -> List.of(".arrow", ".feather");
      case ARROW_STREAM -> List.of(".arrows", ".ipc");
      case PARQUET -> List.of(".parquet");
      case HDF5 -> List.of(".hdf5", ".h5");
    };
  }

  /** The format of a file by its suffix; USER error naming the known ones otherwise. */
  static FileFormat of(Path file) {
    String name = lowerCase(file);
    for (FileFormat format : values()) {
      for (String suffix : format.suffixes()) {
        if (name.endsWith(suffix) || (format.isText() && name.endsWith(suffix + GZIP))) {
          return format;
        }
      }
    }
    throw EsscherException.user(
        "the suffix of %s is not known: use one of %s; JSON lines and CSV may be compressed"
            + " (.jsonl.gz, .csv.gz)",
        file, known());
  }

  /** Whether the name says that the file is packed. */
  static boolean isGzip(Path file) {
    return lowerCase(file).endsWith(GZIP);
  }

  boolean isArrow() {
    return this == ARROW_FILE || this == ARROW_STREAM;
  }

  private boolean isText() {
    return this == JSON_LINES || this == CSV;
  }

  private static String known() {
    return Arrays.stream(values())
        .flatMap(format -> format.suffixes().stream())
        .collect(Collectors.joining(", "));
  }

  private static String lowerCase(Path file) {
    Path name = file.getFileName();
    return name == null ? "" : name.toString().toLowerCase(Locale.ROOT);
  }
}
