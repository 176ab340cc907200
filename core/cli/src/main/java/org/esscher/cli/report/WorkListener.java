package org.esscher.cli.report;

/** Follows how records are read, drawn and written. */
@FunctionalInterface
public interface WorkListener {
  /** Follows nothing. */
  WorkListener NONE = (task, unit, done, all) -> {};

  /**
   * When a part of the work begins, and then now and again.
   *
   * @param task what is done, in a word
   * @param unit what is counted, in the plural
   * @param done how many are done; 0 when the part begins, and only then
   * @param all how many there are, at least 1
   */
  void reached(String task, String unit, long done, long all);
}
