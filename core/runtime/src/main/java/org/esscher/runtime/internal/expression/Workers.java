package org.esscher.runtime.internal.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.esscher.runtime.internal.progress.PassProgress;
import org.jspecify.annotations.Nullable;

/**
 * Threads that run through blocks together with the calling one. What each block gives doesn't
 * depend on which thread took it, and whoever adds blocks up does so in their order, so results are
 * the same for any number of threads. Thread-safe; several callers share the threads.
 */
public final class Workers implements AutoCloseable {
  /** Blocks below which another thread isn't worth its start. */
  private static final int BLOCKS_A_THREAD = 8;

  private final int threads;
  private final Kernels kernels;
  private final @Nullable ExecutorService helpers;
  private final PassProgress progress;

  /**
   * Threads for one host.
   *
   * @param threads at least 1, the calling thread included
   * @param name of the threads, before their number
   * @param kernels what they compute with; closed with this
   */
  public Workers(int threads, String name, Kernels kernels) {
    this(threads, kernels, helpers(threads, name), PassProgress.none());
  }

  private Workers(
      int threads, Kernels kernels, @Nullable ExecutorService helpers, PassProgress progress) {
    this.threads = threads;
    this.kernels = kernels;
    this.helpers = helpers;
    this.progress = progress;
  }

  private static @Nullable ExecutorService helpers(int threads, String name) {
    AtomicInteger number = new AtomicInteger();
    return threads == 1
        ? null
        : Executors.newFixedThreadPool(
            threads - 1,
            work -> {
              String numbered = String.format(Locale.ROOT, "%s-%d", name, number.incrementAndGet());
              Thread thread = new Thread(work, numbered);
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * The calling thread alone.
   *
   * @return workers that need not be closed
   */
  public static Workers callerOnly() {
    return new Workers(1, "", Kernels.none());
  }

  /**
   * The same threads, with somebody who follows the passes over a slot's rows.
   *
   * @param follower counts them
   * @return need not be closed
   */
  public Workers followedBy(PassProgress follower) {
    return new Workers(threads, kernels, helpers, follower);
  }

  /**
   * Who counts passes over rows.
   *
   * @return nobody, unless they are {@linkplain #followedBy followed}
   */
  public PassProgress progress() {
    return progress;
  }

  /**
   * What expressions are computed with.
   *
   * @return the kernels
   */
  public Kernels kernels() {
    return kernels;
  }

  /**
   * Goes over a slot's rows, which counts as a pass.
   *
   * @param rows how many
   * @param blocks all of them
   * @param visitors makes what visits blocks, on each thread that does
   */
  void pass(int rows, List<Block> blocks, Supplier<BlockVisitor> visitors) {
    progress.begin(rows);
    forEach(
        blocks,
        () -> {
          BlockVisitor visitor = visitors.get();
          return block -> {
            visitor.visit(block);
            progress.through(block.rows());
          };
        });
  }

  /**
   * Runs through blocks.
   *
   * @param blocks all of them
   * @param visitors makes what visits blocks, on each thread that does
   */
  void forEach(List<Block> blocks, Supplier<BlockVisitor> visitors) {
    Round round = new Round(blocks);
    int helping = Math.max(1, Math.min(threads, blocks.size() / BLOCKS_A_THREAD)) - 1;
    List<Helper> asked = new ArrayList<>();
    for (int i = 0; i < helping && helpers != null; i++) {
      Helper helper = new Helper(round, visitors);
      asked.add(helper);
      helpers.execute(helper);
    }
    round.work(visitors);
    asked.forEach(Helper::finish);
    round.throwFirst();
  }

  /** Lets the threads end when what they run is done. */
  @Override
  public void close() {
    kernels.close();
    if (helpers != null) {
      helpers.shutdown();
    }
  }

  /** Blocks that are handed out in their order. */
  private static final class Round {
    private final List<Block> blocks;
    private final AtomicInteger next = new AtomicInteger();
    private final @Nullable Throwable[] failures;

    Round(List<Block> blocks) {
      this.blocks = blocks;
      this.failures = new Throwable[blocks.size()];
    }

    /** After a failure nobody starts a later block. Errors too are told to the caller. */
    void work(Supplier<BlockVisitor> visitors) {
      int block = next.getAndIncrement();
      if (block >= blocks.size()) {
        return;
      }
      try {
        BlockVisitor visitor = visitors.get();
        while (block < blocks.size()) {
          visitor.visit(blocks.get(block));
          block = next.getAndIncrement();
        }
      } catch (RuntimeException | Error e) {
        failures[block] = e;
        next.set(blocks.size());
      }
    }

    /** The first failure in the order of the blocks, whichever thread met it. */
    void throwFirst() {
      for (Throwable failure : failures) {
        if (failure instanceof RuntimeException exception) {
          throw exception;
        }
        if (failure instanceof Error error) {
          throw error;
        }
      }
    }
  }

  /** One thread's help, unless the caller is done before it begins. */
  private static final class Helper implements Runnable {
    private final Round round;
    private final Supplier<BlockVisitor> visitors;
    private final AtomicBoolean claimed = new AtomicBoolean();
    private final CountDownLatch done = new CountDownLatch(1);

    Helper(Round round, Supplier<BlockVisitor> visitors) {
      this.round = round;
      this.visitors = visitors;
    }

    @Override
    public void run() {
      if (claimed.compareAndSet(false, true)) {
        try {
          round.work(visitors);
        } finally {
          done.countDown();
        }
      }
    }

    /** Waits, or sees to it that the help never begins. */
    void finish() {
      if (claimed.compareAndSet(false, true)) {
        return;
      }
      boolean interrupted = false;
      while (true) {
        try {
          done.await();
          break;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Visits blocks, on one thread. */
  @FunctionalInterface
  interface BlockVisitor {
    /**
     * Visits one.
     *
     * @param block the block
     */
    void visit(Block block);
  }
}
