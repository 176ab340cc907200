package org.esscher.data;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;

/** Rows as text that shows every value, its type and what is missing, for comparison in tests. */
final class BatchRows {
  private BatchRows() {}

  /**
   * The types, then one entry a row: {@code name=value} joined by blanks; texts in angle brackets.
   */
  static List<String> of(Batch batch) {
    List<String> rows = new ArrayList<>();
    StringBuilder types = new StringBuilder();
    for (String name : batch.names()) {
      types.append(name).append(':').append(ColumnType.of(batch.column(name))).append(' ');
    }
    rows.add(types.toString().strip());
    rows.addAll(values(batch));
    return rows;
  }

  /** One entry a row, without the types. */
  static List<String> values(Batch batch) {
    List<String> rows = new ArrayList<>();
    for (int row = 0; row < batch.rows(); row++) {
      StringBuilder text = new StringBuilder();
      for (String name : batch.names()) {
        text.append(name).append('=').append(cell(batch.column(name), row)).append(' ');
      }
      rows.add(text.toString().strip());
    }
    return rows;
  }

  /** One cell. */
  static String cell(Column column, int row) {
    if (!column.ragged()) {
      return element(column, row);
    }
    List<String> elements = new ArrayList<>();
    for (int i = column.start(row); i < column.start(row + 1); i++) {
      elements.add(element(column, i));
    }
    return elements.toString();
  }

  private static String element(Column column, int element) {
    if (column.isMissing(element)) {
      return "null";
    } else if (column.isText()) {
      return "<" + column.text(element) + ">";
    } else if (!ColumnType.isVector(column)) {
      return ColumnType.of(column).kind() == ValueKind.NUMBER
          ? Double.toString(column.at(element))
          : column.text(element);
    }
    List<String> components = new ArrayList<>();
    for (int i = 0; i < column.width(); i++) {
      components.add(Double.toString(column.at((long) element * column.width() + i)));
    }
    return components.toString();
  }

  /** Writes a test's file in UTF-8. */
  static Path file(Path directory, String name, String text) {
    try {
      return Files.writeString(directory.resolve(name), text, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a test's packed file. */
  static Path gzip(Path directory, String name, String text) {
    Path file = directory.resolve(name);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a whole file, in one arena, which is closed again: also shows that nothing leaks. */
  static List<String> read(Path file, ReadOptions options) {
    try (Arena arena = Arena.root("test")) {
      return of(Sources.open(file, options).readAll(arena));
    }
  }
}
