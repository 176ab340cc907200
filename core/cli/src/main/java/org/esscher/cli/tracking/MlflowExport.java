package org.esscher.cli.tracking;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.esscher.api.EsscherException;
import org.esscher.cli.report.RecordedRun;
import org.esscher.cli.report.WorkListener;
import org.esscher.trackers.MlflowRun;

/** A run's configuration and metrics on an MLflow tracking server. */
public final class MlflowExport {
  private MlflowExport() {}

  /**
   * Makes a run there, which bears the name of the run's directory. A second export makes a second
   * one.
   *
   * @param run what was recorded
   * @param server the tracking server
   * @param experiment the experiment's name; it is made where there is none
   * @param listener is told of the readings that were written
   * @return the id that the server gave
   * @throws EsscherException (USER) when the address can't be used, (RESOURCES) when the server
   *     refuses
   */
  public static String write(
      RecordedRun run, URI server, String experiment, WorkListener listener) {
    try (MlflowRun tracked = MlflowRun.begin(server, experiment, run.name(), run.times().at(0))) {
      tracked.parameters(run.settings());
      Map<String, String> tags = new LinkedHashMap<>();
      tags.put("recipe", run.recipe());
      tags.put("data", run.fingerprints().strip());
      tracked.tags(tags);
      run.writeReadings(
          listener,
          (name, reading) ->
              tracked.metric(
                  name, reading.value(), (long) reading.step(), run.times().at(reading.step())));
      tracked.finished(outcome(run), run.times().at(run.lastStep()));
      return tracked.id();
    }
  }

  private static MlflowRun.Outcome outcome(RecordedRun run) {
    return switch (run.status()) {
      case "finished" -> MlflowRun.Outcome.FINISHED;
      case "cancelled" -> MlflowRun.Outcome.KILLED;
      case "failed" -> MlflowRun.Outcome.FAILED;
      default -> MlflowRun.Outcome.RUNNING;
    };
  }
}
