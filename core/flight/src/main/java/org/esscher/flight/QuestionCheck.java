package org.esscher.flight;

import io.grpc.BindableService;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.io.InputStream;
import java.util.function.Supplier;
import org.apache.arrow.memory.OutOfMemoryException;
import org.esscher.api.EsscherException;
import org.esscher.data.ArrowMessages;

/** Has what a client sends looked at before Flight makes room for it. */
final class QuestionCheck implements ServerInterceptor {
  private final Supplier<ArrowMessages> streams;

  private QuestionCheck(Supplier<ArrowMessages> streams) {
    this.streams = streams;
  }

  /**
   * A service that reads what has passed only.
   *
   * @param flight answers
   * @param streams looks at the messages of one question
   */
  static ServerServiceDefinition of(BindableService flight, Supplier<ArrowMessages> streams) {
    return ServerInterceptors.intercept(
        ServerInterceptors.useInputStreamMessages(flight.bindService()),
        new QuestionCheck(streams));
  }

  @Override
  public <A, B> ServerCall.Listener<A> interceptCall(
      ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
    if (!AnswerCheck.EXCHANGE.equals(call.getMethodDescriptor().getBareMethodName())) {
      return next.startCall(call, headers);
    }
    EndedOnce<A, B> once = new EndedOnce<>(call);
    return new Checked<>(next.startCall(once, headers), once, new MessageCheck(streams.get()));
  }

  /** A call that is ended once, by the service or without it. */
  private static final class EndedOnce<A, B> extends SimpleForwardingServerCall<A, B> {
    private boolean ended;

    EndedOnce(ServerCall<A, B> call) {
      super(call);
    }

    @Override
    public synchronized void sendHeaders(Metadata headers) {
      if (!ended) {
        super.sendHeaders(headers);
      }
    }

    @Override
    public synchronized void sendMessage(B message) {
      if (!ended) {
        super.sendMessage(message);
      }
    }

    @Override
    public synchronized void close(Status status, Metadata trailers) {
      if (!ended) {
        ended = true;
        super.close(status, trailers);
      }
    }
  }

  /** Hands on what passes. What doesn't is, to the service, the end of a call that was canceled. */
  private static final class Checked<A> extends SimpleForwardingServerCallListener<A> {
    private final EndedOnce<A, ?> call;
    private final MessageCheck check;
    private boolean ended;

    Checked(ServerCall.Listener<A> service, EndedOnce<A, ?> call, MessageCheck check) {
      super(service);
      this.call = call;
      this.check = check;
    }

    @Override
    public void onMessage(A message) {
      if (ended) {
        return;
      }
      try {
        check.passed((InputStream) message);
        super.onMessage(message);
      } catch (EsscherException e) {
        refuse(Status.INVALID_ARGUMENT.withDescription(e.getMessage()));
      } catch (OutOfMemoryException e) {
        refuse(Status.RESOURCE_EXHAUSTED.withDescription(e.getMessage()));
      } catch (RuntimeException e) {
        String told = ServingProducer.unreadable(e).getMessage();
        refuse(Status.INVALID_ARGUMENT.withDescription(told));
      }
    }

    /** The service waits for rows that don't come any more. */
    private void refuse(Status status) {
      call.close(status, new Metadata());
      onCancel();
    }

    @Override
    public void onHalfClose() {
      if (!ended) {
        super.onHalfClose();
      }
    }

    @Override
    public void onCancel() {
      if (!ended) {
        ended = true;
        super.onCancel();
      }
    }

    @Override
    public void onComplete() {
      if (!ended) {
        ended = true;
        super.onComplete();
      }
    }
  }
}
