package org.esscher.runtime.internal.run;

import org.esscher.api.Batch;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Generator;

/** {@link ManyRows} that make more than 64 shards of 4,096. */
@Component("test-very-many-rows")
public record VeryManyRows() implements Generator {
  @Override
  public Batch generate(Context context) {
    return new ManyRows(270_000).generate(context);
  }
}
