package org.esscher.spitests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Metrics, tables and models that a run recorded.
 *
 * @param contents bytes as Latin-1, by name of the file
 */
record RecordedFiles(Map<String, String> contents) {
  static RecordedFiles of(Path run) {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> all = Files.walk(run)) {
      for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
        String name = run.relativize(file).toString();
        boolean recorded = name.endsWith("metrics.jsonl") || name.endsWith("tables.jsonl");
        if (recorded || name.contains("models")) {
          contents.put(name, Files.readString(file, StandardCharsets.ISO_8859_1));
        }
      }
      return new RecordedFiles(contents);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Requires that two runs recorded the same, and tells the first line where they differ. */
  static void requireSame(String what, RecordedFiles expected, RecordedFiles found) {
    Map<String, String> others = new TreeMap<>(found.contents);
    expected.contents.forEach(
        (name, text) -> {
          String other = others.remove(name);
          Findings.require(other != null, "%s: %s is not written", what, name);
          requireSame(what + ": " + name, text, String.valueOf(other));
        });
    Findings.require(others.isEmpty(), "%s: %s are written too", what, others.keySet());
  }

  private static void requireSame(String what, String expected, String found) {
    if (!expected.equals(found)) {
      List<String> lines = expected.lines().toList();
      List<String> others = found.lines().toList();
      int line = 0;
      while (line < lines.size()
          && line < others.size()
          && lines.get(line).equals(others.get(line))) {
        line++;
      }
      throw new AssertionError(
          what
              + ", line "
              + (line + 1)
              + " was "
              + (line < lines.size() ? shortened(lines.get(line)) : "not there")
              + ", and is "
              + (line < others.size() ? shortened(others.get(line)) : "not there"));
    }
  }

  private static String shortened(String line) {
    return line.length() <= 200 ? line : line.substring(0, 200) + "…";
  }
}
