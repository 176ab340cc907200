package org.esscher.runtime.internal.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.esscher.api.EsscherException;
import org.esscher.runtime.Status;

/**
 * What a run's thread and the thread that waits for it know of each other: where the run is, and
 * whether it was given up. Whatever a run and its children write, they write through this: once it
 * is given up, nothing of it reaches the disk, however long its thread goes on. Thread-safe.
 */
final class Supervision {
  /** Those of the run and of its children, outermost first. */
  private final List<RunDirectory> open = new ArrayList<>();

  private volatile String place = "the reading of its data";
  private volatile long moves;
  private volatile boolean interrupted;
  private volatile boolean givenUp;

  /** Notes where the run is. */
  synchronized void at(String where) {
    place = where;
    moves++;
  }

  /** Where the run is, in words. */
  String place() {
    return place;
  }

  /** Another number each time that the run has gone on, from one thing that it does to the next. */
  long moves() {
    return moves;
  }

  /** Unwinds the thread of a run that was given up. */
  void requireStanding() {
    if (givenUp) {
      throw new Cancelled();
    }
  }

  /** Writes something, none of a recipe's code among it. */
  synchronized void write(Runnable work) {
    requireStanding();
    work.run();
    // However long the disk took, the run has answered.
    moves++;
  }

  synchronized RunDirectory open(Path directory, boolean resume) {
    requireStanding();
    RunDirectory opened = RunDirectory.open(directory, resume, this);
    open.add(opened);
    return opened;
  }

  /** Closes a directory, unless that was done when the run was given up. */
  synchronized void close(RunDirectory directory) {
    if (open.remove(directory)) {
      directory.release();
    }
  }

  /** Interrupts the run's thread, which asks it to stop as well. */
  void interrupt(Thread thread) {
    interrupted = true;
    thread.interrupt();
  }

  /** Whether the run was interrupted, so that what a step throws may come of that. */
  boolean interrupted() {
    return interrupted;
  }

  /**
   * Gives the run up: its directory tells so, unless it told another end before, and is free for
   * another run, as are those of its children.
   *
   * @param seen what {@link #moves} was when it was looked at
   * @param failure says why
   * @return false when the run has gone on since
   */
  synchronized boolean giveUp(long seen, EsscherException failure) {
    if (moves != seen) {
      return false;
    }
    if (!open.isEmpty() && open.get(0).status() == Status.RUNNING) {
      open.get(0).failed(String.valueOf(failure.getMessage()), failure);
    }
    givenUp = true;
    while (!open.isEmpty()) {
      open.remove(open.size() - 1).release();
    }
    return true;
  }
}
