package org.esscher.data;

/** What the elements of a column are. */
public enum ValueKind {
  /** True or false. */
  BOOLEAN,
  /** Whole numbers, int64 when read from text. */
  INTEGER,
  /** Real numbers, float64 when read from text. */
  NUMBER,
  /** Text. */
  TEXT
}
