package org.esscher.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.junit.jupiter.api.Test;

class ArrowBatchTest {
  private static Batch batch(Arena arena) {
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put("reward", arena.numbers(1, 2, 3));
    columns.put("kept", arena.booleans(true, false, true));
    columns.put("prompt", arena.texts(List.of("a", "bc", "")));
    columns.put("logp", arena.lists(new int[] {0, 2, 2, 3}, 10, 20, 30));
    columns.put("features", arena.vectors(2, 1, 2, 3, 4, 5, 6));
    columns.put("hidden", arena.vectorLists(2, new int[] {0, 0, 1, 2}, 7, 8, 9, 10));
    columns.put("candidates", arena.textLists(List.of(List.of("x"), List.of(), List.of("y", "z"))));
    return arena.batch(columns);
  }

  private static final String TYPES =
      "reward:number kept:boolean prompt:text logp:list<number> features:number[2]"
          + " hidden:list<number[2]> candidates:list<text>";
  private static final String ROW_0 =
      "reward=1.0 kept=1 prompt=<a> logp=[10.0, 20.0] features=[1.0, 2.0] hidden=[] candidates=[<x>]";
  private static final String ROW_1 =
      "reward=2.0 kept=0 prompt=<bc> logp=[] features=[3.0, 4.0] hidden=[[7.0, 8.0]] candidates=[]";
  private static final String ROW_2 =
      "reward=3.0 kept=1 prompt=<> logp=[30.0] features=[5.0, 6.0] hidden=[[9.0, 10.0]] candidates=[<y>, <z>]";

  @Test
  void takesRowsInAnyOrderAndMoreThanOnce() {
    try (Arena arena = Arena.root("test")) {
      assertThat(BatchRows.of(batch(arena).take(2, 0, 2)))
          .containsExactly(TYPES, ROW_2, ROW_0, ROW_2);
      assertThat(BatchRows.of(batch(arena).take())).containsExactly(TYPES);
      assertThatThrownBy(() -> batch(arena).take(3)).hasMessageContaining("row 3");
    }
  }

  @Test
  void takesMissingValuesToo() {
    try (Arena arena = Arena.root("test")) {
      Batch batch = batch(arena).take(0, 1);
      batch.column("reward").arrow().setNull(1);
      assertThat(batch.take(1, 0).column("reward").isMissing(0)).isTrue();
      assertThat(arena.concat(List.of(batch, batch)).column("reward").isMissing(3)).isTrue();
    }
  }

  @Test
  void concatenatesBatchesOfOtherArenas() {
    try (Arena arena = Arena.root("test")) {
      Batch all;
      try (Arena other = Arena.root("other")) {
        all = arena.concat(List.of(batch(other).take(1), batch(arena), batch(other).take()));
      }
      assertThat(BatchRows.of(all)).containsExactly(TYPES, ROW_1, ROW_0, ROW_1, ROW_2);
    }
  }

  @Test
  void refusesToConcatenateWhatDiffers() {
    try (Arena arena = Arena.root("test")) {
      Batch a = arena.batch(Map.of("reward", arena.numbers(1)));
      Batch b = arena.batch(Map.of("reward", arena.integers(1)));
      Batch c = arena.batch(Map.of("score", arena.numbers(1)));
      assertThatThrownBy(() -> arena.concat(List.of(a, b)))
          .hasMessageContaining("'reward'")
          .hasMessageContaining("batch 1");
      assertThatThrownBy(() -> arena.concat(List.of(a, c))).hasMessageContaining("score");
      assertThatThrownBy(() -> arena.concat(List.of())).hasMessageContaining("at least one");
    }
  }

  @Test
  void replacesAndAddsColumns() {
    try (Arena arena = Arena.root("test")) {
      Batch batch = arena.batch(Map.of("reward", arena.numbers(1, 2)));
      Batch more = batch.with("weight", arena.numbers(3, 4)).with("reward", arena.numbers(5, 6));
      assertThat(more.names()).containsExactly("reward", "weight");
      assertThat(more.column("reward").at(1)).isEqualTo(6);
      assertThat(batch.column("reward").at(1)).isEqualTo(2);
      assertThatThrownBy(() -> batch.with("weight", arena.numbers(1)))
          .hasMessageContaining("'reward' has 2, 'weight' has 1");
    }
  }

  @Test
  void namesTheColumnsThatThereAre() {
    try (Arena arena = Arena.root("test")) {
      Batch batch = arena.batch(Map.of("reward", arena.numbers(1)));
      assertThatThrownBy(() -> batch.column("rewards"))
          .isInstanceOfSatisfying(
              EsscherException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA))
          .hasMessage(
              "there is no column 'rewards': add it, or rename the one that holds it; there are"
                  + " reward; did you mean 'reward'?");
      assertThatThrownBy(() -> batch.column("prompt")).hasMessageEndingWith("; there are reward");
    }
  }
}
