package org.esscher.flight;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.apache.arrow.flight.CallHeaders;
import org.apache.arrow.flight.CallInfo;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.FlightServerMiddleware;
import org.apache.arrow.flight.RequestContext;

/** Refuses calls without the token. */
final class TokenCheck implements FlightServerMiddleware {
  static final Key<TokenCheck> KEY = Key.of("esscher-token");

  private TokenCheck() {}

  static Factory<TokenCheck> of(Token token) {
    byte[] wanted = token.bearer().getBytes(StandardCharsets.UTF_8);
    return (CallInfo call, CallHeaders headers, RequestContext context) -> {
      String given = headers.get(FlightConnection.AUTHORIZATION);
      // In a time that says nothing of how much of it is right.
      if (given == null || !MessageDigest.isEqual(wanted, given.getBytes(StandardCharsets.UTF_8))) {
        throw CallStatus.UNAUTHENTICATED
            .withDescription(given == null ? "no token was given" : "another token is needed")
            .toRuntimeException();
      }
      return new TokenCheck();
    };
  }

  @Override
  public void onBeforeSendingHeaders(CallHeaders outgoing) {}

  @Override
  public void onCallCompleted(CallStatus status) {}

  @Override
  public void onCallErrored(Throwable error) {}
}
