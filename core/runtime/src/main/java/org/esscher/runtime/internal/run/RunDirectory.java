package org.esscher.runtime.internal.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.runtime.Status;
import org.esscher.runtime.internal.load.Containment;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The files of one run, locked against other processes while it is open. */
final class RunDirectory implements AutoCloseable {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private static final Set<String> BEFORE_CONFIG =
      Set.of("lock", "environment.json", "environment.json.tmp", "config.json.tmp");

  private final Path directory;
  private final FileChannel lockFile;
  private final FileLock lock;
  private final Supervision supervision;
  private Status status = Status.RUNNING;

  private RunDirectory(
      Path directory, FileChannel lockFile, FileLock lock, Supervision supervision) {
    this.directory = directory;
    this.lockFile = lockFile;
    this.lock = lock;
    this.supervision = supervision;
  }

  /** Refuses a directory that can't be opened, as far as that can be told without making it. */
  static void require(Path directory, boolean resume) {
    try {
      requireFitting(directory, resume);
    } catch (IOException e) {
      throw unusable(directory, e);
    }
  }

  private static void requireFitting(Path directory, boolean resume) throws IOException {
    boolean used = Files.exists(directory) && !isEmpty(directory);
    if (used && !resume) {
      throw EsscherException.user(
          "the directory %s is not empty; choose another with --out, or --resume", directory);
    }
    if (resume && !Files.exists(directory.resolve("config.json"))) {
      throw EsscherException.user("%s holds no run to resume: it has no config.json", directory);
    }
  }

  private static EsscherException unusable(Path directory, IOException e) {
    return new EsscherException(
        ErrorCode.RESOURCES,
        "the run directory "
            + directory
            + " can't be written ("
            + e
            + "); choose another with --out",
        e);
  }

  /** Opens a new or, to resume, an existing directory. */
  static RunDirectory open(Path directory, boolean resume, Supervision supervision) {
    // Before this run, an interrupt would break the lock; the run itself will see it.
    boolean interrupted = Thread.interrupted();
    try {
      requireFitting(directory, resume);
      Files.createDirectories(directory);
      // Nothing that somebody else put here may have a run write elsewhere.
      Containment.requireAll(directory);
      FileChannel file =
          FileChannel.open(
              directory.resolve("lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              LinkOption.NOFOLLOW_LINKS);
      FileLock lock = lock(file);
      if (lock == null) {
        file.close();
        throw EsscherException.user(
            "another process is using %s; wait for it, or choose another directory", directory);
      }
      return new RunDirectory(directory, file, lock, supervision);
    } catch (IOException e) {
      throw unusable(directory, e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static @Nullable FileLock lock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /**
   * Whether nothing is there but what a run writes before its configuration, if it is killed then.
   */
  private static boolean isEmpty(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw EsscherException.user("%s is a file; choose a directory with --out", directory);
    }
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      for (Path file : stream) {
        if (!BEFORE_CONFIG.contains(file.getFileName().toString())) {
          return false;
        }
      }
      return true;
    }
  }

  Path path(String name) {
    return directory.resolve(name);
  }

  Path path() {
    return directory;
  }

  /** What the directory says of the run. */
  Status status() {
    return status;
  }

  void status(Status told, String message) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("status", told.name().toLowerCase(Locale.ROOT));
    tree.put("message", message);
    supervision.write(
        () -> {
          AtomicWrite.write(path("status.json"), JSON.writeValueAsBytes(tree));
          status = told;
        });
  }

  /**
   * Says that the run failed; where even that can't be written, the failure itself matters more.
   */
  void failed(String message, Throwable failure) {
    try {
      status(Status.FAILED, message);
    } catch (EsscherException unwritable) {
      failure.addSuppressed(unwritable);
    }
  }

  void json(String name, Object tree) {
    byte[] content = JSON.writeValueAsBytes(tree);
    supervision.write(() -> AtomicWrite.write(path(name), content));
  }

  /** Refuses to resume under another configuration, naming what differs. */
  void requireSameConfig(Map<String, ?> config) {
    String differing = differences(read("config.json"), config);
    if (!differing.isEmpty()) {
      throw EsscherException.user(
          "the run in %s has a different configuration; resume it with its own, or start a new"
              + " run:%s",
          directory, differing);
    }
  }

  /** Refuses to resume on other data than the run began with. */
  void requireSameData(Map<String, ?> data) {
    String differing = differences(read("environment.json").path("data"), data);
    if (!differing.isEmpty()) {
      throw EsscherException.data(
          "the data of the run in %s has changed since; put it back, or start a new run:%s",
          directory, differing);
    }
  }

  private JsonNode read(String name) {
    try {
      return JSON.readTree(AtomicWrite.read(path(name)));
    } catch (IOException | JacksonException e) {
      throw new EsscherException(ErrorCode.DATA, path(name) + " can't be read", e);
    }
  }

  private static String differences(JsonNode before, Map<String, ?> now) {
    StringBuilder differing = new StringBuilder();
    differences("", before, JSON.readTree(JSON.writeValueAsBytes(now)), differing);
    return differing.toString();
  }

  private static void differences(String path, JsonNode before, JsonNode now, StringBuilder text) {
    if (before.isObject() && now.isObject()) {
      TreeSet<String> names = new TreeSet<>(before.propertyNames());
      names.addAll(now.propertyNames());
      names.forEach(
          name ->
              differences(
                  path.isEmpty() ? name : path + "." + name,
                  before.path(name),
                  now.path(name),
                  text));
    } else if (!before.equals(now)) {
      text.append("\n  ").append(path).append(": was ").append(before).append(", is ").append(now);
    }
  }

  @Override
  public void close() {
    supervision.close(this);
  }

  /** Lets another run have it. */
  void release() {
    try {
      lock.release();
      lockFile.close();
    } catch (IOException e) {
      throw AtomicWrite.unwritable(directory.resolve("lock"), e);
    }
  }
}
