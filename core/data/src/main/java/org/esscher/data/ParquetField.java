package org.esscher.data;

import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;

/**
 * A primitive column of a Parquet schema, under the name that it gets here.
 *
 * @param name the name; of fields of objects {@code outer.inner}
 * @param descriptor where it stands in the schema
 * @param kind what its values become
 * @param listLevels the definition levels from which on each of the lists around a value has an
 *     element, from outside; at most two
 */
record ParquetField(
    String name, ColumnDescriptor descriptor, ParquetKind kind, List<Integer> listLevels) {}
