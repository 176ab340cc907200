package org.esscher.runtime.internal.run;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.api.State;
import org.esscher.data.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checkpoints of one run: {@code step-N.cbor}, a state in CBOR followed by its SHA-256, so that a
 * torn file is known. The last two are kept.
 */
final class Checkpoints {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
  private static final int DIGEST_BYTES = 32;
  private static final int KEPT = 2;

  private final Path directory;

  Checkpoints(Path directory) {
    this.directory = directory;
  }

  void write(long step, State state) {
    byte[] body = StateCodec.toBytes(state);
    byte[] whole = Arrays.copyOf(body, body.length + DIGEST_BYTES);
    System.arraycopy(Sha256.of(body), 0, whole, body.length, DIGEST_BYTES);
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw AtomicWrite.unwritable(directory, e);
    }
    AtomicWrite.write(directory.resolve("step-" + step + ".cbor"), whole);
    List<Path> all = files();
    // What claims to be newer is torn, or this run would have gone on from there.
    all.sort(
        Comparator.comparing((Path file) -> step(file) > step)
            .thenComparing(Comparator.comparingLong(Checkpoints::step).reversed()));
    for (Path old : all.subList(Math.min(KEPT, all.size()), all.size())) {
      try {
        Files.deleteIfExists(old);
      } catch (IOException e) {
        LOG.warn("the old checkpoint {} can't be deleted: {}", old, e.toString());
      }
    }
  }

  /** The newest whole checkpoint. */
  Optional<State> latest() {
    for (Path file : files()) {
      try {
        byte[] whole = AtomicWrite.read(file);
        byte[] body = Arrays.copyOf(whole, Math.max(0, whole.length - DIGEST_BYTES));
        byte[] seal = Arrays.copyOfRange(whole, body.length, whole.length);
        if (Arrays.equals(seal, Sha256.of(body))) {
          return Optional.of(StateCodec.fromBytes(body, file.toString()));
        }
        LOG.warn("the checkpoint {} is incomplete and skipped", file);
      } catch (EsscherException e) {
        LOG.warn("the checkpoint {} can't be read and is skipped: {}", file, e.toString());
      } catch (IOException e) {
        // It may well be good, and what was done since an older one would be thrown away.
        throw new EsscherException(
            ErrorCode.RESOURCES,
            "the checkpoint " + file + " can't be read (" + e + "); see to the disk, and try again",
            e);
      }
    }
    return Optional.empty();
  }

  /** Newest first. */
  private List<Path> files() {
    List<Path> files = new ArrayList<>();
    if (!Files.isDirectory(directory)) {
      return files;
    }
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, "step-*.cbor")) {
      stream.forEach(files::add);
    } catch (IOException e) {
      throw new EsscherException(ErrorCode.RESOURCES, directory + " can't be read", e);
    }
    files.removeIf(file -> step(file) < 0);
    files.sort(Comparator.comparingLong(Checkpoints::step).reversed());
    return files;
  }

  private static long step(Path file) {
    String name = file.getFileName().toString();
    try {
      return Long.parseLong(name.substring("step-".length(), name.length() - ".cbor".length()));
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
