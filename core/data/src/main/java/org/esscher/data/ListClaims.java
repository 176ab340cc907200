package org.esscher.data;

import java.util.Iterator;
import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.TypeLayout;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.esscher.api.EsscherException;

/**
 * Holds the elements that a record batch's lists claim, and the bytes that its texts claim, against
 * those that it has. Loading a list makes room for as many as its last offset says, so this comes
 * first.
 */
final class ListClaims {
  private final ArrowOrigin origin;
  private final Iterator<ArrowFieldNode> nodes;
  private final Iterator<ArrowBuf> buffers;

  private ListClaims(ArrowOrigin origin, ArrowRecordBatch batch) {
    this.origin = origin;
    this.nodes = batch.getNodes().iterator();
    this.buffers = batch.getBuffers().iterator();
  }

  /**
   * Checks a batch.
   *
   * @param origin names it in messages
   * @param columns of the schema
   * @param batch not loaded yet
   * @throws EsscherException (DATA) when a list or a text claims what is not there, or a column has
   *     a type that says in another way where elements stand
   */
  static void require(ArrowOrigin origin, List<Field> columns, ArrowRecordBatch batch) {
    ListClaims claims = new ListClaims(origin, batch);
    for (Field column : columns) {
      long rows = claims.length(column);
      // What follows goes by the batch's number, and would read offsets that were not looked at.
      if (rows != batch.getLength()) {
        throw claims.damaged(column, rows + " rows where the batch has " + batch.getLength());
      }
    }
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
      case FixedSizeList -> vectors(field, (ArrowType.FixedSizeList) field.getType(), length);
      case Utf8, Binary -> text(field, own, Integer.BYTES, length);
      case LargeUtf8, LargeBinary -> text(field, own, Long.BYTES, length);
      case ListView, LargeListView, Utf8View, BinaryView, RunEndEncoded ->
          throw EsscherException.data(
              "%s: column '%s' of Arrow type %s cannot be read: cast it to a plain one before it"
                  + " gets here",
              origin.name(), field.getName(), field.getType());
      default -> 0;
    };
  }

  private long vectors(Field field, ArrowType.FixedSizeList type, long length) {
    if (type.getListSize() < 0) {
      throw damaged(field, "vectors of " + type.getListSize() + " components");
    }
    return Math.multiplyExact(length, type.getListSize());
  }

  private long text(Field field, List<ArrowBuf> own, int bytes, long length) {
    long claimed = lastOffset(field, own.get(1), bytes, length);
    long there = own.get(2).capacity();
    if (claimed > there) {
      throw damaged(field, claimed + " bytes of text where there are " + there);
    }
    return 0;
  }

  /** Where lists or texts end, none of which ends before it begins. */
  private long lastOffset(Field field, ArrowBuf offsets, int bytes, long length) {
    if (length == 0) {
      return 0;
    }
    if (offsets.capacity() / bytes <= length) {
      throw damaged(field, length + " offsets in " + offsets.capacity() + " bytes");
    }
    LongUnaryOperator offset =
        bytes == Integer.BYTES
            ? at -> offsets.getInt(at * Integer.BYTES)
            : at -> offsets.getLong(at * Long.BYTES);
    long last = 0;
    for (long at = 0; at <= length; at++) {
      long next = offset.applyAsLong(at);
      if (next < last) {
        throw damaged(field, "offset " + next + " after " + last);
      }
      last = next;
    }
    return last;
  }

  private EsscherException damaged(Field field, String claim) {
    return origin.damaged("column '" + field.getName() + "' claims " + claim);
  }
}
