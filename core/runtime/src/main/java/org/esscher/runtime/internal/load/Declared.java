package org.esscher.runtime.internal.load;

import java.util.List;
import org.esscher.runtime.ComponentInfo.Field;

/**
 * A component that a plugin declares.
 *
 * @param type its record class
 * @param id its id
 * @param origin the jar, directory or class path that it comes from
 * @param fields its configuration
 */
public record Declared(
    Class<? extends Record> type, String id, String origin, List<Field> fields) {}
