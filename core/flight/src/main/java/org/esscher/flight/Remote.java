package org.esscher.flight;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.esscher.api.Batch;
import org.esscher.api.Columns;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.jspecify.annotations.Nullable;

/** A model on a server, and the way to it. */
final class Remote implements AutoCloseable {
  private static final String FINGERPRINT = "fingerprint";

  private final FlightConnection connection;
  private final Asking asking;
  private final ServedModel served;

  private Remote(FlightConnection connection, Asking asking, ServedModel served) {
    this.connection = connection;
    this.asking = asking;
    this.served = served;
  }

  /**
   * Connects.
   *
   * @param kind of the model
   * @param name of the model, or empty
   * @param saved by {@link #save}, or null
   */
  static Remote open(
      Connecting connecting, Asking asking, String kind, String name, @Nullable State saved) {
    FlightConnection connection = FlightConnection.open(connecting);
    try {
      ServedModel served =
          insisting(
              connection,
              asking,
              "what it serves",
              failures ->
                  ServedModel.chosen(connection.models(), kind, name, connecting.endpoint()));
      if (saved != null && saved.has(FINGERPRINT)) {
        requireSame(saved.texts(FINGERPRINT).get(0), served, connecting.endpoint());
      }
      return new Remote(connection, asking, served);
    } catch (RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private static void requireSame(String fingerprint, ServedModel served, Endpoint endpoint) {
    if (!fingerprint.equals(served.fingerprint())) {
      throw EsscherException.user(
          "%s: model '%s' had the fingerprint %s and has %s: another model answers now; serve the"
              + " old one, or begin a new run",
          endpoint, served.name(), fingerprint, served.fingerprint());
    }
  }

  ServedModel served() {
    return served;
  }

  /** A model and where it is, for messages. */
  String described() {
    return served.kind() + " '" + served.name() + "' at " + connection.endpoint();
  }

  State save() {
    return State.empty().withTexts(FINGERPRINT, List.of(served.fingerprint()));
  }

  /**
   * Asks about a batch, part by part: the next part is sent when fewer than {@code inFlight} are on
   * their way.
   *
   * @param batch rows
   * @param names of the columns to send
   * @param questions gives the question of each part, in order
   * @param columns makes the answer's columns
   * @return the parts' answers, one after the other
   */
  Batch ask(Batch batch, Collection<String> names, Supplier<Question> questions, Columns columns) {
    int parts = Math.max(1, (int) ((batch.rows() + asking.rows() - 1L) / asking.rows()));
    Deque<Part> onTheirWay = new ArrayDeque<>();
    try (Arena arena = connection.arena().child("answers")) {
      try {
        List<Batch> answers = new ArrayList<>();
        for (int sent = 0; answers.size() < parts; ) {
          while (sent < parts && onTheirWay.size() < asking.inFlight()) {
            onTheirWay.add(part(questions.get(), batch, names, sent));
            sent++;
          }
          answers.add(answered(onTheirWay.element(), arena));
          onTheirWay.remove().close();
        }
        return columns.concat(answers);
      } finally {
        onTheirWay.forEach(Part::close);
      }
    }
  }

  private Part part(Question question, Batch batch, Collection<String> names, int number) {
    int from = number * asking.rows();
    int count = Math.min(asking.rows(), batch.rows() - from);
    VectorSchemaRoot rows = Rows.of(batch, names, from, count);
    try {
      Part part = new Part(connection, question, rows);
      part.send();
      return part;
    } catch (RuntimeException e) {
      rows.close();
      throw e;
    }
  }

  private Batch answered(Part part, Arena arena) {
    return insisting(
        connection,
        asking,
        part.described(),
        failures -> {
          if (failures > 0) {
            // Who answers now may be another one.
            requireSame(
                served.fingerprint(),
                ServedModel.chosen(
                    connection.models(), served.kind(), served.name(), connection.endpoint()),
                connection.endpoint());
            part.send();
          }
          return part.answer(arena, described());
        });
  }

  private static <T> T insisting(
      FlightConnection connection, Asking asking, String asked, IntFunction<T> call) {
    int failures = 0;
    while (true) {
      try {
        return call.apply(failures);
      } catch (FlightRuntimeException e) {
        failures++;
        if (!Failures.isAway(e) || failures > asking.retries()) {
          throw Failures.of(e, connection.connecting(), asked, failures);
        }
      }
      pause(asking.wait(failures), connection.endpoint());
    }
  }

  private static void pause(Duration time, Endpoint endpoint) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EsscherException(
          ErrorCode.RESOURCES, "interrupted while " + endpoint + " was away", e);
    }
  }

  @Override
  public void close() {
    connection.close();
  }
}
