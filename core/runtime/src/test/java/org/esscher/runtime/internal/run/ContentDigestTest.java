package org.esscher.runtime.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.data.Arena;
import org.junit.jupiter.api.Test;

class ContentDigestTest {
  /** Two rows: a number, a list of numbers, and a text, each. */
  private static Batch rows(Arena arena, double number, int split, String text) {
    return arena.batch(
        Map.of(
            "x", arena.numbers(1, number),
            "y", arena.lists(new int[] {0, split, 3}, 1, 2, 3),
            "z", arena.texts(List.of(text, "b"))));
  }

  @Test
  void whatABatchHoldsDecides() {
    try (Arena arena = Arena.root("test")) {
      String digest = ContentDigest.of(rows(arena, 2, 1, "a"));
      assertThat(digest).isEqualTo(ContentDigest.of(rows(arena, 2, 1, "a")));
      assertThat(
              List.of(
                  digest,
                  ContentDigest.of(rows(arena, Math.nextUp(2.0), 1, "a")),
                  ContentDigest.of(rows(arena, Double.NaN, 1, "a")),
                  ContentDigest.of(rows(arena, 2, 2, "a")),
                  ContentDigest.of(rows(arena, 2, 1, ""))))
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void theOrderOfColumnsDoesNotMatterButTheirNamesDo() {
    try (Arena arena = Arena.root("test")) {
      Column one = arena.texts(List.of("ab", "c"));
      Column other = arena.texts(List.of("a", "bc"));
      Map<String, Column> forth = new LinkedHashMap<>();
      forth.put("p", one);
      forth.put("q", other);
      Map<String, Column> back = new LinkedHashMap<>();
      back.put("q", other);
      back.put("p", one);
      assertThat(ContentDigest.of(arena.batch(forth)))
          .isEqualTo(ContentDigest.of(arena.batch(back)))
          .isNotEqualTo(ContentDigest.of(arena.batch(Map.of("p", other, "q", one))));
    }
  }
}
