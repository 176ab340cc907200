package org.esscher.runtime;

/** How a run stands. */
public enum Status {
  /** It is going on, or was killed. */
  RUNNING,
  /** It came to its end. */
  FINISHED,
  /** It stopped with an error; the last checkpoint is good. */
  FAILED,
  /** It was asked to stop; the last checkpoint is good. */
  CANCELLED,
  /** Its time limit was over; the last checkpoint is good. */
  TIMED_OUT
}
