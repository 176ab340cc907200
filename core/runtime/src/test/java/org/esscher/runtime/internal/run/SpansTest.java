package org.esscher.runtime.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** By a clock that is set by hand. */
class SpansTest {
  private final AtomicLong nanos = new AtomicLong();
  private final Spans spans = new Spans(nanos::get);

  private void pass(long seconds) {
    nanos.addAndGet(seconds * 1_000_000_000);
  }

  @Test
  void whatHasNoNameIsTheRecipes() {
    pass(1);
    spans.of("train", () -> pass(2));
    pass(3);
    assertThat(spans.take()).containsOnly(entry("recipe", 4), entry("train", 2));
  }

  @Test
  void innerWorkIsNotTheOutersToo() {
    spans.of(
        "sample",
        () -> {
          pass(1);
          spans.of("score", () -> pass(10));
          pass(1);
        });
    assertThat(spans.take())
        .containsOnly(entry("sample", 2), entry("score", 10), entry("recipe", 0));
  }

  @Test
  void workThatFailsTookItsTime() {
    assertThatThrownBy(
            () ->
                spans.of(
                    "train",
                    () -> {
                      pass(5);
                      throw new IllegalStateException("stop");
                    }))
        .hasMessage("stop");
    pass(1);
    assertThat(spans.take()).containsOnly(entry("train", 5), entry("recipe", 1));
  }

  @Test
  void nothingIsToldTwice() {
    pass(7);
    spans.take();
    pass(1);
    assertThat(spans.take()).containsOnly(entry("recipe", 1));
  }

  private static Map.Entry<String, Double> entry(String name, double seconds) {
    return Map.entry(name, seconds);
  }
}
