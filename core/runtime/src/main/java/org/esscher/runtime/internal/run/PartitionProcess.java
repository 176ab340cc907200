package org.esscher.runtime.internal.run;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.esscher.runtime.internal.config.SerialCalls;
import org.esscher.runtime.internal.evaluate.LogTask;
import org.esscher.runtime.internal.expression.Exchange;
import org.esscher.runtime.internal.wiring.HostServices;

/**
 * What a process of a cluster has: a host, and the computations that wait there for the next round.
 * Thread-safe.
 */
public final class PartitionProcess implements AutoCloseable {
  private final HostServices services;
  private final SerialCalls calls;
  private final Map<Key, PartitionComputation> waiting = new HashMap<>();

  /** A partition of one piece of work. */
  private record Key(long work, int partition) {}

  /**
   * A process without work.
   *
   * @param services of a host with the plugins of the run; the caller's, who closes it afterwards
   */
  public PartitionProcess(HostServices services) {
    this.services = services;
    this.calls = services.components().serialCalls();
  }

  /**
   * One partition's part of one round.
   *
   * @param partition which one, from 0
   * @param rows its rows, of {@link Cluster#round}
   * @param work of {@link Cluster#round}
   * @return what the partition gives
   */
  public byte[] round(int partition, byte[] rows, byte[] work) {
    if (LogTask.is(work)) {
      return calls.during(false, () -> LogTask.read(work).run(services, rows));
    }
    if (OutputsTask.is(work)) {
      return calls.during(false, () -> OutputsTask.read(work).run(services, rows));
    }
    PartitionTask task = PartitionTask.read(work);
    Key key = new Key(task.number(), partition);
    PartitionComputation computation =
        computation(key, task.known(), exchange -> task.run(services, partition, rows, exchange));
    byte[] result = computation.await();
    if (computation.standsStill()) {
      synchronized (waiting) {
        waiting.put(key, computation);
      }
    }
    return result;
  }

  private PartitionComputation computation(
      Key key, List<double[]> known, Function<Exchange, byte[]> work) {
    PartitionComputation found;
    synchronized (waiting) {
      abandonOthers(key.work());
      found = waiting.remove(key);
    }
    if (found != null && found.position() == known.size() - 1) {
      found.answer(known.get(known.size() - 1));
      return found;
    }
    if (found != null && found.position() == known.size()) {
      return found;
    }
    if (found != null) {
      found.abandon();
    }
    return new PartitionComputation(key.partition(), calls, known, work);
  }

  /** What was left by work that failed elsewhere. */
  private void abandonOthers(long work) {
    waiting
        .entrySet()
        .removeIf(
            entry -> {
              boolean other = entry.getKey().work() != work;
              if (other) {
                entry.getValue().abandon();
              }
              return other;
            });
  }

  /** Ends what waits. */
  @Override
  public void close() {
    synchronized (waiting) {
      waiting.values().forEach(PartitionComputation::abandon);
      waiting.clear();
    }
  }
}
