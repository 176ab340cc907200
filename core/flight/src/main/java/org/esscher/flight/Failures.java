package org.esscher.flight;

import java.util.Locale;
import java.util.Objects;
import javax.net.ssl.SSLException;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;

/** What a failed call means. */
final class Failures {
  private Failures() {}

  /** Whether the server is away, and may come back. */
  static boolean isAway(FlightRuntimeException e) {
    return e.status().code() == FlightStatusCode.UNAVAILABLE && !isDistrusted(e);
  }

  private static boolean isDistrusted(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLException) {
        return true;
      }
    }
    return false;
  }

  /**
   * The error to tell; that of what was sent, where it was refused before Flight read it.
   *
   * @param e what came
   * @param connecting to whom
   * @param asked what was asked for
   * @param tries how often
   */
  static EsscherException of(
      FlightRuntimeException e, Connecting connecting, String asked, int tries) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof EsscherException refused) {
        return refused;
      }
    }
    FlightStatusCode status = e.status().code();
    String description = Objects.requireNonNullElse(e.status().description(), "");
    // Below, gRPC tells of what its channel is made.
    String first = description.strip().lines().findFirst().orElse("");
    String said = connecting.token().hiddenIn(first);
    String message =
        String.format(
            Locale.ROOT,
            "%s: %s; %s (%s%s)",
            connecting.endpoint(),
            asked,
            advice(status, isDistrusted(e), connecting, tries),
            status,
            said.isEmpty() ? "" : ": " + said);
    // What the server repeats of the token would stand in the trace of the cause.
    return new EsscherException(
        code(status, isDistrusted(e)), message, connecting.token().isIn(e.toString()) ? null : e);
  }

  private static ErrorCode code(FlightStatusCode status, boolean distrusted) {
    return switch (status) {
      case UNAVAILABLE -> distrusted ? ErrorCode.USER : ErrorCode.RESOURCES;
      case TIMED_OUT, RESOURCE_EXHAUSTED, CANCELLED -> ErrorCode.RESOURCES;
      case INVALID_ARGUMENT -> ErrorCode.DATA;
      case UNAUTHENTICATED, UNAUTHORIZED, NOT_FOUND, UNIMPLEMENTED -> ErrorCode.USER;
      default -> ErrorCode.PLUGIN;
    };
  }

  private static String advice(
      FlightStatusCode status, boolean distrusted, Connecting connecting, int tries) {
    return switch (status) {
      case UNAVAILABLE ->
          distrusted
              ? "no encrypted connection: name the certificates to trust in 'trust', and your own in"
                  + " 'certificate' where the server wants one"
              : "nobody answered, tried "
                  + tries
                  + " times: start the server again, then resume the run";
      case TIMED_OUT ->
          String.format(
              Locale.ROOT,
              "no answer within %s s: raise 'deadline', or lower 'rows'",
              connecting.deadline().toNanos() / 1e9);
      case UNAUTHENTICATED, UNAUTHORIZED ->
          "the server doesn't accept "
              + (connecting.token().isPresent()
                  ? "the token: give the right one"
                  : "questions without a token: name it in 'tokenVariable' or 'tokenFile'");
      case NOT_FOUND -> "the server has no such model: see that the one it serves is the one meant";
      case UNIMPLEMENTED -> "the server speaks Flight, but not of models: look at its address";
      case INVALID_ARGUMENT -> "the server refuses the rows";
      case RESOURCE_EXHAUSTED -> "the server has no room for it: lower 'rows' or 'inFlight'";
      case CANCELLED -> "the server gave up: start it again, then resume the run";
      default -> "the server failed: its own log says why";
    };
  }
}
