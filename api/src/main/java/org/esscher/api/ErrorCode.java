package org.esscher.api;

/** Whose doing an {@link EsscherException} is; it decides the exit status of the command line. */
public enum ErrorCode {
  /** What the caller asked for cannot be: an unknown id, a value out of range, a bad expression. */
  USER,
  /** A plugin broke its contract or could not be loaded. */
  PLUGIN,
  /**
   * Input data cannot be used; the message names file, row, column and value as far as they are
   * known.
   */
  DATA,
  /** Memory, disk or another resource is used up or not writable. */
  RESOURCES,
  /** A defect of the host itself. */
  HOST
}
