package org.esscher.runtime.internal.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
