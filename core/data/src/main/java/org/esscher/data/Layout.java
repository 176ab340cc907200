package org.esscher.data;

import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Columns;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/**
 * How the columns of a public data set map onto the vocabulary. A layout is stateless and
 * thread-safe; what it has to remember from batch to batch, such as the prompts seen so far, lives
 * in a {@link Mapping}, one per reader.
 */
public interface Layout {
  /**
   * Names the layout in options and errors.
   *
   * @return an id in lower case with hyphens
   */
  String id();

  /**
   * Whether a source looks like this layout, so that it is chosen where none is named.
   *
   * @param columns the source's columns; of nested objects the outer names
   * @return true when it does
   */
  boolean matches(Set<String> columns);

  /**
   * Whether a source in which some columns hold objects looks like this layout.
   *
   * @param columns the source's columns; of nested objects the outer names
   * @param objects those of them that hold objects, or lists of objects
   * @return true when the columns match, and there are no objects unless they are understood
   */
  default boolean matches(Set<String> columns, Set<String> objects) {
    return matches(columns) && (objects.isEmpty() || flattens());
  }

  /**
   * Whether nested objects are understood. They then come as columns named {@code outer.inner}, of
   * lists where the objects stand in lists; elsewhere they are refused.
   *
   * @return false unless overridden
   */
  default boolean flattens() {
    return false;
  }

  /**
   * Whether each row of the source becomes one row, which depends on no other, so that reading may
   * begin at any.
   *
   * @return false unless overridden
   */
  default boolean mapsRowByRow() {
    return false;
  }

  /**
   * What a column of the source holds, for formats that don't say.
   *
   * @param column a column of the source
   * @return its kind, or null to find it out from the values
   */
  default @Nullable ValueKind kind(String column) {
    return null;
  }

  /**
   * Begins the reading of one source.
   *
   * @return a mapping for its batches, in order
   */
  Mapping begin();

  /** Maps the batches of one source, in order. Not thread-safe. */
  interface Mapping {
    /**
     * Maps a batch.
     *
     * @param raw the rows of the source; its columns may be passed on
     * @param out makes new columns
     * @return the mapped rows
     * @throws EsscherException (DATA) naming file, line, column and value of what cannot be mapped
     */
    Rows map(RawRows raw, Columns out);
  }

  /**
   * Mapped rows and where they came from.
   *
   * @param batch the rows under vocabulary names
   * @param provenance says where each row stands in its file
   */
  record Rows(Batch batch, Provenance provenance) {}
}
