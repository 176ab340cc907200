package org.esscher.trackers;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.mlflow.api.proto.Service.CreateRun;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Param;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.api.proto.Service.RunTag;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.MlflowClientException;

/**
 * A run on an MLflow tracking server. Metrics go there a thousand at a time, which is the most that
 * the server takes in one request; what {@link #close} has not been reached for may be missing.
 *
 * <p>User, password or token are the client's to find, in {@code MLFLOW_TRACKING_USERNAME}, {@code
 * MLFLOW_TRACKING_PASSWORD} and {@code MLFLOW_TRACKING_TOKEN}. Not thread-safe.
 */
public final class MlflowRun implements AutoCloseable {
  /** The most metrics in a batch, by MLflow's REST API. */
  private static final int METRICS = 1000;

  /** The most parameters, and tags, in a batch. */
  private static final int PARAMETERS = 100;

  /** The longest value of a parameter. */
  private static final int PARAMETER_LENGTH = 500;

  private final MlflowClient client;
  private final String server;
  private final String id;
  private final List<Metric> metrics = new ArrayList<>();
  private RunStatus status = RunStatus.FAILED;
  private long end;

  private MlflowRun(MlflowClient client, String server, String id) {
    this.client = client;
    this.server = server;
    this.id = id;
  }

  /**
   * Begins a run.
   *
   * @param server the tracking server, {@code http} or {@code https}
   * @param experiment the experiment's name; it is made where there is none
   * @param name the run's name
   * @param start milliseconds since 1970
   * @return the run; the caller closes it, and until it has {@linkplain #finished finished} that
   *     tells the server that it failed
   * @throws EsscherException (USER) when the server's address can't be used; (RESOURCES) when it
   *     doesn't answer or refuses
   */
  public static MlflowRun begin(URI server, String experiment, String name, long start) {
    if (!"http".equals(server.getScheme()) && !"https".equals(server.getScheme())) {
      throw EsscherException.user(
          "'%s' is not an address of a tracking server; give one such as"
              + " https://mlflow.example.com",
          server);
    }
    MlflowClient client = new MlflowClient(server.toString());
    try {
      String found =
          client
              .getExperimentByName(experiment)
              .map(known -> known.getExperimentId())
              .orElseGet(() -> client.createExperiment(experiment));
      String id =
          client
              .createRun(
                  CreateRun.newBuilder()
                      .setExperimentId(found)
                      .setStartTime(start)
                      .setRunName(name)
                      .build())
              .getRunId();
      return new MlflowRun(client, server.toString(), id);
    } catch (MlflowClientException e) {
      client.close();
      throw refused(server.toString(), e);
    }
  }

  /**
   * The run's id on the server.
   *
   * @return as the server gave it
   */
  public String id() {
    return id;
  }

  /**
   * Notes parameters: a run's configuration.
   *
   * @param parameters by name; values longer than the server takes, 500 letters, are cut
   */
  public void parameters(Map<String, String> parameters) {
    List<Param> all = new ArrayList<>();
    parameters.forEach(
        (name, value) ->
            all.add(
                Param.newBuilder()
                    .setKey(name)
                    .setValue(value.substring(0, Math.min(PARAMETER_LENGTH, value.length())))
                    .build()));
    for (int from = 0; from < all.size(); from += PARAMETERS) {
      List<Param> some = all.subList(from, Math.min(all.size(), from + PARAMETERS));
      send(() -> client.logBatch(id, List.of(), some, List.of()));
    }
  }

  /**
   * Notes tags: what else is to be known of the run.
   *
   * @param tags by name, at most a hundred
   */
  public void tags(Map<String, String> tags) {
    List<RunTag> all = new ArrayList<>();
    tags.forEach(
        (name, value) -> all.add(RunTag.newBuilder().setKey(name).setValue(value).build()));
    send(() -> client.logBatch(id, List.of(), List.of(), all));
  }

  /**
   * Notes a value of a metric.
   *
   * @param name letters, digits, and {@code _-./} and spaces; others are replaced by {@code _}
   * @param value finite
   * @param step its step
   * @param time milliseconds since 1970
   */
  public void metric(String name, double value, long step, long time) {
    metrics.add(
        Metric.newBuilder()
            .setKey(name.replaceAll("(?U)[^\\w\\-./ ]", "_"))
            .setValue(value)
            .setStep(step)
            .setTimestamp(time)
            .build());
    if (metrics.size() == METRICS) {
      flush();
    }
  }

  private void flush() {
    if (!metrics.isEmpty()) {
      List<Metric> some = List.copyOf(metrics);
      metrics.clear();
      send(() -> client.logBatch(id, some, List.of(), List.of()));
    }
  }

  /**
   * Says how the run ended, which the server is told when this is closed.
   *
   * @param how FINISHED, FAILED or KILLED; RUNNING leaves it open there
   * @param time milliseconds since 1970
   */
  public void finished(Outcome how, long time) {
    status = RunStatus.valueOf(how.name());
    end = time;
  }

  /** How a run ended, in MLflow's words. */
  public enum Outcome {
    /** It went to its end. */
    FINISHED,
    /** It failed. */
    FAILED,
    /** It was stopped. */
    KILLED,
    /** It goes on. */
    RUNNING
  }

  private void send(Runnable request) {
    try {
      request.run();
    } catch (MlflowClientException e) {
      throw refused(server, e);
    }
  }

  private static EsscherException refused(String server, MlflowClientException e) {
    return new EsscherException(
        ErrorCode.RESOURCES,
        "the tracking server "
            + server
            + " did not take the run: "
            + e.getMessage()
            + "; look whether it runs there, and takes runs of yours",
        e);
  }

  @Override
  public void close() {
    try (client) {
      flush();
      if (status != RunStatus.RUNNING) {
        send(() -> client.setTerminated(id, status, end));
      }
    }
  }
}
