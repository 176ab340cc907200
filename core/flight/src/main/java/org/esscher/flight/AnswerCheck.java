package org.esscher.flight;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import java.util.function.Supplier;
import org.esscher.data.ArrowMessages;

/** Has what a server sends looked at before Flight makes room for it. */
final class AnswerCheck implements ClientInterceptor {
  /** What a server says of its models, in bytes; its answers are held against themselves. */
  private static final int MOST_SAID = 4 << 20;

  /** The method by which rows are asked about. */
  static final String EXCHANGE = "DoExchange";

  private final Supplier<ArrowMessages> streams;

  /**
   * Made for a connection.
   *
   * @param streams looks at the messages of one answer
   */
  AnswerCheck(Supplier<ArrowMessages> streams) {
    this.streams = streams;
  }

  @Override
  public <A, B> ClientCall<A, B> interceptCall(
      MethodDescriptor<A, B> method, CallOptions options, Channel next) {
    if (!EXCHANGE.equals(method.getBareMethodName())) {
      return next.newCall(method, options.withMaxInboundMessageSize(MOST_SAID));
    }
    return next.newCall(
        method.toBuilder(
                method.getRequestMarshaller(),
                new CheckedMarshaller<>(
                    method.getResponseMarshaller(), new MessageCheck(streams.get())))
            .build(),
        options);
  }
}
