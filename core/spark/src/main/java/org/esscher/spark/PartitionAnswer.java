package org.esscher.spark;

import java.io.Serializable;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.runtime.internal.estimate.PartitionResults;
import org.jspecify.annotations.Nullable;

/**
 * What a task gives. What is wrong with data or configuration is an answer too: Spark would try it
 * three times again, and bury it in a stack trace.
 */
final class PartitionAnswer implements Serializable {
  private static final long serialVersionUID = 1;

  private final int partition;
  private final byte[] found;
  private final @Nullable ErrorCode code;
  private final String message;

  private PartitionAnswer(int partition, byte[] found, @Nullable ErrorCode code, String message) {
    this.partition = partition;
    this.found = found;
    this.code = code;
    this.message = message;
  }

  static PartitionAnswer of(int partition, byte[] found) {
    return new PartitionAnswer(partition, found, null, "");
  }

  static PartitionAnswer of(int partition, EsscherException refused) {
    return new PartitionAnswer(
        partition, new byte[0], refused.code(), String.valueOf(refused.getMessage()));
  }

  /** What both found, or what was refused: where both were, in the earlier of the partitions. */
  PartitionAnswer merge(PartitionAnswer other) {
    if (code != null || other.code != null) {
      return code != null && (other.code == null || partition < other.partition) ? this : other;
    }
    try {
      return of(partition, PartitionResults.merge(found, other.found));
    } catch (EsscherException e) {
      return of(partition, e);
    }
  }

  byte[] bytes() {
    if (code != null) {
      throw new EsscherException(code, message, null);
    }
    return found;
  }
}
