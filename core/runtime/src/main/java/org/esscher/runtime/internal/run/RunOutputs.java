package org.esscher.runtime.internal.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a finished run leaves for others: its models, and its metrics as an Arrow file. */
final class RunOutputs {
  private static final Logger LOG = LoggerFactory.getLogger(RunOutputs.class);

  private RunOutputs() {}

  static void models(RunDirectory directory, Roles roles, Supervision supervision) {
    Path models = directory.path("models");
    try {
      Files.createDirectories(models);
    } catch (IOException e) {
      throw AtomicWrite.unwritable(models, e);
    }
    for (Map.Entry<String, State> entry : roles.states().entrySet()) {
      String role = entry.getKey().replaceFirst("@.*", "");
      roles
          .maker(role)
          .ifPresent(
              maker -> {
                SavedModel saved = SavedModel.of(maker, entry.getValue());
                supervision.write(() -> saved.write(models.resolve(entry.getKey() + ".json")));
              });
    }
  }

  /** The journal's metrics in Arrow; left out, with a warning, where this Java may not write it. */
  static void metrics(RunDirectory directory, Arena parent, Supervision supervision) {
    try {
      supervision.write(
          () ->
              AtomicWrite.uninterrupted(
                  () ->
                      MetricsFile.write(
                          directory.path("metrics.jsonl"),
                          directory.path("metrics.arrow"),
                          parent)));
    } catch (EsscherException e) {
      // The journal holds the same numbers: a missing flag of the embedding program costs no run.
      if (e.code() != ErrorCode.USER) {
        throw e;
      }
      LOG.warn("metrics.arrow is left out, metrics.jsonl holds the same: {}", e.getMessage());
    }
  }
}
