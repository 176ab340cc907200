package org.esscher.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns an interrupt (Ctrl-C) or a request to terminate into a run that stops at a checkpoint: the
 * process ends when the command has told so, or when the patience is over.
 */
final class StopSignal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StopSignal.class);
  private static final long PATIENCE_SECONDS = 30;

  private final CountDownLatch told = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stop, "esscher-stop");
  private volatile boolean received;

  /** Listens from now on. */
  @SuppressForbidden("this is the process's own command: there is nobody else to listen")
  StopSignal() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Whether the process was asked to end. */
  boolean received() {
    return received;
  }

  private void stop() {
    received = true;
    try {
      // After that, in a call that doesn't end, the process ends without it: the last checkpoint is
      // good.
      boolean inTime = told.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
      LOG.debug("the run {} when the process was asked to end", inTime ? "stopped" : "went on");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets the process end. */
  @Override
  public void close() {
    told.countDown();
    if (!received) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The process began to end just now, and the hook has nothing to wait for.
        received = true;
      }
    }
  }
}
