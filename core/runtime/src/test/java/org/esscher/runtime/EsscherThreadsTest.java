package org.esscher.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.api.Level;
import org.esscher.api.State;
import org.esscher.api.Statistic;
import org.esscher.data.Arena;
import org.junit.jupiter.api.Test;

class EsscherThreadsTest {
  private static final int ROWS = 100_000;

  private static double mean(Esscher host) {
    Statistic statistic =
        in -> Map.of("mean", in.slot("rows").column("x", Level.ROW).exp().mean(Level.BATCH));
    double[] x = IntStream.range(0, ROWS).mapToDouble(i -> Math.sin(i)).toArray();
    try (Arena arena = host.arena("test")) {
      Batch batch = arena.batch(Map.of("x", arena.numbers(x)));
      return host.estimate(statistic, Map.of("rows", batch), State.empty(), 1, arena).value("mean");
    }
  }

  private static Thread[] workers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("esscher-worker-"))
        .toArray(Thread[]::new);
  }

  @Test
  void results_are_those_of_one_thread_and_threads_end_with_the_host() throws InterruptedException {
    double alone;
    try (Esscher host = Esscher.builder().build()) {
      alone = mean(host);
      assertThat(workers()).isEmpty();
    }
    Thread[] started;
    try (Esscher host = Esscher.builder().threads(2).build()) {
      assertThat(mean(host)).isEqualTo(alone);
      started = workers();
      assertThat(started).hasSize(1);
      assertThat(started[0].isDaemon()).isTrue();
      assertThat(started[0].getName()).isEqualTo("esscher-worker-1");
    }
    started[0].join();
    assertThat(workers()).isEmpty();
  }

  @Test
  void fewer_threads_than_one_are_refused() {
    assertThatThrownBy(() -> Esscher.builder().threads(0))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("not on 0");
  }
}
