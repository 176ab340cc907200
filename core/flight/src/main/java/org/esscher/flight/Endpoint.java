package org.esscher.flight;

import java.net.URI;
import java.net.URISyntaxException;
import org.apache.arrow.flight.LocationSchemes;
import org.esscher.api.EsscherException;

/**
 * Where a server is.
 *
 * @param uri of scheme grpc or grpc+tls, with host and port
 */
record Endpoint(URI uri) {
  private static final String PLAIN = "grpc";

  static Endpoint of(String text) {
    try {
      URI uri = new URI(text);
      boolean known =
          PLAIN.equals(uri.getScheme()) || LocationSchemes.GRPC_TLS.equals(uri.getScheme());
      if (known && uri.getHost() != null && uri.getPort() > 0 && uri.getUserInfo() == null) {
        return new Endpoint(uri);
      }
    } catch (URISyntaxException e) {
      // Told below, as what it should look like.
    }
    throw EsscherException.user(
        "endpoint '%s' is not an address of a server: write grpc://HOST:PORT, or"
            + " grpc+tls://HOST:PORT",
        text);
  }

  boolean tls() {
    return LocationSchemes.GRPC_TLS.equals(uri.getScheme());
  }

  @Override
  public String toString() {
    return uri.toString();
  }
}
