package org.esscher.runtime.internal.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.esscher.api.EsscherException;
import org.junit.jupiter.api.Test;

class WorkersTest {
  private static final List<Block> BLOCKS =
      IntStream.range(0, 200).mapToObj(i -> new Block(i, i, i, 1, i, 1)).toList();

  @Test
  void every_block_is_visited_once_by_named_daemons_or_the_caller() {
    Set<String> helpers = ConcurrentHashMap.newKeySet();
    AtomicIntegerArray visits = new AtomicIntegerArray(BLOCKS.size());
    Thread caller = Thread.currentThread();
    try (Workers workers = new Workers(4, "esscher-test", Kernels.none())) {
      workers.forEach(
          BLOCKS,
          () ->
              block -> {
                visits.incrementAndGet(block.index());
                Thread here = Thread.currentThread();
                if (!here.equals(caller)) {
                  helpers.add(here.getName() + (here.isDaemon() ? "" : " is not a daemon"));
                }
              });
    }
    for (int i = 0; i < BLOCKS.size(); i++) {
      assertThat(visits.get(i)).isEqualTo(1);
    }
    assertThat(helpers).isSubsetOf("esscher-test-1", "esscher-test-2", "esscher-test-3");
  }

  @Test
  void the_first_failure_in_order_is_told_whoever_met_it() {
    try (Workers workers = new Workers(4, "esscher-test", Kernels.none())) {
      for (int round = 0; round < 50; round++) {
        assertThatThrownBy(
                () ->
                    workers.forEach(
                        BLOCKS,
                        () ->
                            block -> {
                              if (block.index() >= 60) {
                                throw EsscherException.data("block %d", block.index());
                              }
                            }))
            .isInstanceOf(EsscherException.class)
            .hasMessageContaining("block 60");
      }
    }
  }

  /** Another caller keeps the only helper, so that its share is left to this one. */
  @Test
  void blocks_of_a_thread_that_never_comes_are_visited_too() throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(2);
    CountDownLatch over = new CountDownLatch(1);
    AtomicIntegerArray visits = new AtomicIntegerArray(BLOCKS.size());
    try (Workers workers = new Workers(2, "esscher-test", Kernels.none())) {
      Thread other =
          new Thread(
              () ->
                  workers.forEach(
                      BLOCKS,
                      () -> {
                        busy.countDown();
                        return block -> awaited(over);
                      }),
              "other");
      other.start();
      assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
      workers.forEach(BLOCKS, () -> block -> visits.incrementAndGet(block.index()));
      over.countDown();
      other.join();
    }
    for (int i = 0; i < BLOCKS.size(); i++) {
      assertThat(visits.get(i)).as("block %d", i).isEqualTo(1);
    }
  }

  private static void awaited(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Threads meet at the ends of short runs, and none is lost or visited twice. */
  @Test
  void runs_of_any_length_are_shared_out() {
    try (Workers workers = new Workers(5, "esscher-test", Kernels.none())) {
      for (int round = 0; round < 2000; round++) {
        List<Block> blocks = BLOCKS.subList(0, round % (BLOCKS.size() + 1));
        AtomicIntegerArray visits = new AtomicIntegerArray(blocks.size());
        workers.forEach(blocks, () -> block -> visits.incrementAndGet(block.index()));
        for (int i = 0; i < blocks.size(); i++) {
          assertThat(visits.get(i)).as("block %d of %d", i, blocks.size()).isEqualTo(1);
        }
      }
    }
  }

  /** A large one has 2¹⁸ numbers for each of the two threads. */
  @Test
  void threads_are_woken_for_a_large_batch_only() {
    try (Workers workers = new Workers(2, "esscher-woken", Kernels.none())) {
      workers.expect((1 << 19) - 1);
      assertThat(begun("esscher-woken")).isFalse();
      workers.expect(1 << 19);
      assertThat(begun("esscher-woken")).isTrue();
    }
    // Nobody to wake.
    Workers.callerOnly().expect(Long.MAX_VALUE);
  }

  private static boolean begun(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().startsWith(name));
  }

  /** Whoever can't begin tells of it as of a block that failed. */
  @Test
  void what_fails_before_the_first_block_is_told() {
    try (Workers workers = new Workers(2, "esscher-test", Kernels.none())) {
      assertThatThrownBy(
              () ->
                  workers.forEach(
                      BLOCKS,
                      () -> {
                        throw EsscherException.data("no room");
                      }))
          .isInstanceOf(EsscherException.class)
          .hasMessageContaining("no room");
    }
  }
}
