package org.esscher.runtime.internal.evaluate;

import java.util.List;

/** Goes over a stored log, as often as it is told to, wherever its pieces are worked on. */
interface LogPasses {
  /**
   * Goes over the log once.
   *
   * @param pass what is done on each piece
   * @param pieces how many, from the first one on; at least 1
   * @return what each gave, in order
   */
  List<byte[]> over(LogPass pass, int pieces);
}
