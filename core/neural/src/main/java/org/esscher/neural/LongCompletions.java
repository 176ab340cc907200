package org.esscher.neural;

/** What happens to completions that the context has no room for. */
public enum LongCompletions {
  /** The row is refused, with its length. */
  REFUSE,
  /**
   * The completion is cut on the right and has no end; {@code cut_tokens} tells how much is lost.
   */
  CUT
}
