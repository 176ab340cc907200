package org.esscher.runtime.internal.run;

/** Unwinds a step of a run that was asked to stop. */
final class Cancelled extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Cancelled() {
    super("the run was asked to stop");
  }
}
