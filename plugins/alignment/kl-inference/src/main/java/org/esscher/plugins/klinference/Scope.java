package org.esscher.plugins.klinference;

import org.esscher.api.Level;

/** Over which rows the normalizer Z = E_π₀[exp(r/β)] is estimated. */
public enum Scope {
  /** All rows together. */
  GLOBAL(Level.BATCH),
  /** The rows of each prompt. */
  PER_PROMPT(Level.GROUP);

  private final Level level;

  Scope(Level level) {
    this.level = level;
  }

  Level level() {
    return level;
  }
}
