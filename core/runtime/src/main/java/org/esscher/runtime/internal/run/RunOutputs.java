package org.esscher.runtime.internal.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.data.Sinks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a finished run leaves for others: its models, and its metrics as an Arrow file. */
final class RunOutputs {
  private static final Logger LOG = LoggerFactory.getLogger(RunOutputs.class);
  private static final JsonMapper JSON = new JsonMapper();

  private RunOutputs() {}

  static void models(RunDirectory directory, Roles roles) {
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
              maker ->
                  SavedModel.of(maker, entry.getValue())
                      .write(models.resolve(entry.getKey() + ".json")));
    }
  }

  /** The journal's metrics in Arrow; left out, with a warning, where this Java may not write it. */
  static void metrics(RunDirectory directory, Arena parent) {
    List<Long> steps = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    Path journal = directory.path("metrics.jsonl");
    try {
      String lines = new String(AtomicWrite.read(journal), StandardCharsets.UTF_8);
      for (String line : lines.lines().toList()) {
        JsonNode item = JSON.readTree(line);
        steps.add(item.path("step").longValue());
        names.add(item.path("name").asString());
        values.add(item.path("value").doubleValue());
      }
    } catch (IOException e) {
      throw new EsscherException(ErrorCode.RESOURCES, journal + " can't be read", e);
    }
    if (names.isEmpty()) {
      return;
    }
    try (Arena arena = parent.child("metrics")) {
      Map<String, Column> columns = new LinkedHashMap<>();
      columns.put("step", arena.integers(steps.stream().mapToLong(Long::longValue).toArray()));
      columns.put("name", arena.texts(names));
      columns.put(
          "value", arena.numbers(values.stream().mapToDouble(Double::doubleValue).toArray()));
      Batch batch = arena.batch(columns);
      AtomicWrite.uninterrupted(() -> Sinks.write(directory.path("metrics.arrow"), batch));
    } catch (EsscherException e) {
      // The journal holds the same numbers: a missing flag of the embedding program costs no run.
      if (e.code() != ErrorCode.USER) {
        throw e;
      }
      LOG.warn("metrics.arrow is left out, metrics.jsonl holds the same: {}", e.getMessage());
    }
  }
}
