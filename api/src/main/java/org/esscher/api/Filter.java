package org.esscher.api;

/** Keeps, drops or weights collected rows, and may ask for more. */
public interface Filter {
  /**
   * Looks at collected rows.
   *
   * @param batch rows, groups whole
   * @param context randomness, columns
   * @return what is kept, and how many context rows should be collected in addition
   */
  Result filter(Batch batch, Context context);

  /**
   * How often collection may be repeated to satisfy this filter; then the run goes on with what
   * there is.
   *
   * @return at least 1
   */
  default int maxAttempts() {
    return 1;
  }

  /**
   * What {@link #filter} returns.
   *
   * @param kept rows that stay, perhaps with a {@code weight} column
   * @param wanted context rows to collect in addition, 0 for none
   */
  record Result(Batch kept, int wanted) {}
}
