package com.example.audit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.esscher.api.EsscherException;
import org.esscher.runtime.PolicyEvaluation;

/** Answers {@code GET /uniform?actions=3}: a policy's id, and how many actions it has. */
final class AuditServer {
  private final PolicyAudit audit;
  private final InetSocketAddress address;

  @Inject
  AuditServer(PolicyAudit audit, InetSocketAddress address) {
    this.audit = audit;
    this.address = address;
  }

  /** Listens. Whoever starts it stops it. */
  HttpServer start() throws IOException {
    HttpServer server = HttpServer.create(address, 0);
    server.createContext("/", this::answer);
    server.start();
    return server;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      int status = 200;
      String text;
      try {
        String policy = exchange.getRequestURI().getPath().substring(1);
        String query = Objects.requireNonNullElse(exchange.getRequestURI().getQuery(), "");
        if (!query.matches("actions=[1-9]\\d{0,5}")) {
          throw EsscherException.user("ask for /POLICY?actions=NUMBER, not for '%s'", query);
        }
        int actions = Integer.parseInt(query.substring("actions=".length()));
        text = text(audit.value(policy, Map.of("actions", actions)));
      } catch (EsscherException e) {
        // Its message is written for whoever asked; the code says whose doing it is.
        status =
            switch (e.code()) {
              case USER, DATA -> 400;
              default -> 500;
            };
        text = e.getMessage() + "\n";
      }
      byte[] body = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static String text(PolicyEvaluation evaluation) {
    StringBuilder text = new StringBuilder();
    evaluation.values().forEach((estimator, value) -> text.append(line(estimator, value)));
    text.append(
        String.format(
            Locale.ROOT,
            "effective sample size %.1f of %d%n",
            evaluation.effectiveSampleSize(),
            evaluation.rows()));
    evaluation.warnings().forEach(warning -> text.append(warning).append('\n'));
    return text.toString();
  }

  /** An estimate without a standard error has no interval; a warning says why. */
  private static String line(String estimator, PolicyEvaluation.Value value) {
    return Double.isNaN(value.standardError())
        ? String.format(Locale.ROOT, "%s %.4f%n", estimator, value.value())
        : String.format(
            Locale.ROOT,
            "%s %.4f [%.4f, %.4f]%n",
            estimator,
            value.value(),
            value.low(),
            value.high());
  }
}
