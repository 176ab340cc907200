package org.esscher.cli.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a run directory says.
 *
 * @param directory the directory
 * @param config the resolved configuration
 * @param environment versions and data
 * @param status how the run stands
 * @param tables rows by table, in order
 * @param curves points (step, value) by metric
 */
public record RunFiles(
    Path directory,
    JsonNode config,
    JsonNode environment,
    JsonNode status,
    Map<String, List<Map<String, Object>>> tables,
    Map<String, List<double[]>> curves) {
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * Reads a run directory.
   *
   * @param directory the directory
   * @return what it says
   * @throws EsscherException (USER) when it holds no run
   */
  public static RunFiles read(Path directory) {
    if (!Files.isRegularFile(directory.resolve("config.json"))) {
      throw EsscherException.user("%s holds no run: it has no config.json", directory);
    }
    try {
      return new RunFiles(
          directory,
          JSON.readTree(Files.readAllBytes(directory.resolve("config.json"))),
          JSON.readTree(Files.readAllBytes(directory.resolve("environment.json"))),
          JSON.readTree(Files.readAllBytes(directory.resolve("status.json"))),
          tables(directory.resolve("tables.jsonl")),
          curves(directory.resolve("metrics.jsonl")));
    } catch (IOException | JacksonException e) {
      throw new EsscherException(
          ErrorCode.DATA, "the run in " + directory + " can't be read: " + e.getMessage(), e);
    }
  }

  private static Map<String, List<Map<String, Object>>> tables(Path file) throws IOException {
    Map<String, List<Map<String, Object>>> tables = new LinkedHashMap<>();
    for (String line : lines(file)) {
      JsonNode item = JSON.readTree(line);
      Map<String, Object> row = new LinkedHashMap<>();
      item.path("row")
          .properties()
          .forEach(cell -> row.put(cell.getKey(), JSON.treeToValue(cell.getValue(), Object.class)));
      tables.computeIfAbsent(item.path("table").asString(), ignored -> new ArrayList<>()).add(row);
    }
    return tables;
  }

  private static Map<String, List<double[]>> curves(Path file) throws IOException {
    Map<String, List<double[]>> curves = new LinkedHashMap<>();
    for (String line : lines(file)) {
      JsonNode item = JSON.readTree(line);
      curves
          .computeIfAbsent(item.path("name").asString(), ignored -> new ArrayList<>())
          .add(new double[] {item.path("step").doubleValue(), item.path("value").doubleValue()});
    }
    return curves;
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  /** The run's name: its directory's. */
  String name() {
    Path last = directory.toAbsolutePath().normalize().getFileName();
    return last == null ? directory.toString() : last.toString();
  }
}
