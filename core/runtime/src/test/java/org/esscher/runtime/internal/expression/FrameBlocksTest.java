package org.esscher.runtime.internal.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.esscher.api.Column;
import org.esscher.data.Arena;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where blocks and shards end, against looking at each group in turn. */
class FrameBlocksTest {
  private static final int GROUPS = 3000;

  private final Arena arena = Arena.root("test");

  @AfterEach
  void close() {
    arena.close();
  }

  /**
   * Groups that are alike for a while, then of any size up to a few blocks; rows of a few tokens,
   * and now and then of more than a block takes.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void they_end_with_the_last_group_that_fits(long seed) {
    Random random = new Random(seed);
    List<Long> group = new ArrayList<>();
    int[] groupStart = new int[GROUPS + 1];
    for (int g = 0; g < GROUPS; g++) {
      int size = g / 300 % 2 == 0 ? 1 + g / 300 : 1 + random.nextInt(g % 97 == 0 ? 3000 : 40);
      for (int k = 0; k < size; k++) {
        group.add((long) g);
      }
      groupStart[g + 1] = group.size();
    }
    int rows = group.size();
    int[] tokenStart = new int[rows + 1];
    for (int row = 0; row < rows; row++) {
      tokenStart[row + 1] =
          tokenStart[row] + random.nextInt(row % 5000 == 17 ? 6000 : 1 + row / 9000 % 9);
    }
    Column keys = arena.integers(group.stream().mapToLong(key -> key).toArray());
    Frame frame = new Frame("rows", arena.batch(Map.of("group", keys)), "group");

    List<Block> byRows = frame.cut(List.of());
    List<Block> byTokens = frame.cut(List.of(new Axis(0, tokenStart)));

    int[] shards = shards(groupStart);
    assertThat(frame.shards())
        .containsExactly(Arrays.stream(shards).map(g -> groupStart[g]).toArray());
    assertThat(byRows).isEqualTo(blocks(shards, groupStart, new int[rows + 1]));
    assertThat(byTokens).isEqualTo(blocks(shards, groupStart, tokenStart));
    assertThat(byTokens.size()).isGreaterThan(byRows.size());
    assertThat(frame.wholeShards())
        .hasSize(shards.length - 1)
        .allSatisfy(
            shard -> {
              assertThat(shard.firstGroup()).isEqualTo(shards[shard.shard()]);
              assertThat(shard.firstGroup() + shard.groups()).isEqualTo(shards[shard.shard() + 1]);
              assertThat(shard.firstPosition()).isEqualTo(groupStart[shard.firstGroup()]);
              assertThat(shard.rows())
                  .isEqualTo(groupStart[shards[shard.shard() + 1]] - shard.firstPosition());
            });
  }

  /** A shard ends with the first group that takes it to 4,096 rows. */
  private static int[] shards(int[] groupStart) {
    List<Integer> shards = new ArrayList<>(List.of(0));
    int first = 0;
    for (int g = 1; g <= GROUPS; g++) {
      if (g == GROUPS || groupStart[g] - groupStart[first] >= 4096) {
        shards.add(g);
        first = g;
      }
    }
    return shards.stream().mapToInt(g -> g).toArray();
  }

  /** A block has at most 1,024 rows and 2,048 tokens, unless it is one group. */
  private static List<Block> blocks(int[] shards, int[] groupStart, int[] tokenStart) {
    List<Block> blocks = new ArrayList<>();
    for (int shard = 0; shard + 1 < shards.length; shard++) {
      int place = 0;
      int first = shards[shard];
      for (int g = first + 1; g <= shards[shard + 1]; g++) {
        boolean last = g == shards[shard + 1];
        if (last || !fits(groupStart[first], groupStart[g + 1], tokenStart)) {
          blocks.add(
              new Block(
                  blocks.size(),
                  4096L * shard + place++,
                  groupStart[first],
                  groupStart[g] - groupStart[first],
                  first,
                  g - first));
          first = g;
        }
      }
    }
    return blocks;
  }

  private static boolean fits(int first, int end, int[] tokenStart) {
    return end - first <= 1024 && tokenStart[end] - tokenStart[first] <= 2048;
  }
}
