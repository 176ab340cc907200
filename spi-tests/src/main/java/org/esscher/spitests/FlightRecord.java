package org.esscher.spitests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * Records with Java's Flight Recorder what code does while it runs, however it is hidden from a
 * scan of its byte code: connections, files, processes, threads.
 */
final class FlightRecord {
  private static final List<String> EVENTS =
      List.of(
          "jdk.SocketRead",
          "jdk.SocketWrite",
          "jdk.FileRead",
          "jdk.FileWrite",
          "jdk.FileForce",
          "jdk.ProcessStart",
          "jdk.ThreadStart");

  /** Names that Java gives to threads that got none. */
  private static final Pattern UNNAMED =
      Pattern.compile("Thread-\\d+|pool-\\d+-thread-\\d+|ForkJoinPool.*|Timer-\\d+|");

  private FlightRecord() {}

  /**
   * Runs work and tells what code of some classes did meanwhile.
   *
   * @param work runs on this thread
   * @param ours whether a class, by name, is watched
   * @return a line a kind of event and place, sorted; empty where nothing was seen
   */
  static Set<String> of(Runnable work, Predicate<String> ours) {
    try (Recording recording = new Recording()) {
      for (String event : EVENTS) {
        recording.enable(event).withStackTrace().withThreshold(Duration.ZERO);
      }
      recording.start();
      work.run();
      recording.stop();
      Path file = Files.createTempFile("esscher-kit", ".jfr");
      try {
        recording.dump(file);
        return read(file, ours);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> read(Path file, Predicate<String> ours) throws IOException {
    Set<String> seen = new TreeSet<>();
    try (RecordingFile recorded = new RecordingFile(file)) {
      while (recorded.hasMoreEvents()) {
        RecordedEvent event = recorded.readEvent();
        RecordedFrame frame = caller(event);
        if (frame != null && ours.test(typeOf(frame)) && matters(event)) {
          seen.add(words(event) + " from " + typeOf(frame) + "." + frame.getMethod().getName());
        }
      }
    }
    return seen;
  }

  private static String typeOf(RecordedFrame frame) {
    return frame.getMethod().getType().getName();
  }

  /** The innermost frame that is not of the JDK: what the host does for a plugin is the host's. */
  private static @Nullable RecordedFrame caller(RecordedEvent event) {
    if (event.getStackTrace() != null) {
      for (RecordedFrame frame : event.getStackTrace().getFrames()) {
        String type = typeOf(frame);
        if (!type.startsWith("java.") && !type.startsWith("jdk.") && !type.startsWith("sun.")) {
          return frame;
        }
      }
    }
    return null;
  }

  /** Threads with names are welcome, and Java itself reads jars when code first names a class. */
  private static boolean matters(RecordedEvent event) {
    if (event.getEventType().getName().equals("jdk.ThreadStart")) {
      RecordedThread thread = event.getThread("thread");
      return thread == null
          || thread.getJavaName() == null
          || UNNAMED.matcher(thread.getJavaName()).matches();
    }
    String path = event.hasField("path") ? event.getString("path") : null;
    return path == null
        || !(path.endsWith(".jar")
            || path.endsWith(".class")
            || path.startsWith(System.getProperty("java.home")));
  }

  private static String words(RecordedEvent event) {
    String name = event.getEventType().getName();
    return switch (name) {
      case "jdk.SocketRead", "jdk.SocketWrite" ->
          String.format(Locale.ROOT, "a connection to %s", event.getString("host"));
      case "jdk.FileRead", "jdk.FileWrite", "jdk.FileForce" ->
          event.getString("path") == null
              ? "standard output"
              : String.format(Locale.ROOT, "the file %s", event.getString("path"));
      case "jdk.ThreadStart" -> {
        RecordedThread thread = event.getThread("thread");
        yield "the thread " + (thread == null ? "" : thread.getJavaName());
      }
      default -> "a process (" + name + ")";
    };
  }
}
