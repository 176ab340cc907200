package org.esscher.runtime.internal.load;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.esscher.api.EsscherException;
import org.esscher.data.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 digests of the jars that may be loaded. A jar is loaded from a private copy, made
 * while it is digested: so the bytes that are loaded are those that were checked, whoever writes to
 * the plugin directory meanwhile. Thread-safe.
 */
final class AllowedDigests implements Closeable {
  private final Set<String> allowed;
  private final List<Path> copies = new ArrayList<>();
  private @Nullable Path directory;

  AllowedDigests(Set<String> sha256) {
    allowed =
        sha256.stream()
            .map(digest -> digest.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Checks a jar.
   *
   * @param jar in a plugin directory
   * @return a copy of it, which only this user may read, until {@link #close}
   * @throws EsscherException (PLUGIN) when its digest is not on the list
   */
  Path copy(Path jar) throws IOException {
    Path copy = newFile(jar.getFileName().toString());
    MessageDigest sha256 = Sha256.begun();
    try (InputStream in = new DigestInputStream(Files.newInputStream(jar), sha256)) {
      Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
    }
    String digest = Sha256.hex(sha256);
    if (!allowed.contains(digest)) {
      throw EsscherException.plugin(
          "%s has the SHA-256 digest %s, which is not on the list of allowed ones; add it there if"
              + " you trust the jar",
          jar.getFileName(), digest);
    }
    return copy;
  }

  private synchronized Path newFile(String name) throws IOException {
    if (directory == null) {
      directory = Files.createTempDirectory("esscher-plugins");
    }
    Path file = Files.createTempFile(directory, "", "-" + name);
    copies.add(file);
    return file;
  }

  /** Deletes the copies, whose class loaders are closed. */
  @Override
  public synchronized void close() throws IOException {
    for (Path copy : copies) {
      Files.deleteIfExists(copy);
    }
    copies.clear();
    if (directory != null) {
      Files.deleteIfExists(directory);
      directory = null;
    }
  }
}
