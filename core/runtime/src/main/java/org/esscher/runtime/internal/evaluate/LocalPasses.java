package org.esscher.runtime.internal.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.api.Model;
import org.esscher.data.StoredRows;
import org.esscher.runtime.internal.progress.PassProgress;
import org.esscher.runtime.internal.wiring.HostServices;

/** Passes in this process: as many partitions as models, each on a thread of its own. */
final class LocalPasses implements LogPasses, AutoCloseable {
  private final HostServices services;
  private final StoredRows log;
  private final List<Model> models;
  private final PassProgress progress;
  private final ExecutorService threads;

  /**
   * Passes.
   *
   * @param services the host's parts
   * @param log the rows
   * @param models equal ones, of which each is used by one thread at a time; the caller's
   * @param progress of the passes over the whole log
   */
  LocalPasses(HostServices services, StoredRows log, List<Model> models, PassProgress progress) {
    this.services = services;
    this.log = log;
    this.models = List.copyOf(models);
    this.progress = progress;
    AtomicInteger number = new AtomicInteger();
    threads =
        Executors.newFixedThreadPool(
            models.size(),
            work -> {
              String name = String.format(Locale.ROOT, "esscher-log-%d", number.incrementAndGet());
              Thread thread = new Thread(work, name);
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  public List<byte[]> over(LogPass pass, int pieces) {
    int partitions = Math.min(models.size(), pieces);
    PassProgress counted = begun(pieces);
    List<Callable<List<byte[]>>> work = new ArrayList<>();
    for (int partition = 0; partition < partitions; partition++) {
      Model policy = models.get(partition);
      LogPartition part =
          new LogPartition(
              services,
              log,
              (int) ((long) pieces * partition / partitions),
              (int) ((long) pieces * (partition + 1) / partitions),
              counted);
      work.add(() -> part.run(policy, pass));
    }
    return partitions == 1 ? alone(work.get(0)) : together(work);
  }

  /** Looking at some pieces again is no pass. */
  private PassProgress begun(int pieces) {
    if (pieces < Pieces.count((int) log.rows())) {
      return PassProgress.none();
    }
    progress.begin(log.rows());
    return progress;
  }

  /** On the calling thread, which a component may be bound to. */
  private static List<byte[]> alone(Callable<List<byte[]>> work) {
    try {
      return work.call();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("it throws no checked exceptions", e);
    }
  }

  private List<byte[]> together(List<Callable<List<byte[]>>> work) {
    try {
      List<byte[]> found = new ArrayList<>();
      for (Future<List<byte[]>> part : threads.invokeAll(work)) {
        found.addAll(part.get());
      }
      return found;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EsscherException(ErrorCode.RESOURCES, "the evaluation was interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw new IllegalStateException("it throws no checked exceptions", e);
    }
  }

  /** Ends the threads. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
