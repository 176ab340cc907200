package org.esscher.flight;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A client that sends the bytes that it is given, whatever they are; it knows gRPC only. */
final class RawClient implements AutoCloseable {
  private static final MethodDescriptor<byte[], byte[]> EXCHANGE =
      Raw.method("DoExchange", MethodDescriptor.MethodType.BIDI_STREAMING);

  private final ManagedChannel channel;

  RawClient(int port) {
    channel =
        Grpc.newChannelBuilderForAddress("localhost", port, InsecureChannelCredentials.create())
            .build();
  }

  /**
   * Sends messages as one question, and waits for the end of the call.
   *
   * @param packed whether they are compressed
   */
  Status ask(boolean packed, byte[]... messages) {
    CallOptions options =
        packed ? CallOptions.DEFAULT.withCompression("gzip") : CallOptions.DEFAULT;
    ClientCall<byte[], byte[]> call = channel.newCall(EXCHANGE, options);
    CompletableFuture<Status> end = new CompletableFuture<>();
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            end.complete(status);
          }
        },
        new Metadata());
    call.request(Integer.MAX_VALUE);
    for (byte[] message : messages) {
      call.sendMessage(message);
    }
    call.halfClose();
    try {
      return end.get(1, TimeUnit.MINUTES);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("the call doesn't end", e);
    }
  }

  @Override
  public void close() {
    try {
      if (!channel.shutdownNow().awaitTermination(1, TimeUnit.MINUTES)) {
        throw new IllegalStateException("a client doesn't end");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
