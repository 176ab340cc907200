package org.esscher.gymnasium;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/** The last lines that a process wrote to its standard error, read by a thread. Thread-safe. */
final class LastWords {
  private static final int LINES = 12;

  private final Deque<String> lines = new ArrayDeque<>();
  private final Thread reader;

  LastWords(InputStream errors) {
    reader = new Thread(() -> read(errors), "esscher-gymnasium-errors");
    reader.setDaemon(true);
    reader.start();
  }

  private void read(InputStream errors) {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(errors, StandardCharsets.UTF_8))) {
      String line = in.readLine();
      while (line != null) {
        synchronized (lines) {
          lines.addLast(line);
          if (lines.size() > LINES) {
            lines.removeFirst();
          }
        }
        line = in.readLine();
      }
    } catch (IOException e) {
      // The pipe was closed with the process: there is nothing more to read.
    }
  }

  /** The lines, once a process that has ended can't add any. */
  String ofEndedProcess() throws InterruptedException {
    reader.join(10_000);
    synchronized (lines) {
      return lines.isEmpty() ? "it said nothing" : "it said: " + String.join("\n", lines);
    }
  }
}
