package org.esscher.flight;

import java.time.Duration;

/**
 * How a batch is asked about.
 *
 * @param rows of a part at most
 * @param inFlight the most parts on their way at once
 * @param retries of a part while the server is away
 * @param backoff before the first of them
 */
record Asking(int rows, int inFlight, int retries, Duration backoff) {
  /** Further waits would be no more use. */
  private static final int MOST_DOUBLINGS = 10;

  /** Before the next try, when so many have failed. */
  Duration wait(int failures) {
    return backoff.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
  }
}
