package org.esscher.runtime.internal.run;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.regex.Pattern;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.api.State;
import org.esscher.data.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * States that do not change from checkpoint to checkpoint (snapshots of models, rows that a run
 * made), each written once, in a file that is named by the SHA-256 of its content.
 */
final class StateStore {
  private static final Logger LOG = LoggerFactory.getLogger(StateStore.class);
  private static final String SUFFIX = ".cbor";
  private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");

  private final Path directory;
  private final Supervision supervision;

  /** Equal states have equal names, so that their equality may stand for their identity. */
  private final Map<State, String> names = new WeakHashMap<>();

  private Set<String> before = Set.of();

  StateStore(Path directory, Supervision supervision) {
    this.directory = directory;
    this.supervision = supervision;
  }

  /** Writes a state, unless it is there, and gives its name. */
  String put(State state) {
    String known = names.get(state);
    if (known != null) {
      return known;
    }
    byte[] content = StateCodec.toBytes(state);
    String name = Sha256.hex(content);
    Path file = file(name);
    if (!Files.exists(file)) {
      try {
        Files.createDirectories(directory);
      } catch (IOException e) {
        throw AtomicWrite.unwritable(directory, e);
      }
      supervision.write(() -> AtomicWrite.write(file, content));
    }
    names.put(state, name);
    return name;
  }

  State get(String name) {
    Path file = file(name);
    try {
      byte[] content = AtomicWrite.read(file);
      if (!Sha256.hex(content).equals(name)) {
        throw EsscherException.data(
            "%s is damaged: its content is not what its name says; go back to a copy of the run",
            file);
      }
      State state = StateCodec.fromBytes(content, file.toString());
      names.put(state, name);
      return state;
    } catch (IOException e) {
      throw new EsscherException(
          ErrorCode.DATA, file + ", which the checkpoint needs, can't be read", e);
    }
  }

  private Path file(String name) {
    if (!NAME.matcher(name).matches()) {
      throw EsscherException.data(
          "the checkpoint names the state '%s', and states are named by SHA-256; go back to a copy of the run",
          name);
    }
    return directory.resolve(name + SUFFIX);
  }

  /** After a checkpoint: deletes what neither it nor the one before needs. */
  void keep(Set<String> needed) {
    Set<String> all = new HashSet<>(needed);
    all.addAll(before);
    before = Set.copyOf(needed);
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (!all.contains(name.substring(0, name.length() - SUFFIX.length()))) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      LOG.warn("old snapshots in {} can't be deleted: {}", directory, e.toString());
    }
  }
}
