package com.example.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.esscher.runtime.Esscher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditServerTest {
  @TempDir Path directory;
  private Esscher host;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    Path log = directory.resolve("log.csv");
    Files.writeString(
        log, "prompt_id,action,propensity,reward\n1,0,0.5,1\n1,1,0.25,0\n1,2,0.25,1\n");
    Injector injector = Guice.createInjector(new AuditModule(log, 0));
    host = injector.getInstance(Esscher.class);
    server = injector.getInstance(AuditServer.class).start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    host.close();
  }

  /** The weights are 2/3, 4/3 and 4/3, the rewards 1, 0 and 1. */
  @Test
  void tellsAPolicysValue() throws IOException, InterruptedException {
    HttpResponse<String> answer = get("/uniform?actions=3");
    assertEquals(200, answer.statusCode());
    assertTrue(answer.body().contains("ips 0.6667 ["), answer.body());
    assertFalse(answer.body().contains("NaN"), answer.body());
  }

  @Test
  void tellsWhoAskedWhatIsWrong() throws IOException, InterruptedException {
    HttpResponse<String> answer = get("/unifrom?actions=3");
    assertEquals(400, answer.statusCode());
    assertTrue(answer.body().contains("did you mean 'uniform'?"), answer.body());
    for (String query : new String[] {"", "?actions=", "?actions=0", "?actions=99999999999"}) {
      assertEquals(400, get("/uniform" + query).statusCode(), query);
    }
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    URI address = URI.create("http://localhost:" + server.getAddress().getPort() + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
  }
}
