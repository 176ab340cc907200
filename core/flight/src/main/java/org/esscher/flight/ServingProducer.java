package org.esscher.flight;

import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.NoOpFlightProducer;
import org.apache.arrow.flight.Result;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.esscher.api.Batch;
import org.esscher.api.Context;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.data.Arena;

/** Answers questions. Called on many threads at once. */
final class ServingProducer extends NoOpFlightProducer {
  private final Map<String, Served> models;
  private final Arena arena;
  private final BiFunction<Arena, Long, Context> contexts;

  /**
   * Made by the server.
   *
   * @param models by name
   * @param arena of all that comes in
   * @param contexts made of the arena of one call and its seed
   */
  ServingProducer(
      Map<String, Served> models, Arena arena, BiFunction<Arena, Long, Context> contexts) {
    this.models = models;
    this.arena = arena;
    this.contexts = contexts;
  }

  @Override
  public void doAction(CallContext call, Action action, StreamListener<Result> listener) {
    if (!action.getType().equals(ServedModel.ACTION)) {
      listener.onError(
          CallStatus.UNIMPLEMENTED
              .withDescription("the one action is '" + ServedModel.ACTION + "'")
              .toRuntimeException());
      return;
    }
    List<ServedModel> descriptions = models.values().stream().map(Served::description).toList();
    listener.onNext(new Result(ServedModel.written(descriptions)));
    listener.onCompleted();
  }

  @Override
  public void doExchange(CallContext call, FlightStream in, ServerStreamListener out) {
    try {
      answer(in, out);
    } catch (FlightRuntimeException e) {
      out.error(e);
    } catch (EsscherException e) {
      CallStatus status =
          e.code() == ErrorCode.DATA || e.code() == ErrorCode.USER
              ? CallStatus.INVALID_ARGUMENT
              : CallStatus.INTERNAL;
      out.error(status.withDescription(e.getMessage()).toRuntimeException());
    } catch (RuntimeException e) {
      out.error(CallStatus.INTERNAL.withDescription(e.toString()).toRuntimeException());
    }
  }

  private void answer(FlightStream in, ServerStreamListener out) {
    // First, since nobody ends the wait for the descriptor of a call that breaks off.
    if (!next(in)) {
      throw EsscherException.data("a question needs a batch of rows");
    }
    try (Arena callArena = arena.child("question")) {
      // Before anything that may refuse: where a client has canceled just now, Flight has freed
      // what came in before, and won't again.
      Batch rows = Rows.taken(in.getRoot(), callArena);
      byte[] command = in.getDescriptor().getCommand();
      Question question = Question.read(command == null ? new byte[0] : command);
      Served served = asked(question);
      Batch answer = served.answer(question, rows, contexts.apply(callArena, question.seed()));
      try (VectorSchemaRoot root = Rows.of(answer, answer.names(), 0, answer.rows())) {
        out.start(root);
        out.putNext();
        out.completed();
      }
    }
  }

  private static boolean next(FlightStream in) {
    try {
      return in.next();
    } catch (FlightRuntimeException e) {
      throw e;
    } catch (RuntimeException e) {
      throw unreadable(e);
    }
  }

  /** Of what is whole, but not as Arrow writes it. */
  static EsscherException unreadable(RuntimeException e) {
    return EsscherException.data(
        "the question: its Arrow data can't be read: %s; correct the client", e);
  }

  private Served asked(Question question) {
    Served served = models.get(question.model());
    if (served == null || !served.description().fingerprint().equals(question.fingerprint())) {
      throw CallStatus.NOT_FOUND
          .withDescription(
              served == null
                  ? "there is no model '" + question.model() + "', only " + models.keySet()
                  : "model '" + question.model() + "' has another fingerprint")
          .toRuntimeException();
    }
    return served;
  }
}
