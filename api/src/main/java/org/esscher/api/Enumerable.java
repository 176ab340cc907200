package org.esscher.api;

/**
 * Capability of a {@link Policy} whose choices are finitely many and can be listed: exact
 * expectations.
 */
public interface Enumerable {
  /**
   * Lists every choice of every row.
   *
   * @param contexts rows to act on
   * @param context makes the columns
   * @return the choices of one context together, in a fixed order: the context's columns, the
   *     choice's columns ({@code action} or {@code completion}), {@code context_row} (the index of
   *     the context) and {@code logp}, whose exponentials sum to 1 within a context
   */
  Batch enumerate(Batch contexts, Context context);
}
