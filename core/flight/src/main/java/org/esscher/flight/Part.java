package org.esscher.flight;

import org.apache.arrow.vector.VectorSchemaRoot;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.data.Arena;
import org.jspecify.annotations.Nullable;

/** Rows that are asked about together, from when they are first sent until they are answered. */
final class Part implements AutoCloseable {
  private final FlightConnection connection;
  private final Question question;
  private final VectorSchemaRoot rows;
  private @Nullable Exchange exchange;

  /**
   * Sends a question.
   *
   * @param connection to the server
   * @param question without identification
   * @param rows closed with this
   */
  Part(FlightConnection connection, Question question, VectorSchemaRoot rows) {
    this.connection = connection;
    this.rows = rows;
    this.question = question.withId(Rows.identified(question, rows));
  }

  /** Sends it, once more where it was sent before: the same question with the same id. */
  void send() {
    cancel();
    exchange = connection.ask(question, rows);
  }

  /**
   * Waits for what {@link #send} asked for.
   *
   * @param arena gets its columns
   * @param model for messages
   */
  Batch answer(Arena arena, String model) {
    Exchange sent = exchange;
    if (sent == null) {
      throw new IllegalStateException("nothing was sent");
    }
    Batch answer = sent.answer(arena, model);
    int wanted = Math.multiplyExact(rows.getRowCount(), Math.max(1, question.each()));
    if (answer.rows() != wanted) {
      throw EsscherException.plugin(
          "%s breaks the protocol: it sends %d rows for %d; it must send %d, in their order",
          model, answer.rows(), rows.getRowCount(), wanted);
    }
    cancel();
    return answer;
  }

  /** For messages. */
  String described() {
    return rows.getRowCount() + " rows of model '" + question.model() + "'";
  }

  private void cancel() {
    Exchange sent = exchange;
    exchange = null;
    if (sent != null) {
      sent.close();
    }
  }

  @Override
  public void close() {
    cancel();
    rows.close();
  }
}
