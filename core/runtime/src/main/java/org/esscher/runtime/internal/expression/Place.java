package org.esscher.runtime.internal.expression;

import org.esscher.api.EsscherException;
import org.esscher.api.Level;
import org.jspecify.annotations.Nullable;

/**
 * Where values live: a level, and at TOKEN which of the slot's ragged structures.
 *
 * @param level the level
 * @param axis the ragged structure, null at other levels
 */
record Place(Level level, @Nullable Axis axis) {
  static final Place BATCH = new Place(Level.BATCH, null);

  static Place of(Level level) {
    return new Place(level, null);
  }

  boolean batch() {
    return level == Level.BATCH;
  }

  /** The ragged structure of tokens. */
  Axis tokens() {
    if (axis == null) {
      throw EsscherException.plugin("values at %s have no tokens", level);
    }
    return axis;
  }
}
