package org.esscher.neural;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.State;
import org.esscher.api.Transform;

/**
 * Keeps pairs of two different answers, each of which a context has room for.
 *
 * @param maxBytes of an answer in UTF-8
 */
record FittingPairs(int maxBytes) implements Transform {
  @Override
  public Batch apply(Batch batch, State fitted, Context context) {
    Column chosen = batch.column("chosen");
    Column rejected = batch.column("rejected");
    int[] kept =
        IntStream.range(0, batch.rows())
            .filter(row -> fits(chosen.text(row)) && fits(rejected.text(row)))
            .filter(row -> !chosen.text(row).equals(rejected.text(row)))
            .toArray();
    return batch.take(kept);
  }

  private boolean fits(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length <= maxBytes;
  }
}
