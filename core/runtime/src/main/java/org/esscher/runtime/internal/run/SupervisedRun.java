package org.esscher.runtime.internal.run;

import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.esscher.api.EsscherException;
import org.esscher.runtime.RunResult;
import org.esscher.runtime.internal.wiring.RunThreads;
import org.jspecify.annotations.Nullable;

/**
 * Runs a loop on a thread of its own, and waits for it. A run that is asked to stop and doesn't get
 * from one thing that it does to the next for {@link #PATIENCE} is interrupted, and {@link
 * #LAST_PATIENCE} later given up: the caller is told, and the thread is left behind. It can't be
 * stopped by force, so it keeps what it may use: whatever it has open it closes itself, if it ever
 * ends.
 */
public final class SupervisedRun {
  /** Together less than the command's own patience with a process that is asked to end. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final Duration LAST_PATIENCE = Duration.ofSeconds(5);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  private final RunLoop loop;
  private final @Nullable Cluster cluster;
  private final long patience;
  private final long lastPatience;
  private final long betweenLooks;

  private @Nullable RunResult result;
  private @Nullable Throwable failure;
  private boolean endedInterrupted;

  private boolean callerInterrupted;
  private boolean waiting;
  private long seen;
  private long since;
  private boolean interrupted;

  /**
   * A run that has not started.
   *
   * @param loop it
   * @param cluster closed when the run is at its end, or null
   */
  public SupervisedRun(RunLoop loop, @Nullable Cluster cluster) {
    this(loop, cluster, PATIENCE, LAST_PATIENCE, BETWEEN_LOOKS);
  }

  SupervisedRun(
      RunLoop loop,
      @Nullable Cluster cluster,
      Duration patience,
      Duration lastPatience,
      Duration betweenLooks) {
    this.loop = loop;
    this.cluster = cluster;
    this.patience = patience.toNanos();
    this.lastPatience = lastPatience.toNanos();
    this.betweenLooks = betweenLooks.toNanos();
  }

  /**
   * Runs it. An interrupt of the calling thread, which stays interrupted, is handed on to the run.
   *
   * @param threads of the host
   * @return where it ended
   * @throws EsscherException what the run throws; (PLUGIN) when it was given up
   */
  public RunResult on(RunThreads threads) {
    Thread thread = started(threads);
    try {
      while (!ended(thread)) {
        look(thread);
      }
      // A step may have interrupted its thread itself; what this thread did is no news to it.
      callerInterrupted |= endedInterrupted && !loop.supervision().interrupted();
      return outcome();
    } finally {
      if (callerInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Thread started(RunThreads threads) {
    try {
      return threads.start(this::run);
    } catch (EsscherException e) {
      closeCluster();
      throw e;
    }
  }

  private void run() {
    try {
      runAndClose();
    } catch (Throwable e) {
      // Whatever it is, it is the caller's.
      failure = e;
    }
    endedInterrupted = Thread.currentThread().isInterrupted();
  }

  private void runAndClose() {
    try {
      result = loop.run();
    } finally {
      closeCluster();
    }
  }

  private void closeCluster() {
    if (cluster != null) {
      cluster.close();
    }
  }

  private RunResult outcome() {
    if (failure instanceof RuntimeException exception) {
      throw exception;
    } else if (failure instanceof Error error) {
      throw error;
    }
    return Objects.requireNonNull(result);
  }

  private boolean ended(Thread thread) {
    try {
      TimeUnit.NANOSECONDS.timedJoin(thread, betweenLooks);
    } catch (InterruptedException e) {
      callerInterrupted = true;
      loop.supervision().interrupt(thread);
    }
    return !thread.isAlive();
  }

  private void look(Thread thread) {
    if (!callerInterrupted && !loop.stopWanted()) {
      return;
    }
    long moves = loop.supervision().moves();
    long now = System.nanoTime();
    if (!waiting || moves != seen) {
      waiting = true;
      seen = moves;
      since = now;
      interrupted = false;
    } else if (!interrupted && now - since >= patience) {
      interrupted = true;
      loop.supervision().interrupt(thread);
    } else if (interrupted && now - since >= patience + lastPatience) {
      EsscherException unanswered = unanswered(thread);
      if (loop.supervision().giveUp(seen, unanswered)) {
        throw unanswered;
      }
    }
  }

  private EsscherException unanswered(Thread thread) {
    return EsscherException.plugin(
        "the recipe '%s' was to stop%s, but %s has not answered for %d s, nor heeded an interrupt:"
            + " its thread %s is left behind%s, with the memory that it uses, until it ends by"
            + " itself. Its last checkpoint in %s is good; go on with --resume. A step is stopped"
            + " where it calls the host: one that computes for long should do so now and then",
        loop.recipe(),
        loop.timedOut() ? ", as its time was over" : "",
        loop.supervision().place(),
        TimeUnit.NANOSECONDS.toSeconds(patience + lastPatience),
        thread.getName(),
        codeOf(thread),
        loop.directory());
  }

  /** Where it is, without the JDK's own methods. */
  private static String codeOf(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .filter(frame -> !frame.getClassName().matches("(java|jdk|sun)\\..*"))
        .findFirst()
        .map(frame -> " in " + frame)
        .orElse("");
  }
}
