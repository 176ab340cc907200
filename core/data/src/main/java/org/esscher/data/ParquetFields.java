package org.esscher.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a Parquet schema: fields, lists of values in the forms that writers use (the
 * standard's three levels and the older two), lists of lists, and the fields of objects and of
 * lists of objects.
 */
final class ParquetFields {
  private static final int DEEPEST = 2;

  private final String file;
  private final MessageType schema;
  private final Map<String, ParquetField> fields = new LinkedHashMap<>();
  private final Set<String> objects = new LinkedHashSet<>();

  private ParquetFields(String file, MessageType schema) {
    this.file = file;
    this.schema = schema;
  }

  /** The columns of the schema's fields. */
  static ParquetFields of(String file, MessageType schema) {
    ParquetFields found = new ParquetFields(file, schema);
    schema.getFields().forEach(field -> found.add(field, List.of(), field.getName(), List.of()));
    return found;
  }

  /** By name, in the schema's order. */
  Map<String, ParquetField> fields() {
    return fields;
  }

  /** The fields of the schema that hold objects, or lists of objects. */
  Set<String> objects() {
    return objects;
  }

  private void add(Type type, List<String> parents, String name, List<Integer> lists) {
    List<String> path = with(parents, type);
    List<Integer> around =
        type.isRepetition(Type.Repetition.REPEATED) ? within(lists, path) : lists;
    if (type.isPrimitive()) {
      addValues(type.asPrimitiveType(), path, name, around);
      return;
    }
    GroupType group = type.asGroupType();
    LogicalTypeAnnotation logical = group.getLogicalTypeAnnotation();
    if (logical instanceof ListLogicalTypeAnnotation && isWrapped(group)) {
      addList(group, path, name, around);
    } else if (logical == null) {
      addObject(group, path, name, around);
    } else {
      throw refused(name, type);
    }
  }

  private static boolean isWrapped(GroupType list) {
    return list.getFieldCount() == 1 && list.getType(0).isRepetition(Type.Repetition.REPEATED);
  }

  private void addList(GroupType list, List<String> path, String name, List<Integer> around) {
    Type repeated = list.getType(0);
    Type element = wrappedElement(list, repeated);
    if (element == null) {
      add(repeated, path, name, around);
    } else {
      List<String> inside = with(path, repeated);
      add(element, inside, name, within(around, inside));
    }
  }

  /** The element of the standard's three levels; null where the repeated field is the element. */
  private static @Nullable Type wrappedElement(GroupType list, Type repeated) {
    if (repeated.isPrimitive()) {
      return null;
    }
    GroupType group = repeated.asGroupType();
    boolean old =
        group.getName().equals("array") || group.getName().equals(list.getName() + "_tuple");
    return group.getFieldCount() == 1 && !old ? group.getType(0) : null;
  }

  private void addObject(GroupType group, List<String> path, String name, List<Integer> around) {
    objects.add(path.get(0));
    for (Type field : group.getFields()) {
      add(field, path, name + "." + field.getName(), around);
    }
  }

  private void addValues(PrimitiveType type, List<String> path, String name, List<Integer> lists) {
    ParquetKind kind = ParquetKind.of(type);
    if (kind == null) {
      throw refused(name, type);
    }
    if (lists.size() > DEEPEST) {
      throw EsscherException.data(
          "%s, column '%s': its lists are %d deep, and lists may be nested at most two deep;"
              + " flatten it",
          file, name, lists.size());
    }
    ColumnDescriptor descriptor = schema.getColumnDescription(path.toArray(String[]::new));
    if (fields.put(name, new ParquetField(name, descriptor, kind, lists)) != null) {
      throw EsscherException.data("%s has two columns '%s': rename one of them", file, name);
    }
  }

  private EsscherException refused(String name, Type type) {
    return EsscherException.data(
        "%s, column '%s' of Parquet type %s cannot be read: a column holds numbers, booleans or"
            + " text, or lists of them; cast it, or leave it out",
        file, name, type.toString().replaceAll("\\s+", " "));
  }

  private List<Integer> within(List<Integer> lists, List<String> repeated) {
    List<Integer> more = new ArrayList<>(lists);
    more.add(schema.getMaxDefinitionLevel(repeated.toArray(String[]::new)));
    return more;
  }

  private static List<String> with(List<String> parents, Type type) {
    List<String> path = new ArrayList<>(parents);
    path.add(type.getName());
    return path;
  }
}
