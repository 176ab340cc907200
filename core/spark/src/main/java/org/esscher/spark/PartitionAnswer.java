package org.esscher.spark;

import java.io.Serializable;
import java.util.Arrays;
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

  private final byte[] found;
  private final @Nullable ErrorCode code;
  private final String message;

  private PartitionAnswer(byte[] found, @Nullable ErrorCode code, String message) {
    this.found = found;
    this.code = code;
    this.message = message;
  }

  static PartitionAnswer of(byte[] found) {
    return new PartitionAnswer(found, null, "");
  }

  static PartitionAnswer of(EsscherException refused) {
    return new PartitionAnswer(new byte[0], refused.code(), String.valueOf(refused.getMessage()));
  }

  boolean holdsSums() {
    return code == null && PartitionResults.holdsSums(found);
  }

  /** Enough to tell that it holds sums, or all of it. */
  PartitionAnswer withoutSums() {
    return holdsSums() ? of(Arrays.copyOf(found, 1)) : this;
  }

  /** The sums of both, or what was refused. */
  PartitionAnswer merge(PartitionAnswer other) {
    if (code != null) {
      return this;
    }
    return other.code == null ? of(PartitionResults.merge(found, other.found)) : other;
  }

  byte[] bytes() {
    if (code != null) {
      throw new EsscherException(code, message, null);
    }
    return found;
  }
}
