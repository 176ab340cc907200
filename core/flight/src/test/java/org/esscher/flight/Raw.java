package org.esscher.flight;

import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server that sends the bytes that it is given, whatever they are; it knows gRPC only. */
final class Raw implements AutoCloseable {
  private static final String SERVICE = "arrow.flight.protocol.FlightService";
  private static final Metadata.Key<String> ACCEPTED =
      Metadata.Key.of("grpc-accept-encoding", Metadata.ASCII_STRING_MARSHALLER);

  private final Server server;
  private volatile List<byte[]> said = List.of();
  private volatile List<byte[]> answer = List.of();
  private volatile String accepted = "";

  Raw() {
    try {
      server =
          Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
              .directExecutor()
              .addService(
                  ServerServiceDefinition.builder(SERVICE)
                      .addMethod(
                          method("DoAction", MethodDescriptor.MethodType.SERVER_STREAMING),
                          sends(() -> said))
                      .addMethod(
                          method("DoExchange", MethodDescriptor.MethodType.BIDI_STREAMING),
                          sends(() -> answer))
                      .build())
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static MethodDescriptor<byte[], byte[]> method(String name, MethodDescriptor.MethodType type) {
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setType(type)
        .setFullMethodName(SERVICE + "/" + name)
        .setRequestMarshaller(new Bytes())
        .setResponseMarshaller(new Bytes())
        .build();
  }

  private ServerCallHandler<byte[], byte[]> sends(Messages messages) {
    return (call, headers) -> {
      String encodings = headers.get(ACCEPTED);
      accepted = encodings == null ? "" : encodings;
      call.request(Integer.MAX_VALUE);
      return new ServerCall.Listener<>() {
        @Override
        public void onHalfClose() {
          call.sendHeaders(new Metadata());
          messages.get().forEach(call::sendMessage);
          call.close(Status.OK, new Metadata());
        }
      };
    };
  }

  int port() {
    return server.getPort();
  }

  /** What follows a question about its models. */
  void say(byte... message) {
    said = List.of(message);
  }

  /** What follows a question about rows. */
  void answer(byte[]... messages) {
    answer = List.of(messages);
  }

  /** The encodings of messages that the client takes. */
  String accepted() {
    return accepted;
  }

  @Override
  public void close() {
    try {
      if (!server.shutdownNow().awaitTermination(1, TimeUnit.MINUTES)) {
        throw new IllegalStateException("a server doesn't end");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What is sent at the moment. */
  private interface Messages {
    List<byte[]> get();
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
