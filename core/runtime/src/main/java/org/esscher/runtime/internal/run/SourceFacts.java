package org.esscher.runtime.internal.run;

import java.util.Set;
import org.esscher.api.Batch;
import org.jspecify.annotations.Nullable;

/**
 * What a source is known by.
 *
 * @param rows how many it has
 * @param columns their names
 * @param batch the rows; null where they stay on the disk
 */
record SourceFacts(long rows, Set<String> columns, @Nullable Batch batch) {
  static SourceFacts of(Batch batch) {
    return new SourceFacts(batch.rows(), batch.names(), batch);
  }
}
