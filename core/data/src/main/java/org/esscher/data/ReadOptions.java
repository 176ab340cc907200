package org.esscher.data;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.esscher.api.EsscherException;
import org.esscher.api.Vocabulary;
import org.jspecify.annotations.Nullable;

/** How a source is read. Immutable. */
public final class ReadOptions {
  /** The layout id that stands for finding the layout out from the columns. */
  public static final String AUTO = "auto";

  private static final ReadOptions DEFAULTS =
      new ReadOptions(null, 8192, Map.of(), Map.of(), Validation.vocabulary(), Set.of(), null);

  private final @Nullable Layout layout;
  private final int batchRows;
  private final Map<String, ValueKind> kinds;
  private final Map<String, Boolean> vectors;
  private final Validation validation;
  private final Set<String> columns;
  private final @Nullable RowRange range;

  private ReadOptions(
      @Nullable Layout layout,
      int batchRows,
      Map<String, ValueKind> kinds,
      Map<String, Boolean> vectors,
      Validation validation,
      Set<String> columns,
      @Nullable RowRange range) {
    this.layout = layout;
    this.batchRows = batchRows;
    this.kinds = kinds;
    this.vectors = vectors;
    this.validation = validation;
    this.columns = columns;
    this.range = range;
  }

  /**
   * The layout found out from the columns, batches of 8,192 rows, the vocabulary's ranges checked.
   *
   * @return the defaults
   */
  public static ReadOptions defaults() {
    return DEFAULTS;
  }

  /** Whether a file alone says what rows they give, whatever their columns and batches. */
  boolean giveRowsByDefault() {
    return layout == null
        && kinds.isEmpty()
        && vectors.isEmpty()
        && validation == Validation.vocabulary()
        && range == null;
  }

  /**
   * With a named layout.
   *
   * @param id one of {@link Layouts#all()}, or {@link #AUTO}
   * @return new options
   * @throws EsscherException (USER) naming the known ids when there is no such layout
   */
  public ReadOptions withLayout(String id) {
    Layout named = id.equals(AUTO) ? null : Layouts.named(id);
    return new ReadOptions(named, batchRows, kinds, vectors, validation, columns, range);
  }

  /**
   * With a layout of the caller's own.
   *
   * @param layout the layout
   * @return new options
   */
  public ReadOptions withLayout(Layout layout) {
    return new ReadOptions(layout, batchRows, kinds, vectors, validation, columns, range);
  }

  /**
   * With batches of at most so many rows of the file, and of about 64 MiB of text. A layout that
   * makes several rows of one makes larger batches.
   *
   * @param rows at least 1
   * @return new options
   * @throws EsscherException (USER) when rows is less than 1
   */
  public ReadOptions withBatchRows(int rows) {
    if (rows < 1) {
      throw EsscherException.user("a batch needs at least 1 row, not " + rows);
    }
    return new ReadOptions(layout, rows, kinds, vectors, validation, columns, range);
  }

  /**
   * With the kind of a column declared, for JSON lines and CSV; without it the vocabulary says, or
   * the values do.
   *
   * @param column the file's name of the column
   * @param kind what its elements are
   * @return new options
   */
  public ReadOptions withKind(String column, ValueKind kind) {
    return new ReadOptions(
        layout, batchRows, with(kinds, column, kind), vectors, validation, columns, range);
  }

  /**
   * With lists of numbers in a column read as vectors, which all have one width; without it the
   * vocabulary says.
   *
   * @param column the file's name of the column
   * @return new options
   */
  public ReadOptions withVectors(String column) {
    return new ReadOptions(
        layout, batchRows, kinds, with(vectors, column, true), validation, columns, range);
  }

  /**
   * With lists in a column read as ragged lists; without it the vocabulary says. In CSV, a column
   * that the vocabulary takes for text is read as lists only so.
   *
   * @param column the file's name of the column
   * @return new options
   */
  public ReadOptions withLists(String column) {
    return new ReadOptions(
        layout, batchRows, kinds, with(vectors, column, false), validation, columns, range);
  }

  /**
   * With other checks of the mapped rows.
   *
   * @param validation the checks
   * @return new options
   */
  public ReadOptions withValidation(Validation validation) {
    return new ReadOptions(layout, batchRows, kinds, vectors, validation, columns, range);
  }

  /**
   * With some columns only. Parquet reads no others from the disk; the other formats drop them.
   *
   * @param names the file's names, of nested objects the outer ones; none for all
   * @return new options; what is read must have them all
   */
  public ReadOptions withColumns(String... names) {
    Set<String> wanted = new LinkedHashSet<>(List.of(names));
    return new ReadOptions(layout, batchRows, kinds, vectors, validation, wanted, range);
  }

  /**
   * With the rows only whose number in a column lies in a range; those where it is missing are left
   * out too. Where columns keep the file's names, Parquet skips row groups whose statistics say
   * that none of their rows can lie in it.
   *
   * @param column a column of one number a row, as the layout names it
   * @param from the smallest number
   * @param to the largest number
   * @return new options
   * @throws EsscherException (USER) when the range is empty
   */
  public ReadOptions withRange(String column, double from, double to) {
    if (!(from <= to)) {
      throw EsscherException.user(
          "the range of '%s' goes from %s to %s: nothing lies in it", column, from, to);
    }
    RowRange wanted = new RowRange(column, from, to);
    return new ReadOptions(layout, batchRows, kinds, vectors, validation, columns, wanted);
  }

  /**
   * Rows of the file in a batch.
   *
   * @return at least 1
   */
  public int batchRows() {
    return batchRows;
  }

  /**
   * The checks of the mapped rows.
   *
   * @return the checks
   */
  public Validation validation() {
    return validation;
  }

  /**
   * The layout that was chosen.
   *
   * @return empty when it is found out from the columns
   */
  public Optional<Layout> layout() {
    return Optional.ofNullable(layout);
  }

  /** The columns that are wanted; empty for all. */
  Set<String> columns() {
    return columns;
  }

  @Nullable RowRange range() {
    return range;
  }

  boolean declares(String column) {
    return kinds.containsKey(column);
  }

  /** Whether the caller says that a column holds ragged lists. */
  boolean declaresLists(String column) {
    return Boolean.FALSE.equals(vectors.get(column));
  }

  Optional<ValueKind> kind(String column) {
    ValueKind declared = kinds.get(column);
    return declared != null
        ? Optional.of(declared)
        : Vocabulary.term(column).map(term -> kind(term.type()));
  }

  boolean prefersVector(String column) {
    Boolean declared = vectors.get(column);
    if (declared != null) {
      return declared;
    }
    return Vocabulary.term(column)
        .map(term -> term.type() == Vocabulary.Type.VECTOR || term.type() == Vocabulary.Type.SPACE)
        .orElse(false);
  }

  private static @Nullable ValueKind kind(Vocabulary.Type type) {
    return switch (type) {
      case NUMBER, VECTOR -> ValueKind.NUMBER;
      case INTEGER -> ValueKind.INTEGER;
      case BOOLEAN -> ValueKind.BOOLEAN;
      case TEXT -> ValueKind.TEXT;
      case KEY, SPACE -> null;
    };
  }

  private static <T> Map<String, T> with(Map<String, T> map, String key, T value) {
    Map<String, T> changed = new LinkedHashMap<>(map);
    changed.put(key, value);
    return changed;
  }
}
