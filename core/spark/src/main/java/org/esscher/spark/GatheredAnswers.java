package org.esscher.spark;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * The answers of a job as they come in, in the driver: Spark gives each partition's once, one at a
 * time, and in an order of chance.
 */
final class GatheredAnswers extends AbstractFunction2<Object, PartitionAnswer, BoxedUnit> {
  private final @Nullable PartitionAnswer[] answers;
  private final IntConsumer done;
  private @Nullable Throwable thrown;

  /**
   * None is there.
   *
   * @param count how many there will be
   * @param done gets the number of each
   */
  GatheredAnswers(int count, IntConsumer done) {
    this.answers = new PartitionAnswer[count];
    this.done = done;
  }

  @Override
  public BoxedUnit apply(Object partition, PartitionAnswer answer) {
    answers[(Integer) partition] = answer;
    try {
      done.accept((Integer) partition);
    } catch (RuntimeException | Error e) {
      thrown = e;
      throw e;
    }
    return BoxedUnit.UNIT;
  }

  /** Throws what the follower threw, which ended the job. */
  void raise() {
    if (thrown instanceof RuntimeException exception) {
      throw exception;
    }
    if (thrown instanceof Error error) {
      throw error;
    }
  }

  /** All of them, in the order of the partitions, once the job is done. */
  List<PartitionAnswer> all() {
    return Arrays.stream(answers).map(Objects::requireNonNull).toList();
  }
}
