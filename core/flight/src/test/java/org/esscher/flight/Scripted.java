package org.esscher.flight;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.FlightProducer;
import org.apache.arrow.flight.FlightServer;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.NoOpFlightProducer;
import org.apache.arrow.flight.Result;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VectorSchemaRoot;

/** A server that does as it is told, right or wrong; written with nothing but Flight. */
final class Scripted implements AutoCloseable {
  /** Answers one question. */
  interface Script {
    void answer(Question question, VectorSchemaRoot rows, Out out);
  }

  private final BufferAllocator allocator = new RootAllocator();
  private final List<Question> asked = Collections.synchronizedList(new ArrayList<>());
  private final ExecutorService threads =
      Executors.newCachedThreadPool(task -> new Thread(task, "scripted"));
  private final FlightServer server;
  private volatile String fingerprint = "first";
  private volatile byte[] capabilities = new byte[0];

  Scripted(Script script) {
    try {
      server =
          FlightServer.builder(
                  allocator, Location.forGrpcInsecure("localhost", 0), new Producer(script))
              .executor(threads)
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Scores each row by its number within its part. */
  static void number(VectorSchemaRoot rows, Out out) {
    double[] scores = new double[rows.getRowCount()];
    for (int row = 0; row < scores.length; row++) {
      scores[row] = row;
    }
    out.send("score", scores);
  }

  int port() {
    return server.getPort();
  }

  /** Ids of the questions, in the order in which they came. */
  List<String> ids() {
    synchronized (asked) {
      return asked.stream().map(Question::id).toList();
    }
  }

  void become(String other) {
    fingerprint = other;
  }

  void say(String message) {
    capabilities = message.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    try {
      server.close();
      threads.shutdown();
      if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
        throw new IllegalStateException("a script doesn't end");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    // The allocator stays open: Flight may put rows into a stream that a client has just canceled,
    // and which it has freed already. That is this server's memory, and not what is tested.
  }

  /** What a question is answered by. */
  final class Out {
    private final FlightProducer.ServerStreamListener listener;

    private Out(FlightProducer.ServerStreamListener listener) {
      this.listener = listener;
    }

    void send(String name, double... values) {
      try (Float8Vector vector = new Float8Vector(name, allocator);
          VectorSchemaRoot root = VectorSchemaRoot.of(vector)) {
        vector.allocateNew(values.length);
        for (int i = 0; i < values.length; i++) {
          vector.set(i, values[i]);
        }
        root.setRowCount(values.length);
        listener.start(root);
        listener.putNext();
        listener.completed();
      }
    }

    FlightProducer.ServerStreamListener listener() {
      return listener;
    }
  }

  private final class Producer extends NoOpFlightProducer {
    private final Script script;

    private Producer(Script script) {
      this.script = script;
    }

    @Override
    public void doAction(CallContext call, Action action, StreamListener<Result> listener) {
      byte[] said =
          capabilities.length > 0
              ? capabilities
              : ServedModel.written(
                  List.of(
                      new ServedModel(
                          "scripted",
                          ServedModel.REWARD,
                          fingerprint,
                          List.of("completion"),
                          List.of("score"),
                          false)));
      listener.onNext(new Result(said));
      listener.onCompleted();
    }

    @Override
    public void doExchange(CallContext call, FlightStream in, ServerStreamListener out) {
      try {
        in.next();
        Question question = Question.read(in.getDescriptor().getCommand());
        asked.add(question);
        script.answer(question, in.getRoot(), new Out(out));
      } catch (RuntimeException e) {
        // Flight would keep to itself what it was.
        out.error(
            CallStatus.INTERNAL
                .withDescription(e + " at " + List.of(e.getStackTrace()))
                .toRuntimeException());
      }
    }
  }
}
