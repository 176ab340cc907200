package org.esscher.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.runtime.internal.estimate.PartitionResults;
import org.esscher.runtime.internal.expression.Joins;
import org.esscher.runtime.internal.expression.ShardTree;
import org.junit.jupiter.api.Test;

/** What tasks give comes to the same, in whatever order Spark merges it. */
class PartitionAnswerTest {
  private static final int PARTITIONS = 9;

  private static PartitionAnswer answer(int partition) {
    ShardTree tree = new ShardTree(Joins.sums("numbers", 1));
    tree.add(partition, new double[] {1 / (1.0 + partition)});
    return PartitionAnswer.of(partition, PartitionResults.exchange(tree));
  }

  private static PartitionAnswer merged(List<PartitionAnswer> answers, Random order) {
    List<PartitionAnswer> left = new ArrayList<>(answers);
    while (left.size() > 1) {
      Collections.shuffle(left, order);
      PartitionAnswer some = left.remove(0);
      left.set(0, some.merge(left.get(0)));
    }
    return left.get(0);
  }

  @Test
  void totalsAreTheSameInEveryOrder() {
    List<PartitionAnswer> answers = new ArrayList<>();
    List<byte[]> inOrder = new ArrayList<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      answers.add(answer(partition));
      inOrder.add(answer(partition).bytes());
    }
    double[] expected = PartitionResults.of(inOrder).total();
    Random order = new Random(1);
    for (int i = 0; i < 20; i++) {
      byte[] found = merged(answers, order).bytes();
      assertThat(PartitionResults.of(List.of(found)).total()).isEqualTo(expected);
    }
  }

  @Test
  void whatTheFirstPartitionRefusesIsTold() {
    List<PartitionAnswer> answers = new ArrayList<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      answers.add(
          partition % 3 == 2
              ? PartitionAnswer.of(partition, EsscherException.data("in partition " + partition))
              : answer(partition));
    }
    Random order = new Random(2);
    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(merged(answers, order)::bytes)
          .hasMessage("in partition 2")
          .isInstanceOfSatisfying(
              EsscherException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA));
    }
  }

  @Test
  void whatDoesNotFitTogetherIsRefused() {
    // That of a partition which is finished, with no values, state or gradients.
    byte[] finished = new byte[1 + 6 * Integer.BYTES];
    finished[0] = 1;
    PartitionAnswer odd = PartitionAnswer.of(1, finished);
    assertThat(odd.merge(odd).bytes()).isEqualTo(finished);
    assertThatThrownBy(answer(0).merge(odd)::bytes)
        .hasMessageContaining("came to different places");
  }
}
