package org.esscher.plugins.goalconditionedrm;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.State;
import org.esscher.api.Transform;

/**
 * Keeps pairs of two different answers, none of them blank or too long.
 *
 * @param maxBytes of an answer in UTF-8; 0 for no bound
 */
record DifferentAnswers(int maxBytes) implements Transform {
  @Override
  public Batch apply(Batch batch, State fitted, Context context) {
    Column chosen = batch.column("chosen");
    Column rejected = batch.column("rejected");
    int[] kept =
        IntStream.range(0, batch.rows())
            .filter(row -> fits(text(chosen, row, "chosen")))
            .filter(row -> fits(text(rejected, row, "rejected")))
            .filter(row -> !chosen.text(row).equals(rejected.text(row)))
            .toArray();
    return batch.take(kept);
  }

  private static String text(Column answers, int row, String name) {
    if (!answers.isText() || answers.ragged() || answers.isMissing(row)) {
      throw EsscherException.data("row %d, column '%s': a text is needed", row, name);
    }
    return answers.text(row);
  }

  private boolean fits(String text) {
    boolean shortEnough = maxBytes == 0 || text.getBytes(StandardCharsets.UTF_8).length <= maxBytes;
    return shortEnough && !text.isBlank();
  }
}
