package org.esscher.data;

import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.TypeLayout;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.esscher.api.EsscherException;

/**
 * Holds the elements that a record batch's lists claim against those that it has. Loading a list
 * makes room for as many as its last offset says, so this comes first.
 */
final class ListClaims {
  private final String file;
  private final Iterator<ArrowFieldNode> nodes;
  private final Iterator<ArrowBuf> buffers;

  private ListClaims(String file, ArrowRecordBatch batch) {
    this.file = file;
    this.nodes = batch.getNodes().iterator();
    this.buffers = batch.getBuffers().iterator();
  }

  /**
   * Checks a batch.
   *
   * @param file names it in messages
   * @param columns of the schema
   * @param batch not loaded yet
   * @throws EsscherException (DATA) when a list claims elements that are not there, or a column has
   *     a type that says in another way where elements stand
   */
  static void require(String file, List<Field> columns, ArrowRecordBatch batch) {
    ListClaims claims = new ListClaims(file, batch);
    columns.forEach(claims::length);
  }

  /** Goes through a column and what is inside it; gives its number of rows or elements. */
  private long length(Field field) {
    long length = nodes.next().getLength();
    List<ArrowBuf> own =
        Stream.generate(buffers::next)
            .limit(TypeLayout.getTypeBufferCount(field.getType()))
            .toList();
    long claimed = claimed(field, own, length);
    for (Field inside : field.getChildren()) {
      long there = length(inside);
      if (claimed > there) {
        throw damaged(field, claimed + " elements where there are " + there);
      }
    }
    return length;
  }

  /** The elements that lists claim; 0 of what holds none. */
  private long claimed(Field field, List<ArrowBuf> own, long length) {
    return switch (field.getType().getTypeID()) {
      case List, Map -> lastOffset(field, own.get(1), Integer.BYTES, length);
      case LargeList -> lastOffset(field, own.get(1), Long.BYTES, length);
      case FixedSizeList ->
          Math.multiplyExact(length, ((ArrowType.FixedSizeList) field.getType()).getListSize());
      case ListView, LargeListView, Utf8View, BinaryView, RunEndEncoded ->
          throw EsscherException.data(
              "%s: column '%s' of Arrow type %s cannot be read: cast it to a plain one before it"
                  + " gets here",
              file, field.getName(), field.getType());
      default -> 0;
    };
  }

  private long lastOffset(Field field, ArrowBuf offsets, int bytes, long length) {
    if (length == 0) {
      return 0;
    }
    if (offsets.capacity() / bytes <= length) {
      throw damaged(field, length + " lists in " + offsets.capacity() + " bytes of offsets");
    }
    long last =
        bytes == Integer.BYTES
            ? offsets.getInt(length * Integer.BYTES)
            : offsets.getLong(length * Long.BYTES);
    if (last < 0) {
      throw damaged(field, last + " elements");
    }
    return last;
  }

  private EsscherException damaged(Field field, String claim) {
    return EsscherException.data(
        "%s: its Arrow data are damaged: column '%s' claims %s; write or copy the file again",
        file, field.getName(), claim);
  }
}
