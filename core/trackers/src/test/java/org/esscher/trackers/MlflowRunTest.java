package org.esscher.trackers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.trackers.TrackingServer.Request;
import org.junit.jupiter.api.Test;

/** What goes over the wire: paths and fields are those of MLflow's REST API 2.0. */
class MlflowRunTest {
  private static final Map<String, String> ANSWERS =
      Map.of(
          "experiments/get-by-name", "{\"experiment\":{\"experiment_id\":\"7\"}}",
          "runs/create", "{\"run\":{\"info\":{\"run_id\":\"r1\"}}}",
          "runs/log-batch", "{}",
          "runs/update", "{}");

  @Test
  void aRunIsMadeFilledAndEnded() throws IOException {
    try (TrackingServer server = new TrackingServer(ANSWERS)) {
      try (MlflowRun run = MlflowRun.begin(server.address(), "shop", "night 1", 1000)) {
        assertThat(run.id()).isEqualTo("r1");
        run.parameters(Map.of("beta", "0.1"));
        run.tags(Map.of("seed", "3"));
        run.metric("β = 1/kl", 0.25, 4, 2000);
        run.finished(MlflowRun.Outcome.FINISHED, 3000);
      }
      assertThat(server.requests())
          .extracting(Request::path)
          .containsExactly(
              "experiments/get-by-name",
              "runs/create",
              "runs/log-batch",
              "runs/log-batch",
              "runs/log-batch",
              "runs/update");
      assertThat(server.requests().get(0).content()).isEqualTo("experiment_name=shop");
      assertThat(server.requests().get(1).content())
          .contains("\"experiment_id\": \"7\"", "\"run_name\": \"night 1\"")
          .contains("\"start_time\": \"1000\"");
      assertThat(server.requests().get(2).content())
          .contains("\"run_id\": \"r1\"", "\"key\": \"beta\", \"value\": \"0.1\"");
      assertThat(server.requests().get(3).content())
          .contains("\"tags\"", "\"key\": \"seed\", \"value\": \"3\"");
      // '=' is no letter of a metric's name; 'β' is.
      assertThat(server.requests().get(4).content())
          .contains(
              "\"key\": \"β _ 1/kl\", \"value\": 0.25, \"timestamp\": \"2000\", \"step\": \"4\"");
      assertThat(server.requests().get(5).content())
          .contains("\"status\": \"FINISHED\"", "\"end_time\": \"3000\"");
    }
  }

  /** The client asks for what is missing more than once. */
  @Test
  void anExperimentThatIsNotThereIsMade() throws IOException {
    Map<String, String> answers = new HashMap<>(ANSWERS);
    answers.remove("experiments/get-by-name");
    answers.put("experiments/create", "{\"experiment_id\":\"9\"}");
    try (TrackingServer server = new TrackingServer(answers);
        MlflowRun run = MlflowRun.begin(server.address(), "shop", "night 1", 0)) {
      assertThat(run.id()).isEqualTo("r1");
      List<Request> requests = server.requests();
      assertThat(requests.get(requests.size() - 2))
          .isEqualTo(new Request("experiments/create", "{ \"name\": \"shop\" }"));
      assertThat(requests.get(requests.size() - 1).content()).contains("\"experiment_id\": \"9\"");
    }
  }

  @Test
  void metricsGoInBatchesOfAThousand() throws IOException {
    try (TrackingServer server = new TrackingServer(ANSWERS)) {
      try (MlflowRun run = MlflowRun.begin(server.address(), "shop", "long", 0)) {
        for (int step = 0; step < 1001; step++) {
          run.metric("loss", step, step, step);
        }
      }
      assertThat(server.requests())
          .filteredOn(request -> request.path().equals("runs/log-batch"))
          .extracting(request -> request.content().split("\"timestamp\"").length - 1)
          .containsExactly(1000, 1);
    }
  }

  @Test
  void longParametersAreCut() throws IOException {
    try (TrackingServer server = new TrackingServer(ANSWERS)) {
      try (MlflowRun run = MlflowRun.begin(server.address(), "shop", "wordy", 0)) {
        run.parameters(Map.of("reward", "x".repeat(501)));
      }
      assertThat(server.requests().get(2).content())
          .contains("\"" + "x".repeat(500) + "\"")
          .doesNotContain("x".repeat(501));
    }
  }

  @Test
  void aRunThatIsNotFinishedHasFailed() throws IOException {
    try (TrackingServer server = new TrackingServer(ANSWERS)) {
      MlflowRun.begin(server.address(), "shop", "broken", 0).close();
      assertThat(server.requests().get(2).content()).contains("\"status\": \"FAILED\"");
    }
  }

  @Test
  void aServerThatRefusesIsNamed() throws IOException {
    try (TrackingServer server = new TrackingServer(Map.of())) {
      assertThatThrownBy(() -> MlflowRun.begin(server.address(), "shop", "night 1", 0))
          .asInstanceOf(InstanceOfAssertFactories.type(EsscherException.class))
          .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.RESOURCES))
          .extracting(Throwable::getMessage)
          .asString()
          .contains("the tracking server " + server.address() + " did not take the run");
    }
  }

  @Test
  void anAddressWithoutSchemeIsBadUsage() {
    assertThatThrownBy(() -> MlflowRun.begin(URI.create("mlruns"), "shop", "night 1", 0))
        .hasMessageContaining("'mlruns' is not an address of a tracking server");
  }
}
