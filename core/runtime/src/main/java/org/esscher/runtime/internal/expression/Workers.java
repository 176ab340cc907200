package org.esscher.runtime.internal.expression;

import com.google.common.util.concurrent.Uninterruptibles;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
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

  /** A thread's share of a column below which it isn't worth waking before blocks are cut. */
  private static final int NUMBERS_TO_WAKE = 1 << 18;

  /** A slow block's time: waking whoever sleeps would take as long. */
  private static final long LAST_BLOCK_NANOS = 100_000;

  private final int threads;
  private final Kernels kernels;
  private final @Nullable WorkerThreads others;
  private final PassProgress progress;

  /**
   * Threads for one host.
   *
   * @param threads at least 1, the calling thread included
   * @param name of the threads, before their number
   * @param kernels what they compute with; closed with this
   */
  public Workers(int threads, String name, Kernels kernels) {
    this(
        threads,
        kernels,
        threads == 1 ? null : new WorkerThreads(threads - 1, name),
        PassProgress.none());
  }

  private Workers(
      int threads, Kernels kernels, @Nullable WorkerThreads others, PassProgress progress) {
    this.threads = threads;
    this.kernels = kernels;
    this.others = others;
    this.progress = progress;
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
    return new Workers(threads, kernels, others, follower);
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
   * Says what is about to be computed, so that other threads are awake in time.
   *
   * @param numbers how many the largest of its columns has
   */
  void expect(long numbers) {
    if (others != null && numbers / threads >= NUMBERS_TO_WAKE) {
      others.expect();
    }
  }

  /**
   * Runs through blocks.
   *
   * @param blocks all of them
   * @param visitors makes what visits blocks, on each thread that does
   */
  void forEach(List<Block> blocks, Supplier<BlockVisitor> visitors) {
    int helping = Math.max(1, Math.min(threads, blocks.size() / BLOCKS_A_THREAD)) - 1;
    Round round = new Round(blocks, helping + 1);
    List<Share> asked = new ArrayList<>();
    for (int i = 0; i < helping && others != null; i++) {
      Share share = new Share(round, visitors);
      asked.add(share);
      others.ask(share);
    }
    round.work(visitors);
    asked.forEach(Share::finish);
    round.throwFirst();
  }

  /** Lets the threads end when what they run is done. */
  @Override
  public void close() {
    kernels.close();
    if (others != null) {
      others.close();
    }
  }

  /**
   * Blocks that are shared out: each thread has a run of them, so that it goes through memory as it
   * is read ahead, and takes from the end of another's when its own are done.
   */
  private static final class Round {
    private final List<Block> blocks;

    /** What is left of each run: its first block in the upper half, the one after in the lower. */
    private final AtomicLongArray left;

    private final AtomicInteger joined = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger(Integer.MAX_VALUE);
    private final @Nullable Throwable[] failures;

    Round(List<Block> blocks, int threads) {
      this.blocks = blocks;
      this.failures = new Throwable[blocks.size()];
      this.left = new AtomicLongArray(threads);
      for (int run = 0; run < threads; run++) {
        long first = (long) blocks.size() * run / threads;
        long end = (long) blocks.size() * (run + 1) / threads;
        left.set(run, (first << 32) | end);
      }
    }

    /** After a failure nobody starts a later block. Errors too are told to the caller. */
    void work(Supplier<BlockVisitor> visitors) {
      int own = joined.getAndIncrement();
      BlockVisitor visitor = null;
      for (int block = next(own); block >= 0; block = next(own)) {
        if (block > failed.get()) {
          continue;
        }
        try {
          visitor = visitor == null ? visitors.get() : visitor;
          visitor.visit(blocks.get(block));
        } catch (RuntimeException | Error e) {
          failures[block] = e;
          failed.accumulateAndGet(block, Math::min);
          visitor = null;
        }
      }
    }

    /** The first block of a thread's run, or the last of the longest of all; −1 after the last. */
    private int next(int own) {
      for (long run = left.get(own); size(run) > 0; run = left.get(own)) {
        if (left.compareAndSet(own, run, run + (1L << 32))) {
          return (int) (run >>> 32);
        }
      }
      while (true) {
        int longest = 0;
        long most = left.get(0);
        for (int other = 1; other < left.length(); other++) {
          long run = left.get(other);
          longest = size(run) > size(most) ? other : longest;
          most = size(run) > size(most) ? run : most;
        }
        // Runs only get shorter: when all were seen to be done, they are.
        if (size(most) == 0) {
          return -1;
        }
        if (left.compareAndSet(longest, most, most - 1)) {
          return (int) most - 1;
        }
      }
    }

    private static int size(long run) {
      return (int) run - (int) (run >>> 32);
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

  /** What another thread does of a round, unless the caller is done before it begins. */
  private static final class Share implements Runnable {
    private final Round round;
    private final Supplier<BlockVisitor> visitors;
    private final AtomicBoolean claimed = new AtomicBoolean();
    private final CountDownLatch done = new CountDownLatch(1);

    Share(Round round, Supplier<BlockVisitor> visitors) {
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

    /** Waits, or sees to it that it never begins. */
    void finish() {
      if (claimed.compareAndSet(false, true)) {
        return;
      }
      long end = System.nanoTime() + LAST_BLOCK_NANOS;
      while (done.getCount() > 0 && System.nanoTime() - end < 0) {
        Thread.onSpinWait();
      }
      Uninterruptibles.awaitUninterruptibly(done);
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
