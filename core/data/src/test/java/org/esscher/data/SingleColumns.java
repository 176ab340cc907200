package org.esscher.data;

import org.apache.arrow.vector.Float4Vector;
import org.esscher.api.Column;

/** Columns of float32, which arenas don't make. */
final class SingleColumns {
  private SingleColumns() {}

  static Column of(Arena arena, float... numbers) {
    Float4Vector vector = new Float4Vector("singles", arena.allocator());
    vector.allocateNew(numbers.length);
    for (int k = 0; k < numbers.length; k++) {
      vector.set(k, numbers[k]);
    }
    vector.setValueCount(numbers.length);
    return arena.wrap(vector);
  }
}
