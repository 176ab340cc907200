package org.esscher.trackers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** An MLflow tracking server that answers what it is told to, and records what it is asked. */
final class TrackingServer implements AutoCloseable {
  private final HttpServer server;
  private final Map<String, String> answers;
  private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());

  /** A request: the path below {@code /api/2.0/mlflow/}, and the body or query. */
  record Request(String path, String content) {}

  /**
   * Starts.
   *
   * @param answers JSON by path; what is not in it doesn't exist
   */
  TrackingServer(Map<String, String> answers) throws IOException {
    this.answers = answers;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  URI address() {
    return URI.create(
        "http://"
            + server.getAddress().getAddress().getHostAddress()
            + ":"
            + server.getAddress().getPort());
  }

  List<Request> requests() {
    return List.copyOf(requests);
  }

  private void answer(HttpExchange exchange) {
    try (exchange) {
      String path = exchange.getRequestURI().getPath().replaceFirst("^/api/2.0/mlflow/", "");
      String query = exchange.getRequestURI().getQuery();
      String body =
          new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)
              .replaceAll("\\s+", " ");
      requests.add(new Request(path, query == null ? body : query));
      String known = answers.get(path);
      byte[] answer =
          (known == null
                  ? "{\"error_code\":\"RESOURCE_DOES_NOT_EXIST\",\"message\":\"none\"}"
                  : known)
              .getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(known == null ? 404 : 200, answer.length);
      exchange.getResponseBody().write(answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
