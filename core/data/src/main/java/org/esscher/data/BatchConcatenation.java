package org.esscher.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;

/** The rows of several batches, one after the other, as a new batch of an arena. */
final class BatchConcatenation {
  private BatchConcatenation() {}

  static Batch concat(Arena arena, List<Batch> batches, DoubleConsumer progress) {
    if (batches.isEmpty()) {
      throw EsscherException.user("there are no batches to put together: give at least one");
    }
    Batch first = batches.get(0);
    for (int i = 1; i < batches.size(); i++) {
      if (!batches.get(i).names().equals(first.names())) {
        throw EsscherException.data(
            "batch %d has the columns %s, but the first has %s: batches that are put together need the same columns",
            i, batches.get(i).names(), first.names());
      }
    }
    progress.accept(0);
    Map<String, Column> columns = new LinkedHashMap<>();
    for (String name : first.names()) {
      List<FieldVector> vectors = new ArrayList<>();
      for (Batch batch : batches) {
        FieldVector vector = batch.column(name).arrow();
        requireSameType(name, vectors, vector);
        vectors.add(vector);
      }
      columns.put(name, arena.wrap(VectorConcatenation.concat(name, vectors, arena.allocator())));
      progress.accept((double) columns.size() / first.names().size());
    }
    return arena.batch(columns);
  }

  private static void requireSameType(String name, List<FieldVector> before, FieldVector vector) {
    if (!before.isEmpty() && !sameType(before.get(0).getField(), vector.getField())) {
      throw EsscherException.data(
          "column '%s' is %s in batch %d, but %s in the first: batches that are put together need the same types",
          name, vector.getField(), before.size(), before.get(0).getField());
    }
  }

  private static boolean sameType(Field a, Field b) {
    if (!a.getType().equals(b.getType()) || a.getChildren().size() != b.getChildren().size()) {
      return false;
    }
    for (int i = 0; i < a.getChildren().size(); i++) {
      if (!sameType(a.getChildren().get(i), b.getChildren().get(i))) {
        return false;
      }
    }
    return true;
  }
}
