package org.esscher.flight;

import java.util.concurrent.locks.LockSupport;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.esscher.api.Batch;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.data.Arena;

/** One question on its way, and its answer. */
final class Exchange implements AutoCloseable {
  /** A stream that isn't there after so many looks is waited for by Flight. */
  private static final int LOOKS = 200;

  private static final long BETWEEN_LOOKS = 50_000;

  private final FlightClient.ExchangeReaderWriter call;

  /** Sends the rows; the answer is not waited for. */
  Exchange(FlightClient.ExchangeReaderWriter call, VectorSchemaRoot rows) {
    this.call = call;
    FlightClient.ClientStreamListener out = call.getWriter();
    awaitStream(out);
    out.start(rows);
    out.putNext();
    out.completed();
  }

  /** Flight waits for the stream in a loop that keeps a processor busy; this one sleeps. */
  private static void awaitStream(FlightClient.ClientStreamListener out) {
    for (int look = 0; look < LOOKS && !out.isReady(); look++) {
      LockSupport.parkNanos(BETWEEN_LOOKS);
    }
  }

  /**
   * Waits for the answer.
   *
   * @param arena gets its columns
   * @param model for messages
   * @return one batch
   */
  Batch answer(Arena arena, String model) {
    FlightStream in = call.getReader();
    if (!next(in, model)) {
      throw EsscherException.plugin(
          "%s breaks the protocol: it sends no batch; it must send one", model);
    }
    Batch answer = Rows.taken(in.getRoot(), arena);
    if (next(in, model)) {
      throw EsscherException.plugin(
          "%s breaks the protocol: it sends more than one batch; it must send one", model);
    }
    return answer;
  }

  private static boolean next(FlightStream in, String model) {
    try {
      return in.next();
    } catch (FlightRuntimeException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new EsscherException(
          ErrorCode.PLUGIN, model + " sends Arrow data that can't be read: " + e, e);
    }
  }

  /** Ends it, answered or not. */
  @Override
  public void close() {
    try {
      call.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      // It ends all the same; what went wrong with it is told where its answer is read.
      System.getLogger(Exchange.class.getName())
          .log(System.Logger.Level.DEBUG, "an exchange ended with an error", e);
    }
  }
}
