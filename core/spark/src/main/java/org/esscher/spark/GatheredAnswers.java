package org.esscher.spark;

import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * The answers of a job as they come in, in the driver: Spark gives each partition's once, one at a
 * time, and in an order of chance.
 */
final class GatheredAnswers extends AbstractFunction2<Object, PartitionAnswer, BoxedUnit> {
  private final NavigableMap<Integer, PartitionAnswer> answers = new TreeMap<>();
  private final IntConsumer done;
  private @Nullable Throwable thrown;

  /**
   * None is there.
   *
   * @param done gets the number of each
   */
  GatheredAnswers(IntConsumer done) {
    this.done = done;
  }

  @Override
  public BoxedUnit apply(Object partition, PartitionAnswer answer) {
    answers.put((Integer) partition, answer);
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
    return List.copyOf(answers.values());
  }
}
