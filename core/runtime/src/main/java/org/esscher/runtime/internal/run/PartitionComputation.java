package org.esscher.runtime.internal.run;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.SynchronousQueue;
import java.util.function.Function;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.runtime.internal.config.SerialCalls;
import org.esscher.runtime.internal.estimate.PartitionResults;
import org.esscher.runtime.internal.expression.Exchange;
import org.esscher.runtime.internal.expression.ShardTree;
import org.jspecify.annotations.Nullable;

/**
 * A partition's computation on a thread of its own, which stands still where it needs what the
 * other partitions found, until the next round brings it. One that begins later than others, since
 * an executor was lost, is given at once what was exchanged before: it computes the same in the
 * same order, and so comes to the same place.
 */
final class PartitionComputation {
  private final SynchronousQueue<Outcome> outcomes = new SynchronousQueue<>();
  private final SynchronousQueue<double[]> answers = new SynchronousQueue<>();
  private final Thread thread;
  private final int partition;
  private final SerialCalls calls;

  /** How many exchanges are behind it. */
  private int position;

  private byte @Nullable [] waiting;

  /**
   * Where it came to.
   *
   * @param bytes what it gives
   * @param finished whether that is all
   * @param failure what ended it, or null
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Outcome(byte[] bytes, boolean finished, @Nullable Throwable failure) {}

  /** Ends the thread where it stands still. */
  private static final class Abandoned extends RuntimeException {
    private static final long serialVersionUID = 1;

    Abandoned() {
      super("abandoned", null, false, false);
    }
  }

  /**
   * Starts.
   *
   * @param partition its number
   * @param calls keeps it from calling what others are calling that is called serially
   * @param known the totals so far
   * @param computation what is done
   */
  PartitionComputation(
      int partition,
      SerialCalls calls,
      List<double[]> known,
      Function<Exchange, byte[]> computation) {
    this.partition = partition;
    this.calls = calls;
    this.position = known.size();
    this.thread =
        new Thread(
            () -> run(computation, new Pausing(known)),
            String.format(Locale.ROOT, "esscher-partition-%d", partition));
    thread.setDaemon(true);
    thread.start();
  }

  private void run(Function<Exchange, byte[]> computation, Exchange exchange) {
    Outcome outcome;
    try {
      byte[] found = calls.during(false, () -> computation.apply(exchange));
      outcome = new Outcome(found, true, null);
    } catch (Abandoned e) {
      return;
    } catch (RuntimeException | Error e) {
      outcome = new Outcome(new byte[0], true, e);
    }
    try {
      outcomes.put(outcome);
    } catch (InterruptedException e) {
      // Nobody waits for it any more.
      Thread.currentThread().interrupt();
    }
  }

  private final class Pausing implements Exchange {
    private final List<double[]> known;
    private int next;

    Pausing(List<double[]> known) {
      this.known = known;
    }

    @Override
    public double[] reduce(ShardTree own) {
      if (next < known.size()) {
        return known.get(next++);
      }
      return calls.waiting(() -> total(own));
    }

    private double[] total(ShardTree own) {
      try {
        outcomes.put(new Outcome(PartitionResults.exchange(own), false, null));
        return answers.take();
      } catch (InterruptedException e) {
        throw new Abandoned();
      }
    }

    @Override
    public int partition() {
      return partition;
    }
  }

  /** How many exchanges are behind it. */
  int position() {
    return position;
  }

  /** Goes on with what all partitions' shards gave. */
  void answer(double[] total) {
    waiting = null;
    position++;
    try {
      answers.put(total);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /** Waits until it stands still or is done; asked again, it gives the same. */
  byte[] await() {
    byte[] known = waiting;
    if (known != null) {
      return known;
    }
    Outcome outcome;
    try {
      outcome = outcomes.take();
    } catch (InterruptedException e) {
      throw interrupted();
    }
    if (outcome.failure() instanceof RuntimeException failure) {
      throw failure;
    }
    if (outcome.failure() instanceof Error failure) {
      throw failure;
    }
    waiting = outcome.finished() ? null : outcome.bytes();
    return outcome.bytes();
  }

  /** Whether it stands still, and can be gone on with. */
  boolean standsStill() {
    return waiting != null;
  }

  private EsscherException interrupted() {
    abandon();
    Thread.currentThread().interrupt();
    return new EsscherException(
        ErrorCode.RESOURCES, "partition " + partition + " was interrupted", null);
  }

  /** Ends it, and waits until its memory is back. */
  void abandon() {
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
