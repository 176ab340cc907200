package org.esscher.flight;

import java.time.Duration;

/**
 * How a server is reached.
 *
 * @param endpoint where it is
 * @param deadline for one answer
 * @param token that it wants
 * @param tls files
 */
record Connecting(Endpoint endpoint, Duration deadline, Token token, TlsFiles tls) {
  static Duration seconds(double seconds) {
    return Duration.ofNanos(Math.max(1, Math.round(1e9 * seconds)));
  }
}
