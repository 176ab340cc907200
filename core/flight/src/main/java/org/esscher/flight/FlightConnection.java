package org.esscher.flight;

import io.grpc.ChannelCredentials;
import io.grpc.Codec;
import io.grpc.DecompressorRegistry;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.CallHeaders;
import org.apache.arrow.flight.CallOption;
import org.apache.arrow.flight.CallOptions;
import org.apache.arrow.flight.FlightCallHeaders;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightGrpcUtils;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.HeaderCallOption;
import org.apache.arrow.flight.Result;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.data.Arena;
import org.esscher.data.ArrowMessages;

/** A client of one server. Connects when it first asks, and again when the server was away. */
final class FlightConnection implements AutoCloseable {
  static final String AUTHORIZATION = "authorization";

  private final Connecting connecting;
  private final Arena arena;
  private final FlightClient client;
  private boolean closed;

  private FlightConnection(Connecting connecting, Arena arena, FlightClient client) {
    this.connecting = connecting;
    this.arena = arena;
    this.client = client;
  }

  static FlightConnection open(Connecting connecting) {
    Arena arena = Arena.root("flight " + connecting.endpoint());
    try {
      requireDirectBuffers(arena);
      return new FlightConnection(connecting, arena, client(connecting, arena));
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  /** Flight hands Arrow's memory to the network as direct buffers. */
  static void requireDirectBuffers(Arena arena) {
    try (ArrowBuf some = arena.allocator().buffer(1)) {
      ByteBuffer view = some.nioBuffer(0, 1);
      view.clear();
    } catch (UnsupportedOperationException e) {
      Module arrow = RootAllocator.class.getModule();
      throw new EsscherException(
          ErrorCode.USER,
          "Arrow Flight needs direct buffers: start Java with --add-opens=java.base/java.nio="
              + (arrow.isNamed() ? arrow.getName() : "ALL-UNNAMED"),
          e);
    }
  }

  private static FlightClient client(Connecting connecting, Arena arena) {
    return FlightGrpcUtils.createFlightClient(arena.allocator(), channel(connecting, arena));
  }

  /** What Flight's own would be, but for the look at what comes in. */
  private static ManagedChannel channel(Connecting connecting, Arena arena) {
    String server = connecting.endpoint().toString();
    ChannelCredentials credentials = credentials(connecting);
    try {
      return Grpc.newChannelBuilderForAddress(
              connecting.endpoint().uri().getHost(),
              connecting.endpoint().uri().getPort(),
              credentials)
          .maxInboundMessageSize(Integer.MAX_VALUE)
          // What is packed claims little and is much.
          .decompressorRegistry(
              DecompressorRegistry.emptyInstance().with(Codec.Identity.NONE, false))
          .intercept(new AnswerCheck(() -> new ArrowMessages(server, "correct the server", arena)))
          .build();
    } catch (RuntimeException e) {
      throw unusable(connecting, e);
    }
  }

  private static ChannelCredentials credentials(Connecting connecting) {
    TlsFiles tls = connecting.tls();
    if (!connecting.endpoint().tls()) {
      if (!tls.isEmpty()) {
        throw EsscherException.user(
            "%s is not encrypted, so that no certificate is looked at: write grpc+tls://",
            connecting.endpoint());
      }
      return InsecureChannelCredentials.create();
    }
    TlsChannelCredentials.Builder builder = TlsChannelCredentials.newBuilder();
    try {
      if (!tls.trust().isEmpty()) {
        builder.trustManager(TlsFiles.open(tls.trust()));
      }
      if (!tls.certificate().isEmpty()) {
        builder.keyManager(TlsFiles.open(tls.certificate()), TlsFiles.open(tls.key()));
      }
    } catch (IOException e) {
      throw unusable(connecting, e);
    }
    return builder.build();
  }

  private static EsscherException unusable(Connecting connecting, Exception e) {
    return new EsscherException(
        ErrorCode.USER,
        "the certificates or the key for " + connecting.endpoint() + " can't be used: " + e,
        e);
  }

  Connecting connecting() {
    return connecting;
  }

  Endpoint endpoint() {
    return connecting.endpoint();
  }

  /** For answers; its allocators are those of what comes in. */
  Arena arena() {
    if (closed) {
      throw EsscherException.user("the model at %s is closed; make another one", endpoint());
    }
    return arena;
  }

  private CallOption[] options() {
    CallHeaders headers = new FlightCallHeaders();
    if (connecting.token().isPresent()) {
      headers.insert(AUTHORIZATION, connecting.token().bearer());
    }
    return new CallOption[] {
      CallOptions.timeout(connecting.deadline().toNanos(), TimeUnit.NANOSECONDS),
      new HeaderCallOption(headers)
    };
  }

  /**
   * What the server serves.
   *
   * @throws FlightRuntimeException as the server, or the way to it, has it
   */
  List<ServedModel> models() {
    Iterator<Result> results = client.doAction(new Action(ServedModel.ACTION), options());
    if (!results.hasNext()) {
      throw EsscherException.plugin(
          "%s: the action '%s' has no result; it must have one", endpoint(), ServedModel.ACTION);
    }
    byte[] message = results.next().getBody();
    results.forEachRemaining(ignored -> {});
    return ServedModel.read(message, endpoint());
  }

  /** Sends a question; the rows stay the caller's, and stay as they are until it is answered. */
  Exchange ask(Question question, VectorSchemaRoot rows) {
    return new Exchange(
        client.doExchange(FlightDescriptor.command(question.written()), options()), rows);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      client.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      arena.close();
    }
  }
}
