package org.esscher.runtime;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a component without making one.
 *
 * @param kind what it is
 * @param id its id
 * @param summary one line, perhaps empty
 * @param paper where it comes from, perhaps empty
 * @param type its record's class name
 * @param origin the jar, directory or class path that it comes from
 * @param fields its configuration
 */
public record ComponentInfo(
    Kind kind,
    String id,
    String summary,
    String paper,
    String type,
    String origin,
    List<Field> fields) {
  /**
   * Copies.
   *
   * @param kind as for the record
   * @param id as for the record
   * @param summary as for the record
   * @param paper as for the record
   * @param type as for the record
   * @param origin as for the record
   * @param fields as for the record
   */
  public ComponentInfo {
    fields = List.copyOf(fields);
  }

  /**
   * One field of a configuration.
   *
   * @param name the field
   * @param type its type in words
   * @param defaultValue its default in configuration syntax, or null when it is required
   * @param constraints what values are allowed, perhaps empty
   * @param description what it is for, as its source says, perhaps empty; where values are named
   *     ones, a further line each, {@code value: what it means}
   */
  public record Field(
      String name,
      String type,
      @Nullable String defaultValue,
      String constraints,
      String description) {
    /**
     * The field with a description.
     *
     * @param text what it is for
     * @return a copy
     */
    public Field describedAs(String text) {
      return new Field(name, type, defaultValue, constraints, text);
    }
  }
}
