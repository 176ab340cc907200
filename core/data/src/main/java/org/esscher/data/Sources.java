package org.esscher.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.esscher.api.EsscherException;

/** Opens files as sources, by their suffixes. */
public final class Sources {
  private Sources() {}

  /**
   * A file as a source: {@code .jsonl}, {@code .ndjson}, {@code .json} (one object a line) and
   * {@code .csv}, packed as {@code .gz} or not; {@code .arrow}, {@code .feather}, {@code .arrows},
   * {@code .ipc} (file and stream format are told apart by their first bytes). Nothing is read yet.
   *
   * @param file the file
   * @param options how it is read
   * @return the source
   * @throws EsscherException (USER) when the suffix is not known, naming those that are, or the
   *     file is not there; (DATA) when it is a directory
   */
  public static Source open(Path file, ReadOptions options) {
    return open(List.of(file), options);
  }

  /**
   * Several files of one format with the same columns as one source, their rows one after the
   * other; prompts are numbered across them.
   *
   * @param files at least one
   * @param options how they are read
   * @return the source
   * @throws EsscherException as for one file; also (USER) when the formats differ or there is no
   *     file
   */
  public static Source open(List<Path> files, ReadOptions options) {
    if (files.isEmpty()) {
      throw EsscherException.user("a source needs at least one file");
    }
    files.stream().filter(Files::isDirectory).forEach(InputFile::require);
    FileFormat first = FileFormat.of(files.get(0));
    for (Path file : files) {
      FileFormat format = FileFormat.of(file);
      if (format != first && !(format.isArrow() && first.isArrow())) {
        throw EsscherException.user(
            "%s and %s have different formats: a source reads files of one format",
            files.get(0), file);
      }
      InputFile.require(file);
    }
    return new FileSource(first, List.copyOf(files), options);
  }
}
