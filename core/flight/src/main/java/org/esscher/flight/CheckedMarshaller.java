package org.esscher.flight;

import io.grpc.MethodDescriptor;
import java.io.InputStream;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;

/**
 * Looks at each message of one answer, then has it read.
 *
 * @param <T> what Flight makes of it
 */
final class CheckedMarshaller<T> implements MethodDescriptor.Marshaller<T> {
  private final MethodDescriptor.Marshaller<T> flight;
  private final MessageCheck check;

  CheckedMarshaller(MethodDescriptor.Marshaller<T> flight, MessageCheck check) {
    this.flight = flight;
    this.check = check;
  }

  @Override
  public InputStream stream(T message) {
    return flight.stream(message);
  }

  /**
   * Reads a message that has passed.
   *
   * @throws EsscherException (PLUGIN), which ends the call and is the cause of its end: whoever
   *     gave the rows can do nothing about it
   */
  @Override
  public T parse(InputStream stream) {
    try {
      return flight.parse(check.passed(stream));
    } catch (EsscherException e) {
      throw new EsscherException(ErrorCode.PLUGIN, String.valueOf(e.getMessage()), e);
    }
  }
}
