package com.example.ranking;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A day's decisions as JSON lines, with the probability that each was taken with: without it nobody
 * could tell later what another policy would have earned. Readers are divided once and for all, by
 * their number: what is learned from some is judged on the others.
 */
final class DecisionLog implements AutoCloseable {
  private final Path learning;
  private final Path judging;
  private final BufferedWriter learned;
  private final BufferedWriter judged;

  DecisionLog(Path directory, int day) throws IOException {
    learning = directory.resolve("day-" + day + "-learning.jsonl");
    judging = directory.resolve("day-" + day + "-judging.jsonl");
    learned = Files.newBufferedWriter(learning);
    judged = Files.newBufferedWriter(judging);
  }

  void write(long reader, String segment, int article, double propensity, boolean clicked)
      throws IOException {
    BufferedWriter log = reader % 2 == 0 ? learned : judged;
    log.write(
        "{\"segment\":\""
            + segment
            + "\",\"action\":"
            + article
            + ",\"propensity\":"
            + propensity
            + ",\"reward\":"
            + (clicked ? 1 : 0)
            + "}\n");
  }

  Path learning() {
    return learning;
  }

  Path judging() {
    return judging;
  }

  @Override
  public void close() throws IOException {
    learned.close();
    judged.close();
  }
}
