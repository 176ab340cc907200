package org.esscher.runtime.internal.expression;

import org.esscher.api.EsscherException;
import org.esscher.api.Level;

/**
 * Where values live: a level, and at TOKEN which of the slot's ragged structures.
 *
 * @param level the level
 * @param axis the number of the ragged structure among those of the {@link Frame}; −1 at other
 *     levels
 */
record Place(Level level, int axis) {
  static final Place BATCH = new Place(Level.BATCH, -1);

  static Place of(Level level) {
    return new Place(level, -1);
  }

  static Place of(Axis axis) {
    return new Place(Level.TOKEN, axis.index());
  }

  boolean batch() {
    return level == Level.BATCH;
  }

  /** Whether elements are tokens, so that there is a ragged structure. */
  boolean tokens() {
    return axis >= 0;
  }

  /** The ragged structure of tokens. */
  Axis axisIn(Frame frame) {
    if (!tokens()) {
      throw EsscherException.plugin("values at %s have no tokens", level);
    }
    return frame.axis(axis);
  }
}
